import CGLPK

/// The version of the GLPK library that is linked.
public enum GLPKVersion {
    /// Major and minor number, such as `5.0`.
    public static var text: String {
        unsafe glp_version().map { unsafe String(cString: $0) } ?? "unknown"
    }
}
