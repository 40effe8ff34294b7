/// Collects flows by name and sums what runs between the same two nodes.
struct SankeyBuilder {
    /// What identifies and draws a node.
    struct Key {
        let id: String
        let name: Text
        let color: String

        init(_ id: String, _ name: Text, _ color: String) {
            self.id = id
            self.name = name
            self.color = color
        }
    }

    private struct Column {
        let heading: Text
        let unit: Text
        var order: [Key] = []
        var index: [String: Int] = [:]
        var entering: [Double] = []
        var leaving: [Double] = []

        mutating func node(_ key: Key) -> Int {
            if let known = index[key.id] { return known }
            index[key.id] = order.count
            order.append(key)
            entering.append(0)
            leaving.append(0)
            return order.count - 1
        }
    }

    private var columns: [Column] = []
    private var flows: [SankeyDiagram.Flow] = []

    /// Flows smaller than this are not drawn, MWh or CNY or million tokens.
    private static let smallest = 1e-6

    /// Adds a column on the right.
    mutating func stage(_ heading: Text, _ unit: Text) {
        columns.append(Column(heading: heading, unit: unit))
    }

    /// Adds a flow within a unit.
    mutating func flow(_ stage: Int, _ source: Key, _ target: Key, _ amount: Double) {
        add(stage, source, target, amount, amount, isConversion: false)
    }

    /// Adds a flow that changes its unit.
    mutating func convert(
        _ stage: Int, _ key: Key, _ leaving: Double, _ arriving: Double, into: Key? = nil
    ) {
        add(stage, key, into ?? key, leaving, arriving, isConversion: true)
    }

    private mutating func add(
        _ stage: Int, _ source: Key, _ target: Key, _ leaving: Double, _ arriving: Double,
        isConversion: Bool
    ) {
        guard leaving > Self.smallest, arriving > Self.smallest else { return }
        let from = columns[stage].node(source)
        let to = columns[stage + 1].node(target)
        columns[stage].leaving[from] += leaving
        columns[stage + 1].entering[to] += arriving
        let same = flows.firstIndex {
            $0.stage == stage && $0.source == from && $0.target == to
        }
        let before = same.map { flows.remove(at: $0) }
        flows.append(
            SankeyDiagram.Flow(
                stage: stage, source: from, target: to,
                leaving: leaving + (before?.leaving ?? 0),
                arriving: arriving + (before?.arriving ?? 0), isConversion: isConversion))
    }

    /// The diagram; a node is as large as what enters or leaves it, whichever is more.
    func diagram(title: Text) -> SankeyDiagram {
        SankeyDiagram(
            title: title,
            stages: columns.filter { !$0.order.isEmpty }.map { column in
                SankeyDiagram.Stage(
                    heading: column.heading, unit: column.unit,
                    nodes: column.order.indices.map { node in
                        SankeyDiagram.Node(
                            name: column.order[node].name,
                            value: max(column.entering[node], column.leaving[node]),
                            color: column.order[node].color)
                    })
            }, flows: flows)
    }
}
