/// Reads the members of an object strictly: each is asked for once, what is left over is a fault.
package struct OperationReader {
    private var members: [String: JSONValue]
    private let place: String
    /// What comes in any number.
    private var rowValues: [JSONValue] = []

    init(_ value: JSONValue, _ place: String) throws(RegistryFault) {
        guard let members = value.members else { throw .malformed(place) }
        self.members = members
        self.place = place
    }

    /// An operation's data and rows.
    init(data: [String: JSONValue], rows: [JSONValue]) {
        members = data
        place = "data"
        rowValues = rows
    }

    private mutating func take(_ name: String) throws(RegistryFault) -> JSONValue {
        guard let value = members.removeValue(forKey: name) else { throw fault(name) }
        return value
    }

    private func fault(_ name: String) -> RegistryFault { .malformed("\(place)/\(name)") }

    mutating func text(_ name: String) throws(RegistryFault) -> String {
        guard let text = try take(name).text else { throw fault(name) }
        return text
    }

    mutating func optionalText(_ name: String) throws(RegistryFault) -> String? {
        members[name] == nil ? nil : try text(name)
    }

    mutating func decimal(_ name: String) throws(RegistryFault) -> Int64 {
        guard let number = try take(name).decimal else { throw fault(name) }
        return number
    }

    mutating func time(_ name: String) throws(RegistryFault) -> UTCTime {
        guard let time = UTCTime(try text(name)) else { throw fault(name) }
        return time
    }

    mutating func interval(_ start: String = "start", _ end: String = "end")
        throws(RegistryFault) -> UTCInterval
    {
        guard let interval = UTCInterval(start: try time(start), end: try time(end)) else {
            throw fault(end)
        }
        return interval
    }

    mutating func name<Name: RawRepresentable<String>>(_ name: String) throws(RegistryFault)
        -> Name
    {
        guard let value = Name(rawValue: try text(name)) else { throw fault(name) }
        return value
    }

    mutating func digest(_ name: String) throws(RegistryFault) -> Digest {
        let text = try text(name)
        guard let digest = Digest(hexadecimal: text), digest.hexadecimal == text else {
            throw fault(name)
        }
        return digest
    }

    mutating func object(_ name: String) throws(RegistryFault) -> [String: JSONValue] {
        guard let members = try take(name).members else { throw fault(name) }
        return members
    }

    mutating func optionalObject(_ name: String) throws(RegistryFault) -> [String: JSONValue]? {
        members[name] == nil ? nil : try object(name)
    }

    mutating func array(_ name: String) throws(RegistryFault) -> [JSONValue] {
        guard let elements = try take(name).elements else { throw fault(name) }
        return elements
    }

    mutating func texts(_ name: String) throws(RegistryFault) -> [String] {
        var texts: [String] = []
        for element in try array(name) {
            guard let text = element.text else { throw fault(name) }
            texts.append(text)
        }
        return texts
    }

    mutating func decimals(_ name: String) throws(RegistryFault) -> [Int64] {
        var numbers: [Int64] = []
        for element in try array(name) {
            guard let number = element.decimal else { throw fault(name) }
            numbers.append(number)
        }
        return numbers
    }

    mutating func reader(_ name: String) throws(RegistryFault) -> OperationReader {
        try OperationReader(try take(name), "\(place)/\(name)")
    }

    /// The rows, each read by a body that takes all of its members.
    mutating func rows<Row>(
        _ read: (inout OperationReader) throws(RegistryFault) -> Row
    ) throws(RegistryFault) -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(rowValues.count)
        for (index, value) in rowValues.enumerated() {
            var reader = try OperationReader(value, "rows/\(index)")
            rows.append(try read(&reader))
            try reader.finish()
        }
        rowValues = []
        return rows
    }

    /// The rows as texts.
    mutating func textRows() throws(RegistryFault) -> [String] {
        var texts: [String] = []
        for value in rowValues {
            guard let text = value.text else { throw .malformed("rows/\(texts.count)") }
            texts.append(text)
        }
        rowValues = []
        return texts
    }

    /// Refuses members and rows that nobody asked for.
    func finish() throws(RegistryFault) {
        if let name = members.keys.min() { throw fault(name) }
        if !rowValues.isEmpty { throw .malformed("rows") }
    }
}
