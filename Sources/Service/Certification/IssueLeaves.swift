import Certificates
import Synchronization

/// Which log entry made a certificate known: its issue, or the split of the one that it is part of.
///
/// The registry's rows do not say so. The log does: it is read once, entry by entry, as far as it has
/// grown since the last question.
final class IssueLeaves: Sendable {
    private struct Known {
        var leaves: [String: Int64] = [:]
        var next: Int64 = 0
    }

    private let known = Mutex(Known())

    /// Leaves that are read at once.
    private static let step = 4096
    private static let marks = [CertificateApproval.kind, CertificateSplit.kind].map(
        LeafMark.init(kind:))

    /// The leaf of a certificate's issue; nil where there is none.
    func leaf(of certificate: String, in store: any RegistryStore) throws(StoreError) -> Int64? {
        try known.withLock { known throws(StoreError) in
            if let leaf = known.leaves[certificate] { return leaf }
            while true {
                let leaves = try store.leaves(from: known.next, limit: Self.step)
                for leaf in leaves {
                    for id in Self.certificates(issuedBy: leaf.entry) {
                        known.leaves[id] = leaf.number
                    }
                    known.next = leaf.number + 1
                }
                if leaves.count < Self.step { return known.leaves[certificate] }
            }
        }
    }

    private static func certificates(issuedBy entry: [UInt8]) -> [String] {
        // Most entries are other ones: they are not parsed.
        guard marks.contains(where: { $0.isIn(entry) }),
            let issued = (try? LogEntry(parsing: entry))?.issued
        else { return [] }
        return Array(issued.keys)
    }
}

/// The bytes by which an entry of a kind is told before it is parsed; others may have them, too.
struct LeafMark {
    private let bytes: [UInt8]

    init(kind: String) { bytes = Array("\"kind\":\"\(kind)\"".utf8) }

    func isIn(_ entry: [UInt8]) -> Bool {
        guard entry.count >= bytes.count else { return false }
        return (0...entry.count - bytes.count).contains { start in
            entry[start] == bytes[0]
                && entry[start..<start + bytes.count].elementsEqual(bytes)
        }
    }
}
