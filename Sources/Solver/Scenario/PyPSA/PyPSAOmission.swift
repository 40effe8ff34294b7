/// Something of a PyPSA network that a scenario does not carry as it is.
public struct PyPSAOmission: Sendable, Equatable {
    /// What becomes of it.
    public enum Kind: String, Sendable, CaseIterable {
        /// Left out; PyPSA's optimisation does not use it either.
        case noEffect = "no_effect"
        /// Replaced by something that gives the same optimum unless it binds.
        case replaced
        /// Left out although it matters: the optimum may differ.
        case notCarried = "not_carried"
    }

    /// Component, by the name of its file, such as `generators`.
    public let component: String
    /// Attribute, such as `p_set`; the name of the file for whole files.
    public let attribute: String
    /// What becomes of it.
    public let kind: Kind
    /// Names of the rows concerned, in the order of the file.
    public let names: [String]
    /// What stands in for it; empty where nothing does.
    public let replacement: String
}
