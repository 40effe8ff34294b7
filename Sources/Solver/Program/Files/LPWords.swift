/// The words of the LP format that are not names.
enum LPWords {
    /// The sections of an LP file.
    enum Section: Equatable {
        case minimise, maximise, rows, bounds, integers, binaries, end, unsupported
    }

    private static let single: [String: Section] = [
        "minimize": .minimise, "minimise": .minimise, "minimum": .minimise, "min": .minimise,
        "maximize": .maximise, "maximise": .maximise, "maximum": .maximise, "max": .maximise,
        "st": .rows, "s.t.": .rows, "st.": .rows, "bounds": .bounds, "bound": .bounds,
        "general": .integers, "generals": .integers, "gen": .integers, "gens": .integers,
        "integer": .integers, "integers": .integers, "int": .integers, "ints": .integers,
        "binary": .binaries, "binaries": .binaries, "bin": .binaries, "bins": .binaries,
        "end": .end, "sos": .unsupported, "sos1": .unsupported, "sos2": .unsupported,
        "pwlobj": .unsupported, "semis": .unsupported, "semi": .unsupported,
        "scenario": .unsupported,
    ]
    private static let double: [String: Section] = [
        "subject to": .rows, "such that": .rows, "lazy constraints": .unsupported,
        "user cuts": .unsupported, "general constraints": .unsupported,
    ]
    private static let values: Set<String> = ["free", "inf", "infinity", "nan"]
    private static let longest = 8

    /// The section that a word opens.
    static func section(_ word: String) -> Section? { single[word.lowercased()] }

    /// The section that two words open together.
    static func section(_ first: String, _ second: String) -> Section? {
        double[first.lowercased() + " " + second.lowercased()]
    }

    /// True for words that begin a line of two words, such as `subject`.
    static func mayOpen(_ range: Range<Int>) -> Bool { range.count <= longest }

    /// True when a name would be taken for a word of the format.
    static func isReserved(_ name: String) -> Bool {
        let word = name.lowercased()
        return single[word] != nil || values.contains(word)
            || double.keys.contains { $0.hasPrefix(word + " ") }
    }
}
