package import Certificates

/// How an issuer came from the keys that a verifier pins to the key in use.
package struct KeySuccession: Sendable {
    /// The issuer with its first key, or with those whose changes nobody signed (logs of before 2026-11-22).
    package private(set) var pinned: Issuer
    /// The log entries of the changes after that, each signed by both keys, in order.
    package private(set) var rotations: [Int64] = []

    /// Leaves that are read at once.
    private static let step: Int64 = 4096

    /// Reads the log, where the issuer had more keys than one.
    package init(of issuer: Issuer, in store: any RegistryStore) throws(StoreError) {
        pinned = issuer
        guard issuer.methods.count > 1 else { return }
        var first = 1
        let mark = LeafMark(kind: KeyChange.kind)
        for start in stride(from: 0, to: try store.leafCount(), by: Int(Self.step)) {
            for leaf in try store.leaves(from: start, limit: Int(Self.step))
            where mark.isIn(leaf.entry) {
                guard let entry = try? LogEntry(parsing: leaf.entry), entry.kind == KeyChange.kind,
                    let id = entry.data["id"]?.text,
                    let place = issuer.methods.firstIndex(where: { $0.id == id })
                else { continue }
                if entry.data["rotation"] != nil {
                    rotations.append(leaf.number)
                } else {
                    (first, rotations) = (place + 1, [])
                }
            }
        }
        pinned = issuer.first(first)
    }

    /// The pinned issuer, as a trust file has it.
    package var document: JSONValue {
        Issuer(didKey: pinned.id) == pinned ? .text(pinned.id) : pinned.trustedDocument
    }
}
