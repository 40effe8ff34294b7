/// Reads the members of one JSON object, each once; what is left at the end is a fault.
struct DocumentReader {
    private var members: [String: JSONValue]
    /// JSON Pointer of the object.
    let path: String

    init(_ value: JSONValue, at path: String) throws(CertificateFault) {
        guard let members = value.members else {
            throw .malformed(path: path, allowed: "an object")
        }
        self.members = members
        self.path = path
    }

    /// The place of a member.
    func place(_ name: String) -> String { path + "/" + name }

    /// Ends reading: a member that was not read is unknown.
    func end() throws(CertificateFault) {
        if let name = members.keys.min() { throw .unknown(path: place(name)) }
    }

    mutating func take(_ name: String) throws(CertificateFault) -> JSONValue {
        guard let value = members.removeValue(forKey: name) else {
            throw .missing(path: place(name))
        }
        return value
    }

    mutating func takeIfPresent(_ name: String) -> JSONValue? {
        members.removeValue(forKey: name)
    }

    /// True when a member is there and was not read.
    func has(_ name: String) -> Bool { members[name] != nil }

    mutating func object(_ name: String) throws(CertificateFault) -> DocumentReader {
        try DocumentReader(try take(name), at: place(name))
    }

    mutating func objectIfPresent(_ name: String) throws(CertificateFault) -> DocumentReader? {
        guard let value = takeIfPresent(name) else { return nil }
        return try DocumentReader(value, at: place(name))
    }

    /// A text of 1 to so many bytes.
    mutating func text(
        _ name: String, upTo limit: Int = 1000
    ) throws(CertificateFault) -> String {
        guard let text = try take(name).text, (1...limit).contains(text.utf8.count) else {
            throw .malformed(path: place(name), allowed: "a text of 1 to \(limit) bytes")
        }
        return text
    }

    /// A name as `AccountingLimits.isName` allows.
    mutating func name(_ name: String) throws(CertificateFault) -> String {
        let text = try text(name, upTo: 128)
        guard AccountingLimits.isName(text) else {
            throw .malformed(
                path: place(name), allowed: "a letter or digit, then letters, digits, ._:/@+-")
        }
        return text
    }

    /// A whole number as a decimal text.
    mutating func integer(
        _ name: String, _ range: ClosedRange<Int64>
    ) throws(CertificateFault) -> Int64 {
        guard let value = try take(name).decimal, range.contains(value) else {
            throw .malformed(
                path: place(name),
                allowed: "a whole number as text from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    mutating func boolean(_ name: String) throws(CertificateFault) -> Bool {
        guard case .bool(let value) = try take(name) else {
            throw .malformed(path: place(name), allowed: "true or false")
        }
        return value
    }

    mutating func time(_ name: String) throws(CertificateFault) -> UTCTime {
        guard let time = try take(name).text.flatMap({ UTCTime($0) }) else {
            throw .malformed(path: place(name), allowed: "a time as 2026-01-31T23:00:00Z")
        }
        return time
    }

    /// `start` and `end` of the object itself.
    mutating func interval() throws(CertificateFault) -> UTCInterval {
        let (start, end) = (try time("start"), try time("end"))
        guard let interval = UTCInterval(start: start, end: end) else {
            throw .malformed(path: place("end"), allowed: "a time after start")
        }
        return interval
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ type: Word.Type = Word.self
    ) throws(CertificateFault) -> Word {
        guard let word = try take(name).text.flatMap({ Word(rawValue: $0) }) else {
            throw .malformed(
                path: place(name), allowed: Word.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return word
    }

    /// `{"num", "den"}` with the part at most the limit; the whole may be zero only where told.
    mutating func ratio(_ name: String, least: Int64 = 0) throws(CertificateFault) -> Ratio {
        var reader = try object(name)
        let range = 0...AccountingLimits.sum
        let numerator = try reader.integer("num", range)
        let denominator = try reader.integer("den", least...AccountingLimits.sum)
        try reader.end()
        return Ratio(numerator, of: denominator)
    }

    mutating func digest(_ name: String) throws(CertificateFault) -> Digest {
        guard let text = try take(name).text, let digest = Digest(hexadecimal: text),
            digest.hexadecimal == text
        else {
            throw .malformed(path: place(name), allowed: "64 hexadecimal digits, lower case")
        }
        return digest
    }

    /// An array of at most so many elements, each with its place.
    mutating func list(
        _ name: String, upTo limit: Int = AccountingLimits.rows
    ) throws(CertificateFault) -> [(value: JSONValue, path: String)] {
        guard let elements = try take(name).elements, elements.count <= limit else {
            throw .malformed(path: place(name), allowed: "a list of at most \(limit)")
        }
        let base = place(name)
        return elements.enumerated().map { ($1, "\(base)/\($0)") }
    }

    /// An array of objects.
    mutating func objects(
        _ name: String, upTo limit: Int = AccountingLimits.rows
    ) throws(CertificateFault) -> [DocumentReader] {
        var readers: [DocumentReader] = []
        for (value, path) in try list(name, upTo: limit) {
            readers.append(try DocumentReader(value, at: path))
        }
        return readers
    }

    /// An array of texts of 1 to 1000 bytes.
    mutating func texts(
        _ name: String, upTo limit: Int = 1000
    ) throws(CertificateFault) -> [String] {
        var texts: [String] = []
        for (value, path) in try list(name, upTo: limit) {
            guard let text = value.text, (1...1000).contains(text.utf8.count) else {
                throw .malformed(path: path, allowed: "a text of 1 to 1000 bytes")
            }
            texts.append(text)
        }
        return texts
    }

    /// An object whose members are all read by their own names, ascending.
    mutating func dictionary(
        _ name: String
    ) throws(CertificateFault) -> [(key: String, value: JSONValue)] {
        guard let members = try take(name).members else {
            throw .malformed(path: place(name), allowed: "an object")
        }
        return members.sorted { $0.key < $1.key }
    }
}

extension JSONValue {
    /// `{"num", "den"}`.
    static func ratio(_ ratio: Ratio) -> JSONValue {
        ["num": .decimal(ratio.numerator), "den": .decimal(ratio.denominator)]
    }
}
