/// Where a tile or an entry bundle lies under a log's prefix (C2SP tlog-tiles): `tile/0/x001/067.p/44`.
public struct TilePath: Sendable, Hashable, CustomStringConvertible {
    /// What is in it.
    public let content: Content
    /// Its place among those of the same content.
    public let index: Int
    /// Hashes or entries in it: 256, or fewer at the end of the tree.
    public let width: Int

    /// What a file of the tree holds.
    public enum Content: Sendable, Hashable {
        /// Hashes of complete subtrees of 256^level leaves.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    /// Hashes or entries of a full tile.
    public static let fullWidth = 256

    /// A path; nil for a level outside 0…63, a negative index and a width outside 1…256.
    public init?(_ content: Content, index: Int, width: Int = fullWidth) {
        if case .hashes(let level) = content, !(0...63).contains(level) { return nil }
        guard index >= 0, (1...Self.fullWidth).contains(width) else { return nil }
        self.init(known: content, index, width)
    }

    init(known content: Content, _ index: Int, _ width: Int) {
        self.content = content
        self.index = index
        self.width = width
    }

    /// Reads a path in the one form that it has; nil for any other.
    public init?(_ text: String) {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "tile", let kind = parts.popFirst(), !parts.isEmpty,
            parts.count <= 8
        else { return nil }
        var width = Self.fullWidth
        if parts.count >= 2, parts.dropLast().last?.hasSuffix(".p") == true {
            guard let number = parts.popLast().flatMap({ Int(digits: $0.utf8) }), number < 256,
                let last = parts.popLast()
            else { return nil }
            width = number
            parts.append(last.dropLast(2))
        }
        var index = 0
        for part in parts {
            guard let digits = Int(digits: "1\(part.suffix(3))".utf8),
                (1000...1999).contains(digits), index <= (Int.max - 999) / 1000
            else { return nil }
            index = index * 1000 + digits - 1000
        }
        let level = Int(digits: kind.utf8)
        guard let content = kind == "entries" ? .entries : level.map(Content.hashes) else {
            return nil
        }
        self.init(content, index: index, width: width)
        guard self.description == text else { return nil }
    }

    /// The path under the log's prefix.
    public var description: String {
        func three(_ number: Int) -> String {
            String(repeating: "0", count: 3 - "\(number)".count) + "\(number)"
        }
        var number = three(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            number = "x\(three(rest % 1000))/" + number
            rest /= 1000
        }
        let folder =
            switch content {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        return "tile/\(folder)/\(number)" + (isFull ? "" : ".p/\(width)")
    }

    /// True when it will never change.
    public var isFull: Bool { width == Self.fullWidth }

    /// The full tile that takes this one's place when the tree has grown.
    public var full: TilePath { TilePath(known: content, index, Self.fullWidth) }

    /// The tile of a content and index in a tree of a size; nil where there is none.
    static func of(_ content: Content, index: Int, size: Int) -> TilePath? {
        let level = if case .hashes(let level) = content { level } else { 0 }
        let count = level < 8 ? size >> (8 * level) : 0
        let width = min(fullWidth, count - index * fullWidth)
        return width > 0 ? TilePath(known: content, index, width) : nil
    }
}

/// A file of a log: what to write, and where under its prefix.
public struct TileFile: Sendable, Hashable {
    /// Where.
    public let path: TilePath
    /// What.
    public let bytes: [UInt8]
}
