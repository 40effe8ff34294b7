/// The checkpoints that a witness cosigned last, one for each log.
public struct WitnessState: Sendable, Hashable {
    private var heads: [ExactText: Checkpoint] = [:]

    private static let title = "wattoken witness state 1"

    /// A witness that has seen nothing.
    public init() {}

    /// The checkpoint cosigned last for a log; nil for none.
    public func head(of origin: ExactText) -> Checkpoint? { heads[origin] }

    /// Takes the place of what was cosigned before.
    mutating func record(_ checkpoint: Checkpoint) { heads[checkpoint.origin] = checkpoint }

    /// The logs, sorted, and their checkpoints.
    public var all: [Checkpoint] { heads.values.sorted { $0.origin < $1.origin } }

    /// The state as a file: a title, the checkpoints, the SHA-256 of all before.
    public var bytes: [UInt8] {
        var bytes = Array((Self.title + "\n\n").utf8)
        for checkpoint in all { bytes += checkpoint.text + [0x0A] }
        return bytes + Array((Digest(of: bytes).hexadecimal + "\n").utf8)
    }

    /// Reads a file; nil when one bit of it is another.
    public init?(parsing bytes: [UInt8]) {
        let body = Array(bytes.dropLast(65))
        guard
            bytes.suffix(65).elementsEqual((Digest(of: body).hexadecimal + "\n").utf8),
            body.suffix(2) == [0x0A, 0x0A]
        else { return nil }
        var blocks = Self.blocks(body)[...]
        guard blocks.popFirst() == Array((Self.title + "\n").utf8) else { return nil }
        for block in blocks {
            guard let checkpoint = try? Checkpoint(text: block) else { return nil }
            record(checkpoint)
        }
        guard self.bytes == bytes else { return nil }
    }

    /// What stands between blank lines.
    private static func blocks(_ bytes: [UInt8]) -> [[UInt8]] {
        var blocks: [[UInt8]] = [[]]
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(2) {
            if line.isEmpty {
                blocks.append([])
            } else {
                blocks[blocks.count - 1] += line + [0x0A]
            }
        }
        return blocks
    }
}
