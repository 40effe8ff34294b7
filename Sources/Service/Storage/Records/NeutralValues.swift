import Solver

/// Lists of texts as both stores keep and copy them.
package enum TextList {
    /// A JSON array on one line.
    package static func text(_ list: [String]) -> String {
        String(decoding: JSON.array(list.map(JSON.string)).written(pretty: false), as: UTF8.self)
    }

    /// Reads such an array; nil for anything else.
    package static func list(_ text: String) -> [String]? {
        guard let elements = (try? JSON(parsing: Array(text.utf8)))?.elements else { return nil }
        var list: [String] = []
        for element in elements {
            guard case .string(let text) = element else { return nil }
            list.append(text)
        }
        return list
    }
}

extension SeriesSegment {
    /// The values as IEEE 754 doubles in little-endian bytes.
    package var valueBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 8)
        for value in values {
            let bits = value.bitPattern
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
            }
        }
        return bytes
    }

    /// Reads such bytes; nil when their number is none of whole doubles.
    package static func values(from bytes: [UInt8]) -> [Double]? {
        guard bytes.count % 8 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            var bits: UInt64 = 0
            for offset in 0..<8 { bits |= UInt64(bytes[start + offset]) << (8 * UInt64(offset)) }
            return Double(bitPattern: bits)
        }
    }

    /// The moment after its last step.
    package func end(stepSeconds: Int) -> Moment {
        Moment(
            microseconds: start.microseconds + Int64(values.count) * Int64(stepSeconds) * 1_000_000)
    }
}
