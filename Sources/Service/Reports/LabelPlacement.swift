/// Finds places for labels beside their marks, where they cover least.
struct LabelPlacement {
    /// A place for a label.
    struct Place {
        /// Where the text is held.
        let x: Double
        /// Base line of the text.
        let y: Double
        /// How the text is held.
        let anchor: SVG.Anchor
    }

    private struct Box {
        let left: Double
        let top: Double
        let right: Double
        let bottom: Double

        func overlap(_ other: Box) -> Double {
            max(0, min(right, other.right) - max(left, other.left))
                * max(0, min(bottom, other.bottom) - max(top, other.top))
        }
    }

    private let width: Double
    private let height: Double
    private var taken: [Box] = []

    /// Height of a label, and width of a Latin letter.
    private static let lineHeight = 15.0
    private static let letterWidth = 8.0

    /// Creates a placement on an empty drawing.
    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// Keeps labels off a mark.
    mutating func block(_ x: Double, _ y: Double, _ radius: Double) {
        taken.append(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius))
    }

    /// The best of twelve places around a mark.
    mutating func place(_ name: Text, _ x: Double, _ y: Double, _ radius: Double) -> Place {
        let length = Double(max(name.en.columns, name.zh.columns)) * Self.letterWidth
        var best = (place: Place(x: x, y: y, anchor: .start), cost: Double.infinity, box: Box?.none)
        let near = radius + 4
        let diagonal = radius * 0.75 + 3
        let down = Self.lineHeight * 0.35
        let candidates: [Place] = [
            Place(x: x + near, y: y + down, anchor: .start),
            Place(x: x - near, y: y + down, anchor: .end),
            Place(x: x, y: y + near + 10, anchor: .middle),
            Place(x: x, y: y - near, anchor: .middle),
            Place(x: x + diagonal, y: y - diagonal, anchor: .start),
            Place(x: x - diagonal, y: y - diagonal, anchor: .end),
            Place(x: x + diagonal, y: y + diagonal + 9, anchor: .start),
            Place(x: x - diagonal, y: y + diagonal + 9, anchor: .end),
            Place(x: x + 4, y: y + near + 24, anchor: .middle),
            Place(x: x + 4, y: y - near - 14, anchor: .middle),
            Place(x: x - diagonal - 8, y: y - diagonal - 14, anchor: .end),
            Place(x: x + diagonal + 8, y: y + diagonal + 22, anchor: .start),
        ]
        for (rank, candidate) in candidates.enumerated() {
            let box = box(candidate, length)
            let outside =
                max(0, -box.left) + max(0, box.right - width) + max(0, -box.top)
                + max(0, box.bottom - height + 14)
            let cost =
                taken.reduce(0) { $0 + $1.overlap(box) } + outside * 60 + Double(rank) * 3
            if cost < best.cost { best = (candidate, cost, box) }
        }
        if let box = best.box { taken.append(box) }
        return best.place
    }

    private func box(_ place: Place, _ length: Double) -> Box {
        let left =
            switch place.anchor {
            case .start: place.x
            case .middle: place.x - length / 2
            case .end: place.x - length
            }
        return Box(
            left: left, top: place.y - Self.lineHeight * 0.8, right: left + length,
            bottom: place.y + Self.lineHeight * 0.25)
    }
}

extension String {
    /// Width in columns: two for each wide (Chinese) character.
    var columns: Int { unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) } }

    /// The text cut to a number of columns, with an ellipsis when something is cut.
    func cut(to limit: Int) -> String {
        guard columns > limit else { return self }
        var result = ""
        var used = 1
        for character in self {
            used += String(character).columns
            if used > limit { break }
            result.append(character)
        }
        while result.hasSuffix(" ") { result.removeLast() }
        return result + "…"
    }
}

extension Text {
    /// Both languages cut to a number of columns.
    func cut(to limit: Int) -> Text { Text(en.cut(to: limit), zh.cut(to: limit)) }
}
