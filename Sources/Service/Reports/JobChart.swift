import Solver

/// Jobs over time: a row for each, its window behind, its runs in the colours of the sites.
package struct JobChart {
    /// A run of a job.
    package struct Bar {
        /// Steps of the run.
        package let steps: Range<Int>
        /// Share of the job's accelerators, by step.
        let scale: [Double]
        /// Number of the chart's site.
        let site: Int
        /// What a reader sees who points at it.
        let tip: Text
    }

    /// A job.
    package struct Row {
        /// Name.
        let name: Text
        /// Steps of the horizon in which it may run.
        package let window: Range<Int>
        /// Step from which it is late; nil when never within the horizon.
        let due: Int?
        /// Runs.
        package let bars: [Bar]
        /// What became of it.
        let ending: Text
    }

    /// Rows.
    package let rows: [Row]
    /// The horizon.
    let timeline: Timeline
    /// Names and colours of the sites.
    let sites: [ReportContext.ChartSite]

    private static let barHeight = 16.0

    private var layout: TimelineRows {
        TimelineRows(timeline: timeline, right: 950.0, rowHeight: 24.0)
    }

    private func x(_ step: Int) -> Double { layout.x(step) }

    /// The drawing.
    func markup() -> Markup {
        layout.markup(
            rows.count, title: Text("Jobs over time", "作业时间安排"),
            description: Text(
                "A row for each job: \(rows.map(\.name.en).joined(separator: ", ")).",
                "每行一个作业：\(rows.map(\.name.zh).joined(separator: "、"))。")
        ) { draw(rows[$0], $1, in: &$2) }
    }

    private func draw(_ row: Row, _ middle: Double, in svg: inout SVG) {
        let base = middle + Self.barHeight / 2
        svg.text(row.name.cut(to: 24), TimelineRows.left - 8, middle + 4, anchor: .end)
        svg.rect(
            x(row.window.lowerBound), middle - Self.barHeight / 2,
            x(row.window.upperBound) - x(row.window.lowerBound), Self.barHeight,
            fill: Palette.other, opacity: 0.25)
        for bar in row.bars {
            svg.area(
                outline(bar, base), fill: sites[bar.site].color, style: "layer", tip: bar.tip)
        }
        if let due = row.due {
            svg.line(x(due), middle - 10, x(due), middle + 10, style: "due")
        }
        svg.text(row.ending, layout.right + 10, middle + 4)
    }

    /// As high as the share of the accelerators at work.
    private func outline(_ bar: Bar, _ base: Double) -> SVG.Path {
        var path = SVG.Path()
        path.move(x(bar.steps.lowerBound), base)
        for (step, scale) in zip(bar.steps, bar.scale) {
            let y = base - min(1, scale) * Self.barHeight
            path.line(x(step), y)
            path.line(x(step + 1), y)
        }
        path.line(x(bar.steps.upperBound), base)
        path.close()
        return path
    }
}
