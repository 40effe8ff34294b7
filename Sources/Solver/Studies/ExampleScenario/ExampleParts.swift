/// A part of the model that a synthetic scenario may have beyond the common ones.
public enum ExamplePart: String, Sendable, CaseIterable {
    /// A power grid that feeds the hubs.
    case grid
}

/// The members of a synthetic scenario that belong to its parts.
struct ExampleParts {
    let settings: ExampleSettings
    let hubs: [ExampleHub]

    var members: [JSON.Member] {
        var members: [JSON.Member] = []
        func add(_ part: ExamplePart, _ key: String, _ value: @autoclosure () -> JSON) {
            guard settings.parts.contains(part) else { return }
            members.append(JSON.Member(key, value()))
        }
        add(.grid, "grid", ExampleGrid(settings: settings, hubs: hubs).json)
        if settings.jobs > 0 {
            members.append(
                JSON.Member("jobs", ExampleJobs(settings: settings, hubs: hubs).json))
        }
        return members
    }
}

extension JSON {
    /// The object with more members.
    func adding(_ members: [Member]) -> JSON {
        members.reduce(self) { $0.adding($1.key, $1.value) }
    }
}
