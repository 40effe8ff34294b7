/// Copies one store into another that is empty, and checks the audit trail of the copy.
package struct StoreCopy {
    private let source: any Store
    private let target: any Store

    /// Rows at a time.
    private static let portion = 500

    package init(from source: any Store, to target: any Store) {
        self.source = source
        self.target = target
    }

    /// What was copied.
    package struct Count: Sendable, Equatable {
        package var rows = 0
        /// Digest of the copy's last audit line.
        package var auditHead = AuditRecord.origin
    }

    /// Copies table by table; `note` is told of each.
    ///
    /// - Throws: `StoreError.damaged` when the target has rows, or when its audit trail is not
    ///   that of the source.
    package func run(
        note: (StoredTable, Int) -> Void = { _, _ in }
    ) throws(StoreError) -> Count {
        for table in StoredTable.allCases {
            guard try target.rows(of: table, after: 0, limit: 1).isEmpty else {
                throw .damaged("the target is not empty: \(table.rawValue)")
            }
        }
        var count = Count()
        for table in StoredTable.allCases {
            var copied = 0
            while true {
                let rows = try source.rows(of: table, after: copied, limit: Self.portion)
                guard !rows.isEmpty else { break }
                try target.restore(rows, into: table)
                copied += rows.count
            }
            count.rows += copied
            note(table, copied)
        }
        count.auditHead = try head(of: target)
        guard try head(of: source) == count.auditHead else {
            throw .damaged("the audit trail of the copy is another one")
        }
        return count
    }

    /// Follows a trail from its beginning.
    private func head(of store: any Store) throws(StoreError) -> String {
        var chain = AuditChain()
        while true {
            let lines = try store.audit(tenant: nil, after: chain.count, limit: 1000)
            guard !lines.isEmpty else { return chain.head }
            for line in lines where !chain.accept(line) {
                throw .damaged("audit line \(line.number) does not follow from the one before")
            }
        }
    }
}
