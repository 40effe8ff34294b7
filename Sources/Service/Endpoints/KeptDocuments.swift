import Certificates
import Synchronization

/// Documents that follow from the program alone: made when first asked for, then kept.
final class KeptDocuments: Sendable {
    /// Which one.
    enum Name: Hashable, Sendable {
        case openAPI
        case scenarioSchema
        case page(Language)
    }

    /// Its bytes and its entity tag.
    struct Document: Sendable {
        let bytes: [UInt8]
        let tag: String

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            tag = EntityTag.of(digest: Digest(of: bytes).hexadecimal)
        }
    }

    private let content = Mutex<[Name: Document]>([:])

    /// The document; `make` is called once for each, or by each of those who ask first at once.
    func document(_ name: Name, make: () -> [UInt8]) -> Document {
        if let document = content.withLock({ $0[name] }) { return document }
        let document = Document(make())
        content.withLock { $0[name] = document }
        return document
    }
}
