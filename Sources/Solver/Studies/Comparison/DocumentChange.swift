/// One difference between two scenario documents.
public struct DocumentChange: Sendable, Equatable {
    /// Names from the root to the value; an entry of a list is named by its `id`, or by what tells
    /// it apart (origin and site of a link, date of a tariff version), else by its index.
    public let path: [String]
    /// The value before; nil where it is new.
    public let before: JSON?
    /// The value after; nil where it is gone.
    public let after: JSON?

    /// The path as a JSON Pointer, with names instead of indices.
    public var pointer: String {
        path.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// The noun that changed, such as `sites/west/connection` or `products/chat`: changes of one
    /// noun are taken together when a difference of cost is traced back.
    public var noun: [String] {
        switch path.first {
        case "sites": Array(path.prefix(3))
        case "accelerators", "profiles", "origins", "products", "tariffs": Array(path.prefix(2))
        default: Array(path.prefix(1))
        }
    }

    /// The differences of two documents, in the order of the first, then what is new.
    ///
    /// The order of entries with names does not matter.
    public static func all(from before: JSON, to after: JSON) -> [DocumentChange] {
        changes(before, after, at: [])
    }

    private static func changes(
        _ before: JSON?, _ after: JSON?, at path: [String]
    ) -> [DocumentChange] {
        guard before != after else { return [] }
        guard let old = before?.children(like: after), let new = after?.children(like: before)
        else { return [DocumentChange(path: path, before: before, after: after)] }
        let added = new.filter { entry in !old.contains { $0.name == entry.name } }
        return (old.map(\.name) + added.map(\.name)).flatMap { name in
            changes(
                old.first { $0.name == name }?.value, new.first { $0.name == name }?.value,
                at: path + [name])
        }
    }
}

extension JSON {
    /// Members of an object, or entries of a list that have names, beside a value of the same
    /// form; nil for everything that is compared as a whole.
    fileprivate func children(like other: JSON?) -> [(name: String, value: JSON)]? {
        switch (self, other) {
        case (.object(let members), .object): return members.map { ($0.key, $0.value) }
        case (.array(let items), .array(let others)):
            if let names = Self.names(items), Self.names(others) != nil {
                return Array(zip(names, items))
            }
            guard items.count == others.count else { return nil }
            return items.enumerated().map { (String($0.offset), $0.element) }
        default: return nil
        }
    }

    /// What tells the entries of a list apart; nil when nothing does.
    private static func names(_ items: [JSON]) -> [String]? {
        let names = items.compactMap(\.entryName)
        return names.count == items.count && Set(names).count == names.count ? names : nil
    }

    private var entryName: String? {
        func text(_ key: String) -> String? {
            if case .string(let text)? = self[key] { text } else { nil }
        }
        if let origin = text("origin"), let site = text("site") { return origin + "," + site }
        return text("id") ?? text("origin") ?? text("profile") ?? text("effective_from")
            ?? text("from")
    }

    /// The value at a path of names.
    func value(at path: ArraySlice<String>) -> JSON? {
        guard let name = path.first else { return self }
        return children(like: self)?.first { $0.name == name }?.value.value(at: path.dropFirst())
    }

    /// The document with another value at a path of names; nil takes it out.
    func setting(_ path: ArraySlice<String>, to value: JSON?) -> JSON {
        guard let name = path.first else { return value ?? self }
        let rest = path.dropFirst()
        let children = children(like: self) ?? []
        let place = children.firstIndex { $0.name == name }
        var values = children.map(\.value)
        let new = rest.isEmpty ? value : place.map { values[$0].setting(rest, to: value) } ?? value
        switch (place, new) {
        case (let place?, let new?): values[place] = new
        case (let place?, nil): values.remove(at: place)
        case (nil, let new?): values.append(new)
        case (nil, nil): break
        }
        guard case .object(let members) = self else { return .array(values) }
        var keys = members.map(\.key)
        if let place, new == nil { keys.remove(at: place) }
        if place == nil, new != nil { keys.append(name) }
        return .object(zip(keys, values).map { Member($0, $1) })
    }

    /// The document with every column of a CSV file beside it written out as numbers.
    ///
    /// What is no such reference, or cannot be read, stays as it is.
    public func withColumns(from files: (String) -> [UInt8]?) -> JSON {
        var cache: [String: [[String]]] = [:]
        return writtenOut { name in
            if let rows = cache[name] { return rows }
            guard let bytes = files(name) else { return nil }
            var reader = CSVRows(bytes)
            var rows: [[String]] = []
            while let row = reader.next() { rows.append(row) }
            cache[name] = rows
            return rows
        }
    }

    private func writtenOut(_ rows: (String) -> [[String]]?) -> JSON {
        switch self {
        case .array(let items): return .array(items.map { $0.writtenOut(rows) })
        case .object(let members):
            if case .string(let file)? = self["csv"], case .string(let column)? = self["column"],
                let table = rows(file), let place = table.first?.firstIndex(of: column)
            {
                let values = table.dropFirst().map { place < $0.count ? Double($0[place]) : nil }
                let numbers = values.compactMap { $0 }
                return numbers.count == values.count ? .list(numbers) : self
            }
            return .object(members.map { Member($0.key, $0.value.writtenOut(rows)) })
        default: return self
        }
    }
}
