import Certificates

/// Names that requests from outside get in the registry and its log.
enum RegistryNames {
    /// True for what a log can carry as a name.
    static func isName(_ text: String) -> Bool { AccountingLimits.isName(text) }

    /// The text itself where it is a name, else one made of its hash.
    static func name(_ text: String) -> String {
        isName(text) ? text : "sha256:" + Digest(of: text).hexadecimal
    }
}
