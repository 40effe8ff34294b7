import Testing

/// A rule of the architecture, with the proof that it can fail.
struct Rule: Sendable, CustomTestStringConvertible {
    let sentence: String
    /// Small trees, each of which alone breaks the rule.
    let broken: [[SourceFile]]
    /// Small trees that keep it, close to the line.
    let kept: [[SourceFile]]
    /// What breaks the rule in a tree, each with its place.
    let violations: @Sendable ([SourceFile]) -> [String]

    var testDescription: String { sentence }

    static let all = ImportRules.all + CodeRules.all
}
