package import Certificates
import Foundation

/// An API key in full, as its owner holds it: `wtk_<id>_<secret>`.
///
/// The id finds the key, the secret's digest proves it; the text is shown once and never stored.
package struct SecretKey: Sendable {
    /// Public part: 16 hexadecimal digits.
    package let id: String
    /// 256 random bits, 64 hexadecimal digits.
    private let secret: String

    /// Makes a new key.
    package static func make() -> SecretKey {
        SecretKey(
            id: Hexadecimal.text(RandomBytes.make(8)),
            secret: Hexadecimal.text(RandomBytes.make(32)))
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// Reads the text of a key; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "wtk", Self.isHexadecimal(parts[1], 16),
            Self.isHexadecimal(parts[2], 64)
        else { return nil }
        self.init(id: String(parts[1]), secret: String(parts[2]))
    }

    /// True for texts that want to be a key, right or wrong.
    package static func hasForm(_ text: String) -> Bool { text.hasPrefix("wtk_") }

    /// The text that its owner gets.
    package var text: String { "wtk_\(id)_\(secret)" }

    /// What is stored of the secret.
    package var digest: Digest { Digest(of: secret) }

    private static func isHexadecimal(_ text: Substring, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
