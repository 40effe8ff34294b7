/// A parameter of a statement, in PostgreSQL's binary form.
enum PostgreSQLValue: Sendable {
    case null
    /// `bigint`.
    case integer(Int64)
    case flag(Bool)
    case text(String)
    /// `bytea`.
    case bytes([UInt8])
    /// `text[]`.
    case texts([String])
    /// `bigint[]`.
    case integers([Int64])

    static func number(_ number: Int) -> Self { .integer(Int64(number)) }
    static func moment(_ moment: Moment) -> Self { .integer(moment.microseconds) }
    static func maybe(_ text: String?) -> Self { text.map(Self.text) ?? .null }
    static func maybe(_ bytes: [UInt8]?) -> Self { bytes.map(Self.bytes) ?? .null }
    static func maybe(_ moment: Moment?) -> Self { moment.map(Self.moment) ?? .null }
    static func list(_ list: [String]) -> Self { .text(TextList.text(list)) }

    /// Its bytes on the wire; nil for null.
    var bytes: [UInt8]? {
        switch self {
        case .null: nil
        case .integer(let value): Self.bigEndian(value)
        case .flag(let value): [value ? 1 : 0]
        case .text(let value): Array(value.utf8)
        case .bytes(let value): value
        case .texts(let values): Self.array(values.map { Array($0.utf8) }, of: .text)
        case .integers(let values): Self.array(values.map(Self.bigEndian), of: .bigint)
        }
    }

    private enum ElementType: Int32 {
        case bigint = 20
        case text = 25
    }

    /// One dimension from 1: number of dimensions, no nulls, type, length, lower bound, elements.
    private static func array(_ elements: [[UInt8]], of type: ElementType) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in [elements.isEmpty ? 0 : 1, 0, type.rawValue] { bytes += bigEndian(word) }
        if elements.isEmpty { return bytes }
        bytes += bigEndian(Int32(elements.count)) + bigEndian(Int32(1))
        for element in elements { bytes += bigEndian(Int32(element.count)) + element }
        return bytes
    }

    private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: value >> $0)
        }
    }
}
