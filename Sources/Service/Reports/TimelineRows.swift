import Solver

/// Rows one below the other over one time axis: where things stand, ticks and axis.
struct TimelineRows {
    /// The horizon.
    let timeline: Timeline
    /// Right end of the axis; what stands beyond it is text.
    let right: Double
    /// Height of a row.
    let rowHeight: Double

    /// Left end of the axis; names stand before it.
    static let left = 170.0
    private static let width = 1080.0
    private static let top = 8.0

    /// Where a step begins.
    func x(_ step: Int) -> Double {
        Self.left + timeline.share(step) * (right - Self.left)
    }

    /// The drawing, each row drawn by its number and the height of its middle.
    func markup(
        _ count: Int, title: Text, description: Text, row: (Int, Double, inout SVG) -> Void
    ) -> Markup {
        let bottom = Self.top + Double(count) * rowHeight + 4
        var svg = SVG(width: Self.width, height: bottom + 26)
        for tick in timeline.ticks {
            let at = Self.left + tick.share * (right - Self.left)
            svg.line(at, Self.top, at, bottom, style: "rule")
            svg.text(Text(both: tick.label), at, bottom + 18, anchor: .middle)
        }
        for index in 0..<count { row(index, Self.top + (Double(index) + 0.5) * rowHeight, &svg) }
        svg.line(Self.left, bottom, right, bottom, style: "axis")
        return svg.markup(title: title, description: description, style: "chart wide")
    }
}
