extension JSON {
    /// A way into a document: a member, or the entry of a list with a given member.
    enum Place: ExpressibleByStringLiteral {
        case key(String)
        case entry(String, JSON)

        init(stringLiteral value: String) { self = .key(value) }

        static func named(_ key: String, _ value: JSON?) -> Place { .entry(key, value ?? .null) }

        var text: String {
            switch self {
            case .key(let key): key
            case .entry(_, .string(let id)): id
            case .entry(_, let value): value.summary
            }
        }
    }

    /// The value at a path; nil where there is none.
    func value(at path: ArraySlice<Place>) -> JSON? {
        guard let place = path.first else { return self }
        let rest = path.dropFirst()
        switch place {
        case .key(let key): return self[key]?.value(at: rest)
        case .entry(let key, let wanted):
            return elements?.first { $0[key] == wanted }?.value(at: rest)
        }
    }

    /// The document with a value at a path; a null takes the member out.
    ///
    /// Objects on the way are made where there are none; nil where a list or an entry of one is
    /// missing.
    func setting(_ value: JSON, at path: ArraySlice<Place>) -> JSON? {
        guard let place = path.first else { return value }
        let rest = path.dropFirst()
        switch (place, self) {
        case (.key(let key), .object(var members)):
            let index = members.firstIndex { $0.key == key }
            guard
                let changed = (index.map { members[$0].value } ?? rest.fresh)?
                    .setting(value, at: rest)
            else { return nil }
            if let index { members.remove(at: index) }
            if changed != .null { members.insert(Member(key, changed), at: index ?? members.count) }
            return .object(members)
        case (.entry(let key, let wanted), .array(var items)):
            guard let index = items.firstIndex(where: { $0[key] == wanted }),
                let changed = items[index].setting(value, at: rest)
            else { return nil }
            items[index] = changed
            return .array(items)
        default: return nil
        }
    }
}

extension ArraySlice<JSON.Place> {
    /// What stands for a missing member on the way: an object, but no list.
    fileprivate var fresh: JSON? {
        if case .entry? = first { return nil }
        return .object([])
    }
}
