import Solver

/// Values over time as step lines, over a band of least to most and shaded time-of-use periods.
struct LineChart {
    /// Lowest and highest values to show behind the lines.
    struct Band {
        /// Lowest, by interval.
        let low: [Double]
        /// Highest, by interval.
        let high: [Double]
    }

    /// Title.
    let title: Text
    /// Unit of the values.
    let unit: Text
    /// The lines.
    let lines: [ChartSeries]
    /// Steps of each interval.
    let steps: [Range<Int>]
    /// The horizon.
    let timeline: Timeline
    /// A band behind the lines.
    var band: Band?
    /// Time-of-use period of each step; empty for no shading.
    var periods: [Season.Period] = []
    /// Ends of the value axis, for charts that share one; nil to fit.
    var range: ClosedRange<Double>?
    /// Whether it is one of many small charts.
    var isSmall = false

    /// The drawing.
    func markup() -> Markup {
        let frame = TimeFrame(isSmall: isSmall)
        var svg = SVG(width: frame.width, height: frame.height)
        let values = lines.flatMap(\.values) + (band?.low ?? []) + (band?.high ?? [])
        let axis = Axis(
            range?.lowerBound ?? values.min() ?? 0, range?.upperBound ?? values.max() ?? 1,
            from: frame.bottom, to: frame.top, count: isSmall ? 3 : 4)
        if let band {
            svg.area(area(frame, axis, band), fill: "", style: "band")
        }
        shade(frame, in: &svg)
        frame.draw(axis, timeline.ticks, unit: isSmall ? nil : unit, in: &svg)
        for line in lines {
            svg.stroke(
                StepPath.line(frame, axis, timeline, steps, line.values), color: line.color,
                width: isSmall ? 2 : 2.2, tip: line.name)
        }
        frame.drawBase(axis, in: &svg)
        return svg.markup(
            title: title,
            description: Text(
                "Lines over time: \(lines.map(\.name.en).joined(separator: ", ")).",
                "随时间变化的曲线：\(lines.map(\.name.zh).joined(separator: "、"))。"))
    }

    private func shade(_ frame: TimeFrame, in svg: inout SVG) {
        var start = 0
        for step in periods.indices
        where step + 1 == periods.count || periods[step + 1] != periods[step] {
            let left = frame.x(timeline.share(start))
            let right = frame.x(timeline.share(step + 1))
            if periods[step] != .flat {
                svg.rect(
                    left, frame.top, right - left, frame.bottom - frame.top,
                    style: "tou-\(periods[step].rawValue)", tip: Words.period(periods[step]))
            }
            start = step + 1
        }
    }

    private func area(_ frame: TimeFrame, _ axis: Axis, _ band: Band) -> SVG.Path {
        var path = StepPath.line(frame, axis, timeline, steps, band.high)
        for (index, range) in steps.enumerated().reversed() {
            let y = axis.position(band.low[index])
            path.line(frame.x(timeline.share(range.upperBound)), y)
            path.line(frame.x(timeline.share(range.lowerBound)), y)
        }
        path.close()
        return path
    }
}
