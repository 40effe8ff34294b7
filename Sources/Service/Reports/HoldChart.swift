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

    private static let barHeight = 13.0

    private var layout: TimelineRows {
        TimelineRows(timeline: timeline, right: 900.0, rowHeight: 22.0)
    }

    private func x(_ step: Int) -> Double { layout.x(step) }

    /// The drawing.
    func markup() -> Markup {
        layout.markup(
            rows.count, title: Text("Pins and maintenance over time", "人工锁定与检修时间表"),
            description: Text(
                "A row for each: \(rows.map(\.name.en).joined(separator: ", ")).",
                "每行一项：\(rows.map(\.name.zh).joined(separator: "、"))。")
        ) { draw(rows[$0], $1, in: &$2) }
    }

    private func draw(_ row: Row, _ middle: Double, in svg: inout SVG) {
        let top = middle - Self.barHeight / 2
        svg.text(row.name.cut(to: 24), TimelineRows.left - 8, middle + 4, anchor: .end)
        svg.rect(
            x(row.steps.lowerBound), top, x(row.steps.upperBound) - x(row.steps.lowerBound),
            Self.barHeight, fill: Palette.other, tip: row.tip)
        for run in runs(row.binding) {
            svg.rect(
                x(run.lowerBound), top, x(run.upperBound) - x(run.lowerBound), Self.barHeight,
                fill: Self.color, tip: row.tip)
        }
        svg.text(row.worth, layout.right + 10, middle + 4)
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
