import Certificates

/// The leaves of the registry's database as the log's writer reads them.
package struct RegistryLeaves: LeafSource {
    private let store: any RegistryStore

    package init(_ store: any RegistryStore) { self.store = store }

    package func leafCount() throws -> Int { Int(try store.leafCount()) }

    package func leaves(from index: Int, limit: Int) throws -> [LogLeaf] {
        try store.leaves(from: Int64(index), limit: limit).map { leaf in
            guard let hash = Digest(bytes: leaf.hash) else {
                throw StoreError.damaged("the hash of log entry \(leaf.number)")
            }
            return LogLeaf(entry: leaf.entry, hash: hash)
        }
    }
}
