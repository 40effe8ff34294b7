/// The fields of one MPS line, either its words or the parts between the fixed columns.
struct MPSFields {
    /// Number of fields; 7 stands for more than any section allows.
    private(set) var count = 0
    private var ranges = InlineArray<7, Range<Int>>(repeating: 0..<0)

    /// Fixed MPS: columns 2–3, 5–12, 15–22, 25–36, 40–47 and 50–61, here counted from zero.
    private static let columns = [1..<3, 4..<12, 14..<22, 24..<36, 39..<47, 49..<61]

    /// The place of a field in the file.
    subscript(_ index: Int) -> Range<Int> { ranges[index] }

    /// Splits a line at its blanks.
    init(words bytes: [UInt8], _ line: Range<Int>) {
        var position = line.lowerBound
        let end = line.upperBound
        while true {
            while position < end, Byte.isBlank(bytes[position]) { position += 1 }
            guard position < end, count < 7 else { return }
            let first = position
            while position < end, !Byte.isBlank(bytes[position]) { position += 1 }
            append(first..<position)
        }
    }

    /// Cuts a line at the fixed columns, or nil when text stands outside of them or has tabs.
    init?(columns bytes: [UInt8], _ line: Range<Int>) {
        let start = line.lowerBound
        var checked = start
        for column in Self.columns {
            let low = min(start + column.lowerBound, line.upperBound)
            let high = min(start + column.upperBound, line.upperBound)
            for gap in checked..<low where bytes[gap] != Byte.blank { return nil }
            for place in low..<high where bytes[place] < Byte.blank { return nil }
            let field = Byte.trimmed(bytes, low..<high)
            if !field.isEmpty { append(field) }
            checked = high
        }
        guard checked == line.upperBound || bytes[checked] == Byte.blank else { return nil }
    }

    private mutating func append(_ range: Range<Int>) {
        ranges[count] = range
        count += 1
    }
}
