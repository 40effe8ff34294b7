/// Identifiers for PyPSA's names, which may hold anything.
///
/// `Norwich DC` becomes `norwich_dc`; what is taken gets a number.
struct PyPSANames {
    private var ids: [String: String] = [:]
    private var taken: Set<String> = []

    /// The identifier given to a name, or nil.
    subscript(_ name: String) -> String? { ids[name] }

    /// Gives a name its identifier, which is made of `text` where that is given.
    mutating func add(_ name: String, as text: String? = nil) -> String {
        let plain = Self.plain(text ?? name)
        var id = plain
        var number = 2
        while !taken.insert(id).inserted {
            id = String(plain.prefix(56)) + "_\(number)"
            number += 1
        }
        ids[name] = id
        return id
    }

    private static func plain(_ name: String) -> String {
        var text = ""
        for character in name.lowercased() {
            let isKept = character.isASCII && (character.isLetter || character.isNumber)
            if isKept || character == "-" || character == "_" {
                text.append(character)
            } else if !text.hasSuffix("_") {
                text.append("_")
            }
        }
        while let first = text.first, !first.isLetter, !first.isNumber { text.removeFirst() }
        while text.hasSuffix("_") { text.removeLast() }
        return text.isEmpty ? "x" : String(text.prefix(60))
    }
}
