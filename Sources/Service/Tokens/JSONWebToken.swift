import Certificates
import Solver

/// A signed JSON Web Token in compact form (RFC 7519, RFC 7515 section 7.1), taken apart; nothing
/// of it is proven yet.
package struct JSONWebToken: Sendable {
    /// Largest text that is looked at.
    package static let limitBytes = 8_192

    /// What the header says it was signed with; only ever compared with what the key allows.
    package let algorithm: String
    /// Which key the header says it was signed with.
    package let keyID: String?
    package let payload: [UInt8]
    package let signature: [UInt8]
    /// The bytes that were signed: header and payload as they came.
    package let signedBytes: [UInt8]

    /// Takes a text apart; `jwk`, `jku`, `x5c` and other members of the header are not looked at.
    package init(_ text: String) throws(TokenFault) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.limitBytes else { throw .tooLarge }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64.bytes(parts[0], .url),
            let payload = Base64.bytes(parts[1], .url),
            let signature = Base64.bytes(parts[2], .url),
            let header = try? JSON(parsing: head), case .object = header,
            case .string(let algorithm)? = header["alg"]
        else { throw .malformed }
        guard header["crit"] == nil else { throw .criticalExtension }
        keyID = try Self.text("kid", of: header)
        let type = try Self.text("typ", of: header)?.lowercased()
        guard type.map(Self.types.contains) ?? true else { throw .otherType }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        signedBytes = Array(bytes[..<parts[1].endIndex])
    }

    /// Other tokens of the same issuer, such as logout tokens, name themselves (RFC 8725, 3.11).
    private static let types = ["jwt", "application/jwt", "at+jwt", "application/at+jwt"]

    private static func text(_ name: String, of header: JSON) throws(TokenFault) -> String? {
        guard let value = header[name] else { return nil }
        guard case .string(let text) = value else { throw .malformed }
        return text
    }
}
