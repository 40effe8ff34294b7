/// Builds one drawing; it scales with the page and names itself to screen readers.
struct SVG {
    /// Where a text is held.
    enum Anchor: String {
        case start, middle, end
    }

    /// Width of the drawing in its own units.
    let width: Double
    /// Height of the drawing in its own units.
    let height: Double
    private var body: [Markup] = []

    /// Creates an empty drawing.
    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// The drawing as an element, with a title and a description for those who cannot see it.
    func markup(title: Text, description: Text, style: String = "chart") -> Markup {
        .element(
            "svg",
            [
                "viewBox": "0 0 \(Self.number(width)) \(Self.number(height))", "role": "img",
                "class": style, "aria-label": Self.spoken(title),
            ],
            [
                .element("title", [:], Markup(Self.spoken(title))),
                .element("desc", [:], Markup(Self.spoken(description))),
            ] + body)
    }

    /// Adds a rectangle.
    mutating func rect(
        _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String = "",
        opacity: Double = 1, style: String = "", tip: Text? = nil
    ) {
        body.append(
            .element(
                "rect",
                [
                    "x": Self.number(x), "y": Self.number(y),
                    "width": Self.number(max(0, width)), "height": Self.number(max(0, height)),
                    "class": style, "style": Self.paint(fill: fill, opacity: opacity),
                ], Self.tip(tip)))
    }

    /// Adds a circle.
    mutating func circle(
        _ x: Double, _ y: Double, radius: Double, fill: String, style: String = "",
        tip: Text? = nil
    ) {
        body.append(
            .element(
                "circle",
                [
                    "cx": Self.number(x), "cy": Self.number(y), "r": Self.number(radius),
                    "class": style, "style": Self.paint(fill: fill, opacity: 1),
                ], Self.tip(tip)))
    }

    /// Adds a straight line.
    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String
    ) {
        body.append(
            .element(
                "line",
                [
                    "x1": Self.number(x1), "y1": Self.number(y1), "x2": Self.number(x2),
                    "y2": Self.number(y2), "class": style,
                ]))
    }

    /// Adds a filled path.
    mutating func area(
        _ path: Path, fill: String, opacity: Double = 1, style: String = "", tip: Text? = nil
    ) {
        body.append(
            .element(
                "path",
                [
                    "d": path.commands, "class": style,
                    "style": Self.paint(fill: fill, opacity: opacity),
                ], Self.tip(tip)))
    }

    /// Adds a stroked path.
    mutating func stroke(
        _ path: Path, color: String, width: Double, style: String = "", tip: Text? = nil
    ) {
        body.append(
            .element(
                "path",
                [
                    "d": path.commands, "class": style,
                    "style": "fill:none;stroke:\(color);stroke-width:\(Self.number(width))",
                ], Self.tip(tip)))
    }

    /// Adds a text in both languages.
    mutating func text(
        _ text: Text, _ x: Double, _ y: Double, anchor: Anchor = .start, style: String = ""
    ) {
        if text.en == text.zh {
            add(text.en, x, y, anchor, style)
        } else {
            add(text.en, x, y, anchor, style.isEmpty ? "en" : style + " en")
            add(text.zh, x, y, anchor, style.isEmpty ? "zh" : style + " zh")
        }
    }

    private mutating func add(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor, _ style: String
    ) {
        body.append(
            .element(
                "text",
                [
                    "x": Self.number(x), "y": Self.number(y), "text-anchor": anchor.rawValue,
                    "class": style,
                ], Markup(text)))
    }

    private static func paint(fill: String, opacity: Double) -> String {
        (fill.isEmpty ? "" : "fill:\(fill)")
            + (opacity < 1 ? ";fill-opacity:\(NumberText.fixed(opacity, 2))" : "")
    }

    private static func tip(_ text: Text?) -> [Markup] {
        text.map { [.element("title", [:], Markup(spoken($0)))] } ?? []
    }

    /// Both languages in one line: a title cannot be switched.
    private static func spoken(_ text: Text) -> String {
        text.en == text.zh ? text.en : "\(text.en) / \(text.zh)"
    }

    /// A coordinate with one decimal.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = "\(sign)\(abs(tenths) / 10)"
        return tenths.isMultiple(of: 10) ? whole : "\(whole).\(abs(tenths) % 10)"
    }

    /// The commands of a path.
    struct Path {
        /// The commands so far.
        private(set) var commands = ""

        /// Moves without drawing.
        mutating func move(_ x: Double, _ y: Double) {
            commands += "M\(SVG.number(x)) \(SVG.number(y))"
        }

        /// Draws a straight line.
        mutating func line(_ x: Double, _ y: Double) {
            commands += "L\(SVG.number(x)) \(SVG.number(y))"
        }

        /// Draws a curve that leaves and arrives level.
        mutating func flow(from x0: Double, _ y0: Double, to x1: Double, _ y1: Double) {
            let middle = SVG.number((x0 + x1) / 2)
            commands +=
                "C\(middle) \(SVG.number(y0)) \(middle) \(SVG.number(y1)) "
                + "\(SVG.number(x1)) \(SVG.number(y1))"
        }

        /// Closes the path.
        mutating func close() { commands += "Z" }
    }
}
