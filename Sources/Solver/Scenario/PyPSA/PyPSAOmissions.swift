/// Collects what a network loses on its way into a scenario.
final class PyPSAOmissions {
    private var order: [String] = []
    private var entries: [String: PyPSAOmission] = [:]

    /// Adds rows to what is said about an attribute.
    func add(
        _ component: String, _ attribute: String, _ kind: PyPSAOmission.Kind, _ names: [String],
        _ replacement: String = ""
    ) {
        let key = [component, attribute, kind.rawValue, replacement].joined(separator: "\n")
        if entries[key] == nil { order.append(key) }
        entries[key] = PyPSAOmission(
            component: component, attribute: attribute, kind: kind,
            names: (entries[key]?.names ?? []) + names, replacement: replacement)
    }

    /// Everything said, in the order in which it was said.
    var all: [PyPSAOmission] { order.compactMap { entries[$0] } }
}
