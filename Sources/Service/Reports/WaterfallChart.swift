/// How steps lead from one amount to another: a bar for each step, hung where the last one ended.
struct WaterfallChart {
    /// A step.
    struct Step {
        /// What it is.
        let name: Text
        /// How much it adds.
        let change: Double
    }

    /// Title.
    let title: Text
    /// Unit of the amounts.
    let unit: Text
    /// Where it starts, with its name.
    let start: (name: Text, amount: Double)
    /// The steps.
    let steps: [Step]
    /// What the end is called.
    let endName: Text

    private static let width = 720.0
    private static let left = 268.0
    private static let right = 640.0
    private static let row = 24.0
    private static let top = 26.0

    /// The drawing.
    func markup() -> Markup {
        let levels = steps.reduce(into: [start.amount]) { $0.append(($0.last ?? 0) + $1.change) }
        let bottom = Self.top + Self.row * Double(steps.count + 2)
        var svg = SVG(width: Self.width, height: bottom + 24)
        let axis = axis(levels)
        svg.text(unit, Self.left, 12, style: "unit")
        for tick in axis.ticks {
            let x = axis.position(tick)
            svg.line(x, Self.top - 4, x, bottom, style: "rule")
            svg.text(Text(both: axis.label(tick)), x, bottom + 17, anchor: .middle)
        }
        end(0, start.name, start.amount, axis, in: &svg)
        for (index, step) in steps.enumerated() {
            draw(index + 1, step, from: levels[index], to: levels[index + 1], axis, in: &svg)
        }
        end(steps.count + 1, endName, levels.last ?? 0, axis, in: &svg)
        return svg.markup(
            title: title,
            description: Text(
                "A waterfall from \(start.name.en) to \(endName.en) in \(steps.count) steps.",
                "从\(start.name.zh)到\(endName.zh)的瀑布图，共\(steps.count)步。"),
            style: "chart bars")
    }

    /// Steps are small beside the ends: the axis covers what moves, with a little room.
    private func axis(_ levels: [Double]) -> Axis {
        let low = levels.min() ?? 0
        let high = levels.max() ?? 1
        let room = max(1e-9, high - low) * 0.1
        let isFar = high - low < 0.7 * max(abs(low), abs(high))
        return Axis(
            isFar ? low - room : min(0, low), isFar ? high + room : max(0, high), from: Self.left,
            to: Self.right)
    }

    private func end(
        _ place: Int, _ name: Text, _ amount: Double, _ axis: Axis, in svg: inout SVG
    ) {
        let base = axis.position(min(max(0, axis.lower), axis.upper))
        bar(place, name, base, axis.position(amount), Palette.grid, in: &svg)
        label(place, NumberText.plain(amount), max(base, axis.position(amount)), in: &svg)
    }

    private func draw(
        _ place: Int, _ step: Step, from before: Double, to after: Double, _ axis: Axis,
        in svg: inout SVG
    ) {
        let color = step.change > 0 ? Palette.cost : Palette.gain
        bar(place, step.name, axis.position(before), axis.position(after), color, in: &svg)
        let sign = step.change > 0 ? "+" : ""
        label(
            place, sign + NumberText.plain(step.change),
            max(axis.position(before), axis.position(after)), in: &svg)
    }

    private func bar(
        _ place: Int, _ name: Text, _ x1: Double, _ x2: Double, _ color: String, in svg: inout SVG
    ) {
        let y = Self.top + Self.row * Double(place)
        svg.text(name.cut(to: 40), Self.left - 8, y + 14, anchor: .end)
        svg.rect(min(x1, x2), y + 3, max(1, abs(x2 - x1)), Self.row - 8, fill: color, tip: name)
    }

    private func label(_ place: Int, _ text: String, _ x: Double, in svg: inout SVG) {
        let y = Self.top + Self.row * Double(place)
        svg.text(Text(both: text), x + 4, y + 14, style: "tiny")
    }
}
