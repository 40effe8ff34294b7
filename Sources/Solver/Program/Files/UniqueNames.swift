/// Makes the names of a program fit a file format: no forbidden byte, and each only once.
struct UniqueNames {
    private var used: Set<String> = []
    /// The number to try next behind each name that was wanted more than once.
    private var next: [String: Int] = [:]
    private let repair: (String) -> String

    /// Names that `repair` makes fit; `reserved` are never given out.
    init(reserved: [String] = [], repair: @escaping (String) -> String) {
        self.repair = repair
        used = Set(reserved)
    }

    /// The repaired name, with a number behind it when it was given out before.
    mutating func take(_ name: String) -> String {
        let wanted = repair(name)
        if used.insert(wanted).inserted { return wanted }
        var number = next[wanted] ?? 2
        while !used.insert("\(wanted)_\(number)").inserted { number += 1 }
        next[wanted] = number + 1
        return "\(wanted)_\(number)"
    }

    /// A name without blanks and control characters, as free MPS needs it.
    static func mps(_ name: String) -> String {
        let kept = name.utf8.map { Byte.isBlank($0) || $0 == 0x7F ? UInt8(ascii: "_") : $0 }
        return kept.isEmpty ? "_" : String(decoding: kept, as: UTF8.self)
    }

    /// A name that an LP file cannot take for a number, an operator or one of its own words.
    static func lp(_ name: String) -> String {
        let kept = name.utf8.map { LPLexer.isNameByte($0) ? $0 : UInt8(ascii: "_") }
        let text = String(decoding: kept, as: UTF8.self)
        guard let first = kept.first else { return "_" }
        let isNumeric = Byte.isDigit(first) || first == Byte.point
        let isExponent =
            Byte.lower(first) == UInt8(ascii: "e") && kept.dropFirst().allSatisfy(Byte.isDigit)
        return isNumeric || isExponent || LPWords.isReserved(text) ? "_" + text : text
    }
}

/// Text that grows, for the writers of program files.
struct ProgramText {
    private(set) var bytes: [UInt8] = []

    /// Adds a piece of text.
    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Adds a number in the shortest decimal form that reads back as the same number.
    mutating func add(_ number: Double) { add(Self.decimal(number)) }

    /// The shortest decimal form of a number, `1` rather than `1.0`.
    static func decimal(_ number: Double) -> String {
        if number.isInfinite { return number < 0 ? "-1e30" : "1e30" }
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
