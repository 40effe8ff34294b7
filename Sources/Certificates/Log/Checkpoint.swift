/// What a log says about its tree: which log, how many leaves, which root (C2SP tlog-checkpoint).
public struct Checkpoint: Sendable, Hashable {
    /// The log.
    public let origin: ExactText
    /// Leaves.
    public let size: Int
    /// The root hash at that size.
    public let root: Digest
    /// Further lines, which nobody can audit; this program writes none.
    public let extensions: [ExactText]

    /// A checkpoint without extension lines; nil for a negative size and an origin that is no line.
    public init?(origin: ExactText, size: Int, root: Digest) {
        guard !origin.bytes.isEmpty, origin.bytes.allSatisfy({ $0 >= 0x20 }), size >= 0 else {
            return nil
        }
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// Reads the text of a note.
    public init(text: [UInt8]) throws(CheckpointFault) {
        guard text.last == 0x0A else { throw .lines }
        let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else { throw .lines }
        let texts = lines.compactMap { ExactText(utf8: $0) }
        guard texts.count == lines.count else { throw .lines }
        guard let size = Int(digits: lines[1]) else { throw .size }
        guard let root = Digest(base64: lines[2]) else { throw .root }
        origin = texts[0]
        self.size = size
        self.root = root
        extensions = Array(texts.dropFirst(3))
    }

    /// The text of the note; ends in a newline.
    public var text: [UInt8] {
        var lines = origin.bytes + [0x0A]
        lines += "\(size)\n\(root.base64)\n".utf8
        for line in extensions { lines += line.bytes + [0x0A] }
        return lines
    }
}

/// Why a text is no checkpoint.
public enum CheckpointFault: Error, Sendable, Hashable {
    /// It is no note.
    case note(NoteFault)
    /// Not three lines or more, none empty.
    case lines
    /// The second line is no decimal number, or one that no tree has.
    case size
    /// The third line is no hash in canonical base 64.
    case root
}

/// A checkpoint with its signatures.
public struct SignedCheckpoint: Sendable, Hashable {
    /// What it says.
    public let checkpoint: Checkpoint
    /// Text and signatures.
    public private(set) var note: SignedNote

    /// Reads a checkpoint; whether to trust it is another question: see `verified`.
    public init(parsing bytes: [UInt8]) throws(CheckpointFault) {
        do throws(NoteFault) { note = try SignedNote(parsing: bytes) } catch { throw .note(error) }
        checkpoint = try Checkpoint(text: note.text)
    }

    init(_ checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    /// The checkpoint as it is stored and sent.
    public var bytes: [UInt8] { note.bytes }

    /// The known keys that signed it, each once.
    ///
    /// Errors: `.badSignature`.
    public func verified(by keys: [NoteKey]) throws(NoteFault) -> [VerifiedSignature] {
        try note.verified(by: keys)
    }

    /// Adds the cosignatures in a witness's answer that verify; says by whom they are.
    ///
    /// Lines that are no signatures, of unknown keys or of the wrong text are left out.
    public mutating func add(
        answer bytes: [UInt8], of witnesses: [NoteKey]
    ) -> [VerifiedSignature] {
        guard bytes.count <= SignedNote.byteLimit else { return [] }
        var added: [VerifiedSignature] = []
        for line in bytes.split(separator: 0x0A).prefix(SignedNote.signatureLimit) {
            guard let signature = try? NoteSignature(line: line),
                let key = witnesses.first(where: {
                    $0.name == signature.name && $0.id == signature.keyID
                }), let shown = signature.verified(on: note.text, by: key)
            else { continue }
            note.add(signature)
            added.append(shown)
        }
        return added
    }
}

extension Int {
    /// A number in decimal digits without leading zeros or sign; nil for anything else and above 2^63 - 1.
    init?(digits: some Collection<UInt8>) {
        guard let first = digits.first, digits.count <= 19,
            first != UInt8(ascii: "0") || digits.count == 1
        else { return nil }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int(digit - 0x30))
            guard !first, !second else { return nil }
            value = sum
        }
        self = value
    }
}
