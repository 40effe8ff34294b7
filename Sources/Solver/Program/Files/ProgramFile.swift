/// Programs in files of either format.
public enum ProgramFile {
    /// The formats that programs are read from and written to.
    public enum Format: String, Sendable, CaseIterable {
        case mps, lp
    }

    /// Reads a program as MPS or LP, by the extension of the file's name or else by its content.
    ///
    /// A `.gz` at the end of the name does not count, but the bytes must be plain text already.
    public static func read(
        _ bytes: [UInt8], name: String = ""
    ) throws(ProgramFileError) -> LinearProgram {
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw ProgramFileError(.compressed, line: 0, given: name)
        }
        switch format(ofName: name) ?? format(of: bytes) {
        case .mps: return try LinearProgram(mps: bytes)
        case .lp: return try LinearProgram(lp: bytes)
        case nil: throw ProgramFileError(.unknownFormat, line: 0, given: name)
        }
    }

    /// The format that a file's name states: `.mps` or `.lp`, with or without `.gz` behind it.
    public static func format(ofName name: String) -> Format? {
        var name = name.lowercased()[...]
        if name.hasSuffix(".gz") { name.removeLast(3) }
        return Format.allCases.first { name.hasSuffix("." + $0.rawValue) }
    }

    /// The format that the first line which is not a comment points to.
    public static func format(of bytes: [UInt8]) -> Format? {
        var start = Byte.start(of: bytes)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: Byte.newline) ?? bytes.count
            let words = MPSFields(words: bytes, start..<end)
            if words.count > 0, bytes[start] != Byte.star {
                let first = bytes[words[0].lowerBound]
                if first != Byte.backslash {
                    return format(firstWord: Byte.word(bytes, words[0]))
                }
            }
            start = end + 1
        }
        return nil
    }

    private static func format(firstWord word: String) -> Format? {
        switch LPWords.section(word) {
        case .minimise, .maximise: return .lp
        default: return ["NAME", "ROWS", "OBJSENSE", "OBJNAME"].contains(word) ? .mps : nil
        }
    }
}
