import Foundation
import Service
import Solver
import Synchronization

/// One command line run in this process, with what it wrote.
struct ToolRun: Sendable {
    let code: ExitCode
    /// What went to stdout.
    let data: [UInt8]
    /// What went to stderr.
    let messages: String

    /// stdout as text.
    var text: String { String(decoding: data, as: UTF8.self) }

    /// stdout as rows of cells.
    var rows: [[String]] {
        var reader = CSVRows(data)
        var rows: [[String]] = []
        while let row = reader.next() { rows.append(row) }
        return rows
    }

    init(_ arguments: [String], language: Language = .english, isInterrupted: Bool = false) {
        let data = Collected()
        let messages = Collected()
        let console = Console(
            data: { data.add($0) }, message: { messages.add(Array($0.utf8)) }, isTerminal: false,
            language: language)
        code = Tool.run(
            arguments,
            session: Session(
                console: console, environment: [:], isInterrupted: { isInterrupted }))
        self.data = data.bytes
        self.messages = String(decoding: messages.bytes, as: UTF8.self)
    }

    init(_ arguments: String...) { self.init(arguments) }

    /// stdout as JSON.
    func json() throws -> JSON { try JSON(parsing: data) }

    /// Bytes from any thread.
    private final class Collected: Sendable {
        private let content = Mutex<[UInt8]>([])

        var bytes: [UInt8] { content.withLock { $0 } }
        func add(_ bytes: [UInt8]) { content.withLock { $0 += bytes } }
    }
}

extension JSON {
    /// The number in this value; nil when it is none.
    var double: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The text in this value; nil when it is none.
    var words: String? {
        if case .string(let value) = self { value } else { nil }
    }
}

/// A gzip file without compression, so that tests need no tool to make one.
enum PlainGzip {
    static func member(_ content: [UInt8]) -> [UInt8] {
        let size = UInt16(content.count)
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
        bytes += [UInt8(size & 255), UInt8(size >> 8), UInt8(~size & 255), UInt8(~size >> 8)]
        bytes += content
        for value in [checksum(content), UInt32(content.count)] {
            bytes += (0..<4).map { UInt8((value >> (8 * UInt32($0))) & 255) }
        }
        return bytes
    }

    /// CRC-32 of RFC 1952.
    private static func checksum(_ content: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in content {
            sum ^= UInt32(byte)
            for _ in 0..<8 {
                let isOdd = sum & 1 == 1
                sum >>= 1
                if isOdd { sum ^= 0xEDB8_8320 }
            }
        }
        return ~sum
    }
}
