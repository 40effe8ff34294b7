/// When, by whom and why something is held: the interval of a pin or of a maintenance window.
public struct Hold: Sendable {
    /// First instant.
    public let from: Instant
    /// First instant after.
    public let to: Instant
    /// Who says so.
    public let owner: String
    /// Why.
    public let reason: String

    init(_ fields: Fields) {
        let interval = fields.interval(required: true)
        from = interval.from ?? Instant(seconds: 0)
        to = interval.to ?? Instant(seconds: 0)
        owner = fields.string("owner", "Who says so.")
        reason = fields.string("reason", "Why.")
    }

    /// Whether it holds in a step, or in a part of one.
    func holds(_ grid: TimeGrid, _ step: Int) -> Bool {
        from < grid.instant(step + 1) && grid.instant(step) < to
    }
}

/// Names a thing of the scenario the way people see it: a pool by its site and its own name.
public struct Subject: Sendable {
    /// The kinds of names.
    enum Key: String, CaseIterable {
        case site, node, pool, profile, mode, storage, renewable, generator, product, origin
        case line
        case dcLine = "dc_line"
        case job
    }

    private let names: [String: String]

    init(_ fields: Fields) {
        var names: [String: String] = [:]
        for key in Key.allCases {
            names[key.rawValue] = fields.optionalID(
                key.rawValue,
                "Of which \(key.rawValue.replacing("_", with: " ")), by its id.")
        }
        self.names = names
    }

    subscript(_ key: Key) -> String? { names[key.rawValue] }

    /// The first name that is none of these keys.
    func excess(beside keys: [Key]) -> Key? {
        Key.allCases.first { names[$0.rawValue] != nil && !keys.contains($0) }
    }

    /// The names in one fixed order, for tables.
    public var text: String {
        Key.allCases.compactMap { names[$0.rawValue] }.joined(separator: ",")
    }
}
