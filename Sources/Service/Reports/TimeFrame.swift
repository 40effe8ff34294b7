/// What every chart over time has: the plot's rectangle, grid lines, ticks and labels.
struct TimeFrame {
    let width: Double
    let height: Double
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    /// The frame of a chart of full or small size.
    init(isSmall: Bool = false) {
        width = isSmall ? 300 : 560
        height = isSmall ? 150 : 270
        left = isSmall ? 44 : 54
        right = width - (isSmall ? 20 : 22)
        top = isSmall ? 10 : 26
        bottom = height - (isSmall ? 24 : 28)
    }

    /// The frame of a chart as wide as the page.
    static let wide = TimeFrame(width: 1080, height: 380)

    private init(width: Double, height: Double) {
        self.width = width
        self.height = height
        left = 54
        right = width - 22
        top = 26
        bottom = height - 28
    }

    /// Coordinate of a place in the horizon.
    func x(_ share: Double) -> Double { left + share * (right - left) }

    /// Draws grid lines and labels; the unit stands above the value axis.
    func draw(_ axis: Axis, _ ticks: [Timeline.Tick], unit: Text?, in svg: inout SVG) {
        for tick in axis.ticks {
            let y = axis.position(tick)
            svg.line(left, y, right, y, style: "rule")
            svg.text(Text(both: axis.label(tick)), left - 6, y + 4, anchor: .end)
        }
        let every = width < 400 ? 2 : 1
        for (index, tick) in ticks.enumerated() {
            svg.line(x(tick.share), bottom, x(tick.share), bottom + 4, style: "axis")
            guard index.isMultiple(of: every) else { continue }
            svg.text(Text(both: tick.label), x(tick.share), bottom + 18, anchor: .middle)
        }
        if let unit { svg.text(unit, 4, 13, style: "unit") }
    }

    /// Draws the base line, over what the chart has drawn.
    func drawBase(_ axis: Axis, in svg: inout SVG) {
        let zero = min(bottom, max(top, axis.position(max(0, axis.lower))))
        svg.line(left, zero, right, zero, style: "axis")
    }
}
