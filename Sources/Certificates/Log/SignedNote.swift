/// A text with signatures (C2SP signed-note): the text, a blank line, one line for each signature.
public struct SignedNote: Sendable, Hashable {
    /// What is signed; ends in a newline.
    public let text: [UInt8]
    /// Signatures, known and unknown, in their order.
    public private(set) var signatures: [NoteSignature]

    /// The longest note that is read, bytes: room for 16 signatures of 5 kB and much more.
    public static let byteLimit = 262_144
    /// The most signatures that are read.
    public static let signatureLimit = 64

    /// A note of a text and signatures.
    ///
    /// Errors: `.encoding`, `.shape` when the text could not be read back.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteFault) {
        try self.init(
            parsing: text + [0x0A] + signatures.flatMap(\.line), atLeast: signatures.count)
        guard self.text == text else { throw .shape }
    }

    /// Reads a note; it has at least one signature.
    public init(parsing bytes: [UInt8]) throws(NoteFault) {
        try self.init(parsing: bytes, atLeast: 1)
    }

    private init(parsing bytes: [UInt8], atLeast least: Int) throws(NoteFault) {
        guard bytes.count <= Self.byteLimit else { throw .tooLong }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }), ExactText(utf8: bytes) != nil else {
            throw .encoding
        }
        guard bytes.last == 0x0A, let blank = Self.lastBlankLine(bytes) else { throw .shape }
        let lines = bytes[(blank + 1)...].split(
            separator: 0x0A, maxSplits: Self.signatureLimit + 1, omittingEmptySubsequences: false)
        // Behind the last newline there is one empty line more.
        guard lines.count - 1 <= Self.signatureLimit else { throw .tooLong }
        guard lines.count - 1 >= least else { throw .shape }
        text = Array(bytes[..<blank])
        signatures = try lines.dropLast().map { line throws(NoteFault) in
            try NoteSignature(line: line)
        }
    }

    /// Where the blank line starts that divides the text from the signatures: the last one.
    private static func lastBlankLine(_ bytes: [UInt8]) -> Int? {
        var place = bytes.count - 1
        while place > 0 {
            if bytes[place] == 0x0A, bytes[place - 1] == 0x0A { return place }
            place -= 1
        }
        return nil
    }

    /// The note as it is stored and sent.
    public var bytes: [UInt8] { text + [0x0A] + signatures.flatMap(\.line) }

    /// Adds a signature behind the others; one of the same key takes the place of the older one.
    public mutating func add(_ signature: NoteSignature) {
        signatures.removeAll {
            $0.name == signature.name && $0.keyID == signature.keyID
        }
        signatures.append(signature)
    }

    /// The known keys that signed, in the order of the keys; each is named once.
    ///
    /// Signatures of other keys are left alone. Errors: `.badSignature` when one of a known key does
    /// not verify.
    public func verified(by keys: [NoteKey]) throws(NoteFault) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        for key in keys {
            guard
                let signature = signatures.first(where: {
                    $0.name == key.name && $0.keyID == key.id
                })
            else { continue }
            guard let shown = signature.verified(on: text, by: key) else {
                throw .badSignature(key.name)
            }
            verified.append(shown)
        }
        return verified
    }
}

/// A signature of a known key that verified.
public struct VerifiedSignature: Sendable, Hashable {
    /// Whose.
    public let key: NoteKey
    /// When a cosigner signed, seconds since 1970; nil for a log's own signature.
    public let timestamp: UInt64?
}

/// Why bytes are not a note, or not one that can be trusted.
public enum NoteFault: Error, Sendable, Hashable {
    /// More bytes or signatures than are read.
    case tooLong
    /// Not UTF-8, or a control character.
    case encoding
    /// No text, blank line and signatures.
    case shape
    /// A line that is no signature.
    case signatureLine
    /// The signature of this known key is wrong.
    case badSignature(ExactText)
}
