/// Horizontal bars in groups: one group for each category, one bar for each series.
struct BarChart {
    /// Title.
    let title: Text
    /// Unit of the values.
    let unit: Text
    /// Names of the groups.
    let categories: [Text]
    /// One bar in every group for each.
    let series: [ChartSeries]

    private static let width = 560.0
    private static let left = 158.0
    private static let right = 490.0

    /// The drawing.
    func markup() -> Markup {
        let bar = series.count > 1 ? 11.0 : 14.0
        let group = max(22, bar * Double(series.count) + 7)
        let bottom = 22 + group * Double(categories.count)
        var svg = SVG(width: Self.width, height: bottom + 24)
        let values = series.flatMap(\.values)
        let axis = Axis(
            min(0, values.min() ?? 0), max(0, values.max() ?? 1), from: Self.left,
            to: Self.right)
        svg.text(unit, Self.left, 12, style: "unit")
        for tick in axis.ticks {
            let x = axis.position(tick)
            svg.line(x, 20, x, bottom, style: "rule")
            svg.text(Text(both: axis.label(tick)), x, bottom + 17, anchor: .middle)
        }
        for (index, category) in categories.enumerated() {
            let top = 22 + group * Double(index) + 3
            let middle = top + bar * Double(series.count) / 2
            svg.text(category.cut(to: 19), Self.left - 8, middle + 4, anchor: .end)
            draw(index, top, bar, axis, in: &svg)
        }
        svg.line(axis.position(0), 20, axis.position(0), bottom, style: "axis")
        return svg.markup(
            title: title,
            description: Text(
                "Bars by category: \(series.map(\.name.en).joined(separator: ", ")).",
                "按类别的条形图：\(series.map(\.name.zh).joined(separator: "、"))。"),
            style: "chart bars")
    }

    private func draw(
        _ index: Int, _ top: Double, _ bar: Double, _ axis: Axis, in svg: inout SVG
    ) {
        for (number, each) in series.enumerated() {
            let value = each.values[index]
            let zero = axis.position(0)
            let end = axis.position(value)
            let y = top + bar * Double(number)
            svg.rect(
                min(zero, end), y, abs(end - zero), bar - 1, fill: each.color,
                tip: categories[index] + " · " + each.name + ": \(NumberText.plain(value)) "
                    + unit)
            svg.text(
                Text(both: NumberText.plain(value)), max(zero, end) + 4, y + bar - 2,
                style: series.count > 1 ? "tiny" : "")
        }
    }
}
