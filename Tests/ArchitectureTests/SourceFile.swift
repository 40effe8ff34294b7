/// One file as text, under its path from the repository's root.
struct SourceFile: Sendable {
    let path: String
    let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The lines without what follows `//`, so that comments may name what code may not.
    var code: [Substring] {
        lines.map { line in
            if line.isComment { return "" }
            guard let comment = line.firstRange(of: " //") else { return line }
            return line[..<comment.lowerBound]
        }
    }

    /// The modules that the file imports, in whatever form of `import`.
    var imports: [String] {
        guard isSwift else { return [] }
        return code.flatMap { $0.split(separator: ";") }.compactMap(Self.importedModule)
    }

    /// The modules that a module map declares.
    var declaredModules: [String] {
        guard path.hasSuffix("module.modulemap") else { return [] }
        return code.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "module"), keyword + 1 < words.count
            else { return nil }
            return String(words[keyword + 1])
        }
    }

    private static func importedModule(of statement: Substring) -> String? {
        var words = statement.split(whereSeparator: \.isWhitespace)[...]
        let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        while let word = words.first, word.hasPrefix("@") || access.contains(word) {
            words.removeFirst()
        }
        guard words.popFirst() == "import" else { return nil }
        let kinds: Set<Substring> = [
            "struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor",
        ]
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }
}

extension Substring {
    var isComment: Bool { drop(while: \.isWhitespace).hasPrefix("//") }

    /// Whether `word` occurs here and is not the end of a longer identifier.
    func mentions(_ word: String) -> Bool {
        ranges(of: word).contains { range in
            guard let first = word.first, first.isIdentifier, range.lowerBound > startIndex
            else { return true }
            return !self[index(before: range.lowerBound)].isIdentifier
        }
    }
}

extension Character {
    fileprivate var isIdentifier: Bool { isLetter || isNumber || self == "_" }
}
