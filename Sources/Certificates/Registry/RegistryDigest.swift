/// The state hash: SHA-256 over all rows, the same from a database and from a replay of its log.
///
///     table:  "T" name "\n"          in the order of `RegistryTable.allCases`
///     row:    its values, then "\n"   in the order of their keys, texts by their bytes
///     value:  "n", "i" number ";" or "t" length in bytes ":" bytes
///
/// Signed documents and the log itself are not in it: rows hold the documents' digests, and the log has
/// its own root.
package struct RegistryDigest {
    private var digest = RunningDigest()

    /// Of no table yet.
    package init() {}

    /// Begins a table.
    package mutating func begin(_ table: RegistryTable) {
        digest.add(Array("T\(table.rawValue)\n".utf8))
    }

    /// Adds the next row of the table.
    package mutating func add(_ row: [RegistryValue]) {
        var bytes: [UInt8] = []
        for value in row {
            switch value {
            case .null: bytes.append(UInt8(ascii: "n"))
            case .integer(let number): bytes += "i\(number);".utf8
            case .text(let text):
                bytes += "t\(text.utf8.count):".utf8
                bytes += text.utf8
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        digest.add(bytes)
    }

    /// The digest of all.
    package consuming func finish() -> Digest { digest.finish() }
}

extension RegistryMemory {
    /// The state hash.
    package var stateHash: Digest {
        var digest = RegistryDigest()
        for table in RegistryTable.allCases {
            digest.begin(table)
            for row in sortedRows(of: table) { digest.add(row) }
        }
        return digest.finish()
    }
}
