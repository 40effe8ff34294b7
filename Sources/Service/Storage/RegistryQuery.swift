package import Certificates

/// Which rows of a table of the registry a list has: all that meet every condition, by key.
package struct RegistryQuery: Sendable, Equatable {
    /// Columns with the one value that they must have.
    package var equal: [Condition] = []
    /// Only rows that touch the time from here on; slices stand where their energy does.
    package var from: UTCTime?
    /// Only rows that touch the time before this.
    package var until: UTCTime?
    /// Only energy certificates of which this account holds a slice.
    package var holder: String?

    /// A column with its value.
    package struct Condition: Sendable, Equatable {
        package var column: String
        package var value: RegistryValue

        package init(_ column: String, _ value: RegistryValue) {
            self.column = column
            self.value = value
        }
    }

    package init() {}

    /// Adds a column that must have a value, where one is given.
    package mutating func add(_ column: String, _ text: String?) {
        if let text { equal.append(Condition(column, .text(text))) }
    }

    /// The statement that finds rows behind a cursor, and the values in its places.
    ///
    /// - Parameter place: how the database writes the place of a value, which counts from 1.
    func statement(
        of table: RegistryTable, after cursor: RegistryCursor?, limit: Int,
        place: (Int) -> String
    ) -> (sql: String, values: [RegistryValue]) {
        var values: [RegistryValue] = []
        func next(_ value: RegistryValue) -> String {
            values.append(value)
            return place(values.count)
        }
        var conditions = equal.map { "\($0.column) = \(next($0.value))" }
        var times: [String] = []
        if let from { times.append("end_at > \(next(.integer(from.seconds)))") }
        if let until { times.append("start_at < \(next(.integer(until.seconds)))") }
        if table == .slices, !times.isEmpty {
            let own = "id = \(table.rawValue).certificate"
            let inner = ([own] + times).joined(separator: " AND ")
            conditions.append("EXISTS (SELECT 1 FROM energy_certificates WHERE \(inner))")
        } else {
            conditions += times
        }
        if let holder {
            conditions.append(
                "EXISTS (SELECT 1 FROM energy_slices WHERE certificate = \(table.rawValue).id"
                    + " AND owner = \(next(.text(holder))))")
        }
        let keys = table.columns.prefix(table.keyCount)
        if let cursor {
            let places = cursor.key.map(next).joined(separator: ", ")
            conditions.append("(\(keys.joined(separator: ", "))) > (\(places))")
        }
        let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let sql = """
            SELECT \(table.columns.joined(separator: ", ")) FROM \(table.rawValue) \(condition)
            ORDER BY \(keys.joined(separator: ", ")) LIMIT \(next(.integer(Int64(limit))))
            """
        return (sql, values)
    }
}

/// Where a page of rows ended: the key of its last row, as a text of printable characters.
///
/// Names have neither `~` nor `=`: values stand between the one, numbers behind the other.
package struct RegistryCursor: Sendable, Equatable {
    /// The key's columns.
    package let key: [RegistryValue]

    package init(key: [RegistryValue]) { self.key = key }

    /// Reads a cursor of a table; nil for a text that is none.
    package init?(_ text: String, of table: RegistryTable) {
        var key: [RegistryValue] = []
        for part in text.split(separator: "~", omittingEmptySubsequences: false) {
            guard part.first == "=" else {
                key.append(.text(String(part)))
                continue
            }
            guard let number = Int64(part.dropFirst()) else { return nil }
            key.append(.integer(number))
        }
        let numbers = Set(["start_at", "revision"])
        let kinds = table.columns.prefix(table.keyCount).map(numbers.contains)
        let given = key.map { value in if case .integer = value { true } else { false } }
        guard given == kinds else { return nil }
        self.key = key
    }

    /// The text.
    package var text: String {
        key.map { value in
            switch value {
            case .integer(let number): "=\(number)"
            case .text(let text): text
            case .null: ""
            }
        }.joined(separator: "~")
    }
}

extension Page where Element: RegistryRow {
    /// A page of what was found when one more than its limit was asked for.
    init(rows: [Element], limit: Int) {
        let elements = Array(rows.prefix(limit))
        let last = elements.last.map { RegistryCursor(key: $0.key).text }
        self.init(elements: elements, next: rows.count > limit ? last : nil)
    }
}
