/// Why a MATPOWER case file could not be read: where, what was given, what is allowed.
public struct MatpowerError: Error, Sendable, Equatable {
    /// Line of the file, counted from one; 0 when the whole file is meant.
    public let line: Int
    /// What was found.
    public let given: String
    /// What would be right.
    public let allowed: String

    init(line: Int, given: String, allowed: String) {
        self.line = line
        self.given = given.count > 80 ? given.prefix(77) + "..." : given
        self.allowed = allowed
    }
}
