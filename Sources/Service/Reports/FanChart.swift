import Forecast

/// Central bands of a forecast over time, with the point forecast and the truth as lines.
struct FanChart {
    /// Title.
    let title: Text
    /// What is shown, for the value axis.
    let unit: Text
    /// The forecasts, in order of time.
    let forecasts: [Forecast]
    /// The true values, or what is known of them.
    let truth: Series
    /// Zone of the labels.
    let zone: CivilZone
    /// Start and end of the chart, seconds since the epoch.
    let span: Range<Int>

    /// Ends of the bands in per cent, the widest first, with the opacity of each.
    private static let bands = [(2, 98, 0.14), (5, 95, 0.18), (10, 90, 0.22), (25, 75, 0.3)]
    private static let bandColor = Palette.series(0)
    private static let pointColor = Palette.series(5)
    private static let truthColor = "#222222"

    /// What the colours mean.
    static let keys = [
        Figure.Key(color: truthColor, name: Text("truth", "真实值"), isLine: true),
        Figure.Key(color: pointColor, name: Text("forecast", "预测"), isLine: true),
        Figure.Key(
            color: bandColor,
            name: Text("central 50, 80, 90 and 96 %", "中央 50、80、90、96 % 区间")),
    ]

    /// The drawing.
    func markup() -> Markup {
        let frame = TimeFrame.wide
        var svg = SVG(width: frame.width, height: frame.height)
        let axis = axis(frame)
        for (low, high, opacity) in Self.bands {
            for forecast in forecasts {
                guard let area = band(forecast, low, high, frame, axis) else { continue }
                svg.area(area, fill: Self.bandColor, opacity: opacity)
            }
        }
        frame.draw(axis, ticks, unit: unit, in: &svg)
        for forecast in forecasts {
            let points = (0..<forecast.count).map { (forecast.time($0), forecast.point[$0]) }
            stroke(points, forecast.stepSeconds, Self.pointColor, 1.6, frame, axis, &svg)
        }
        let known = (0..<truth.count).map { (truth.time($0), truth.values[$0]) }
        stroke(known, truth.stepSeconds, Self.truthColor, 1.2, frame, axis, &svg)
        frame.drawBase(axis, in: &svg)
        return svg.markup(
            title: title,
            description: Text(
                "Bands of the forecast over time, the forecast and the truth.",
                "随时间变化的预测区间、预测值与真实值。"))
    }

    private func axis(_ frame: TimeFrame) -> Axis {
        var values: [Double] = []
        for forecast in forecasts {
            for step in 0..<forecast.count where span.contains(forecast.time(step)) {
                values.append(forecast.quantile(step, percent: 2))
                values.append(forecast.quantile(step, percent: 98))
            }
        }
        for step in 0..<truth.count
        where span.contains(truth.time(step)) && truth.values[step].isFinite {
            values.append(truth.values[step])
        }
        return Axis(values.min() ?? 0, values.max() ?? 1, from: frame.bottom, to: frame.top)
    }

    private func x(_ time: Int, _ frame: TimeFrame) -> Double {
        let share = Double(time - span.lowerBound) / Double(span.count)
        return frame.x(min(1, max(0, share)))
    }

    private func band(
        _ forecast: Forecast, _ low: Int, _ high: Int, _ frame: TimeFrame, _ axis: Axis
    ) -> SVG.Path? {
        let steps = (0..<forecast.count).filter { span.contains(forecast.time($0)) }
        guard let first = steps.first else { return nil }
        var path = SVG.Path()
        path.move(
            x(forecast.time(first), frame), axis.position(forecast.quantile(first, percent: high)))
        for step in steps {
            let y = axis.position(forecast.quantile(step, percent: high))
            path.line(x(forecast.time(step), frame), y)
            path.line(x(forecast.time(step + 1), frame), y)
        }
        for step in steps.reversed() {
            let y = axis.position(forecast.quantile(step, percent: low))
            path.line(x(forecast.time(step + 1), frame), y)
            path.line(x(forecast.time(step), frame), y)
        }
        path.close()
        return path
    }

    private func stroke(
        _ points: [(Int, Double)], _ step: Int, _ color: String, _ width: Double,
        _ frame: TimeFrame, _ axis: Axis, _ svg: inout SVG
    ) {
        var path = SVG.Path()
        var isOpen = false
        var hasPoints = false
        for (time, value) in points where span.contains(time) {
            guard value.isFinite else {
                isOpen = false
                continue
            }
            let y = axis.position(value)
            if isOpen { path.line(x(time, frame), y) } else { path.move(x(time, frame), y) }
            path.line(x(time + step, frame), y)
            isOpen = true
            hasPoints = true
        }
        if hasPoints { svg.stroke(path, color: color, width: width) }
    }

    private var ticks: [Timeline.Tick] {
        let lengths = [1, 3, 6, 12, 24, 48, 96, 168, 336, 720].map { $0 * 3_600 }
        let spacing = lengths.first { span.count <= $0 * 9 } ?? 2_160 * 3_600
        let first = zone.time(day: zone.day(of: span.lowerBound))
        return stride(from: first, through: span.upperBound, by: spacing)
            .filter { $0 >= span.lowerBound }
            .map { time in
                let text = CivilDay.localText(ofTime: time, zone: zone)
                return Timeline.Tick(
                    share: Double(time - span.lowerBound) / Double(span.count),
                    label: spacing < 86_400
                        ? String(text.suffix(5)) : String(text.dropFirst(5).prefix(5)))
            }
    }
}
