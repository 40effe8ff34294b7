/// Header fields in their order; names compare without regard to case and may repeat.
///
/// The bytes lie in one block, each name and value ended by a zero byte, so that a request's
/// fields are two allocations and a response's go to C as they are.
package struct HTTPHeaders: Sendable, Equatable {
    private struct Field: Sendable, Equatable {
        let name: Int32
        let nameCount: Int32
        let value: Int32
        let valueCount: Int32
    }

    private var bytes: [UInt8] = []
    private var fields: [Field] = []

    /// No fields.
    package init() {}

    /// The fields in this order.
    package init(_ list: [(name: String, value: String)]) {
        for (name, value) in list { append(name, value) }
    }

    /// The number of fields.
    package var count: Int { fields.count }

    /// All fields as text, in their order.
    package var list: [(name: String, value: String)] {
        fields.map { (text($0.name, $0.nameCount), text($0.value, $0.valueCount)) }
    }

    /// The first value under this name; setting it replaces all of them.
    package subscript(name: String) -> String? {
        get {
            for field in fields where isNamed(field, name) {
                return text(field.value, field.valueCount)
            }
            return nil
        }
        set {
            remove(name)
            if let newValue { append(name, newValue) }
        }
    }

    /// Every value under this name, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { isNamed($0, name) }.map { text($0.value, $0.valueCount) }
    }

    /// Adds a field behind the others; control characters become blanks, so that no value can
    /// end its line.
    package mutating func append(_ name: String, _ value: String) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        bytes.append(0)
        let middle = bytes.count
        bytes.append(contentsOf: value.utf8)
        for index in start..<bytes.count where bytes[index].isControl && index != middle - 1 {
            bytes[index] = 0x20
        }
        add(from: start, middle: middle)
    }

    /// Adds a field that was already checked.
    mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        let start = bytes.count
        unsafe bytes.append(contentsOf: name)
        bytes.append(0)
        let middle = bytes.count
        unsafe bytes.append(contentsOf: value)
        add(from: start, middle: middle)
    }

    /// Takes every field of this name away.
    package mutating func remove(_ name: String) {
        fields = fields.filter { !isNamed($0, name) }
    }

    mutating func reserve(fields count: Int, bytes size: Int) {
        fields.reserveCapacity(count)
        bytes.reserveCapacity(size)
    }

    /// Calls `body` with each name and value as C strings.
    func forEachCString(_ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Void) {
        unsafe bytes.withUnsafeBytes { block in
            guard let base = unsafe block.bindMemory(to: CChar.self).baseAddress else { return }
            for field in fields {
                unsafe body(base + Int(field.name), base + Int(field.value))
            }
        }
    }

    private mutating func add(from start: Int, middle: Int) {
        let end = bytes.count
        bytes.append(0)
        fields.append(
            Field(
                name: Int32(start), nameCount: Int32(middle - start - 1),
                value: Int32(middle), valueCount: Int32(end - middle)))
    }

    private func text(_ start: Int32, _ count: Int32) -> String {
        String(decoding: bytes[Int(start)..<Int(start + count)], as: UTF8.self)
    }

    private func isNamed(_ field: Field, _ name: String) -> Bool {
        guard Int(field.nameCount) == name.utf8.count else { return false }
        var index = Int(field.name)
        for byte in name.utf8 {
            guard bytes[index].lowercased == byte.lowercased else { return false }
            index += 1
        }
        return true
    }

}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// The fields in the order of the literal.
    package init(dictionaryLiteral elements: (String, String)...) {
        reserve(fields: elements.count, bytes: elements.count * 40)
        for (name, value) in elements { append(name, value) }
    }
}

extension UInt8 {
    /// Whether this is a control character other than the tab.
    var isControl: Bool { self < 0x20 && self != 0x09 || self == 0x7F }

    /// The byte with A to Z as a to z.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
