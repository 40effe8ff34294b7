import Foundation

/// The bytes of a database file, changed behind its back.
struct DatabaseFile {
    let path: String

    /// Places of numbers in the header (https://www.sqlite.org/fileformat2.html).
    enum Field: UInt64 {
        case userVersion = 60
        case applicationID = 68
    }

    /// Writes a number into the header, in big-endian order.
    func set(_ field: Field, _ value: UInt32) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seek(toOffset: field.rawValue)
        try handle.write(
            contentsOf: Data((0..<4).reversed().map { UInt8(value >> (8 * $0) & 255) }))
        try handle.close()
    }

    /// Replaces a text by one of the same length wherever it stands; returns how often.
    func replace(_ old: String, by new: String) throws -> Int {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        var count = 0
        var start = bytes.startIndex
        while let found = bytes.range(of: Data(old.utf8), in: start..<bytes.endIndex) {
            bytes.replaceSubrange(found, with: Data(new.utf8))
            start = found.upperBound
            count += 1
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        return count
    }
}
