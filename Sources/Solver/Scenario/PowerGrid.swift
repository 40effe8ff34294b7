/// The power grid that joins sites and supplies: nodes, what feeds them, and the lines between.
public struct PowerGrid: Sendable {
    /// A node (bus) of the grid.
    public struct Node: Sendable {
        /// Identifier.
        public let id: String
        /// Load that is not one of the scenario's sites, MW.
        public let loadMW: Series

        init(_ fields: Fields) {
            id = fields.id()
            loadMW = fields.series(
                "load_mw", "Load that is not a site.", -1e6...1e6, default: 0)
        }
    }

    /// A generator at a node.
    public struct Supply: Sendable {
        /// The node.
        public let node: String
        /// What feeds it.
        public let generator: Generator

        init(_ fields: Fields) {
            node = fields.id("node", "Node that it feeds.")
            generator = Generator(fields)
        }
    }

    /// A storage at a node.
    public struct NodeStorage: Sendable {
        /// The node.
        public let node: String
        /// The storage.
        public let storage: Storage

        init(_ fields: Fields) {
            node = fields.id("node", "Node that it is at.")
            storage = Storage(fields)
        }
    }

    /// Nodes.
    public let nodes: [Node]
    /// Supplies.
    public let supplies: [Supply]
    /// Storages at nodes.
    public let storages: [NodeStorage]

    init(_ fields: Fields) {
        nodes = fields.list("nodes", "Nodes.", atLeast: 1, element: Node.init)
        supplies = fields.list("supplies", "Supplies at nodes.", element: Supply.init)
        storages = fields.list("storages", "Storages at nodes.", element: NodeStorage.init)
    }

    /// Number of each node by its name.
    var nodeNumbers: [String: Int] {
        Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
    }
}
