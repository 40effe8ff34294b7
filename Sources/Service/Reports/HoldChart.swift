import Solver

/// Things held over time: a row for each, its interval light, the steps in which it binds dark.
struct HoldChart {
    /// One thing held.
    struct Row {
        /// Name.
        let name: Text
        /// Steps of the horizon in which it holds.
        let steps: Range<Int>
        /// Those in which it binds, ascending.
        let binding: [Int]
        /// What loosening it is worth.
        let worth: Text
        /// What a reader sees who points at it.
        let tip: Text
    }

    /// Rows.
    let rows: [Row]
    /// The horizon.
    let timeline: Timeline

    /// Colour of steps in which it binds.
    static let color = Palette.cost

    private static let width = 1080.0
    private static let left = 170.0
    private static let right = 900.0
    private static let top = 8.0
    private static let rowHeight = 22.0
    private static let barHeight = 13.0

    private func x(_ step: Int) -> Double {
        Self.left + timeline.share(step) * (Self.right - Self.left)
    }

    /// The drawing.
    func markup() -> Markup {
        let bottom = Self.top + Double(rows.count) * Self.rowHeight + 4
        var svg = SVG(width: Self.width, height: bottom + 26)
        for tick in timeline.ticks {
            let at = Self.left + tick.share * (Self.right - Self.left)
            svg.line(at, Self.top, at, bottom, style: "rule")
            svg.text(Text(both: tick.label), at, bottom + 18, anchor: .middle)
        }
        for (index, row) in rows.enumerated() {
            draw(row, Self.top + (Double(index) + 0.5) * Self.rowHeight, in: &svg)
        }
        svg.line(Self.left, bottom, Self.right, bottom, style: "axis")
        return svg.markup(
            title: Text("Pins and maintenance over time", "人工锁定与检修时间表"),
            description: Text(
                "A row for each: \(rows.map(\.name.en).joined(separator: ", ")).",
                "每行一项：\(rows.map(\.name.zh).joined(separator: "、"))。"),
            style: "chart wide")
    }

    private func draw(_ row: Row, _ middle: Double, in svg: inout SVG) {
        let top = middle - Self.barHeight / 2
        svg.text(row.name.cut(to: 24), Self.left - 8, middle + 4, anchor: .end)
        svg.rect(
            x(row.steps.lowerBound), top, x(row.steps.upperBound) - x(row.steps.lowerBound),
            Self.barHeight, fill: Palette.other, tip: row.tip)
        for run in runs(row.binding) {
            svg.rect(
                x(run.lowerBound), top, x(run.upperBound) - x(run.lowerBound), Self.barHeight,
                fill: Self.color, tip: row.tip)
        }
        svg.text(row.worth, Self.right + 10, middle + 4)
    }

    private func runs(_ steps: [Int]) -> [Range<Int>] {
        steps.reduce(into: []) { runs, step in
            if let last = runs.last, last.upperBound == step {
                runs[runs.count - 1] = last.lowerBound..<step + 1
            } else {
                runs.append(step..<step + 1)
            }
        }
    }
}
