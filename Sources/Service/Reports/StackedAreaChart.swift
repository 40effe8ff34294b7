/// Rates over time, one layer on the other; a layer is level over each interval.
package struct StackedAreaChart {
    /// Title.
    let title: Text
    /// Unit of the values.
    let unit: Text
    /// Layers from the bottom; values are not negative.
    package let layers: [ChartSeries]
    /// A line over the layers.
    var overlay: ChartSeries?
    /// The horizon.
    let timeline: Timeline

    /// Sum of all layers times the length of the intervals.
    package var total: Double {
        layers.reduce(0) { sum, layer in
            sum
                + layer.values.indices.reduce(0) {
                    $0 + layer.values[$1] * timeline.length($1)
                }
        }
    }

    /// The drawing.
    func markup() -> Markup {
        let frame = TimeFrame()
        var svg = SVG(width: frame.width, height: frame.height)
        let count = timeline.steps.count
        let sums = (0..<count).map { at in layers.reduce(0) { $0 + max(0, $1.values[at]) } }
        let highest = max(sums.max() ?? 0, overlay?.values.max() ?? 0)
        let axis = Axis(0, highest, from: frame.bottom, to: frame.top)
        frame.draw(axis, timeline.ticks, unit: unit, in: &svg)
        var base = [Double](repeating: 0, count: count)
        for layer in layers {
            let top = zip(base, layer.values).map { $0 + max(0, $1) }
            let amount = layer.values.indices.reduce(0) {
                $0 + layer.values[$1] * timeline.length($1)
            }
            svg.area(
                band(frame, axis, base, top), fill: layer.color, style: "layer",
                tip: layer.name + ": \(NumberText.plain(amount)) " + unit + " · h")
            base = top
        }
        if let overlay {
            svg.stroke(
                StepPath.line(frame, axis, timeline, timeline.steps, overlay.values),
                color: overlay.color, width: 1.6, style: "dashed", tip: overlay.name)
        }
        frame.drawBase(axis, in: &svg)
        return svg.markup(
            title: title,
            description: Text(
                "Stacked areas over time: \(layers.map(\.name.en).joined(separator: ", ")).",
                "随时间变化的堆叠面积图：\(layers.map(\.name.zh).joined(separator: "、"))。"))
    }

    private func band(
        _ frame: TimeFrame, _ axis: Axis, _ base: [Double], _ top: [Double]
    ) -> SVG.Path {
        var path = StepPath.line(frame, axis, timeline, timeline.steps, top)
        for (index, range) in timeline.steps.enumerated().reversed() {
            let y = axis.position(base[index])
            path.line(frame.x(timeline.share(range.upperBound)), y)
            path.line(frame.x(timeline.share(range.lowerBound)), y)
        }
        path.close()
        return path
    }
}

/// Lines that are level over each interval.
enum StepPath {
    /// The line through the values of the intervals.
    static func line(
        _ frame: TimeFrame, _ axis: Axis, _ timeline: Timeline, _ steps: [Range<Int>],
        _ values: [Double]
    ) -> SVG.Path {
        var path = SVG.Path()
        var last = Double.nan
        for (range, value) in zip(steps, values) {
            let y = axis.position(value)
            let begin = frame.x(timeline.share(range.lowerBound))
            if last.isNaN {
                path.move(begin, y)
            } else if y != last {
                path.line(begin, last)
                path.line(begin, y)
            }
            last = y
        }
        if let end = steps.last { path.line(frame.x(timeline.share(end.upperBound)), last) }
        return path
    }
}
