/// What turns IT power into facility power at a site: PUE, fixed overhead, ramp and water.
public struct Facility: Sendable {
    /// Cooling water of a site.
    public struct Water: Sendable {
        /// Litres per kWh of IT energy (WUE, ISO/IEC 30134-9).
        public let litresPerKWh: Double
        /// Price, CNY per cubic metre.
        public let priceCNYPerM3: Double
        /// Largest volume with what there was to date, cubic metres; nil for any.
        public let capM3: Double?
        /// Volume that counts towards the cap from before the horizon, cubic metres.
        public let toDateM3: Double

        init(_ fields: Fields) {
            litresPerKWh = fields.number(
                "litres_per_kwh", "Water per IT energy (WUE).", 0...1000)
            priceCNYPerM3 = fields.number("price_cny_per_m3", "Price.", 0...1e6, default: 0)
            capM3 = fields.optionalNumber(
                "cap_m3", "Largest volume, what there was to date included.", 0...1e12)
            toDateM3 = fields.number(
                "to_date_m3", "Volume from before the horizon that counts towards the cap.",
                0...1e12, default: 0)
        }
    }

    /// Facility power per IT power in each step (PUE, ISO/IEC 30134-2, without the fixed part).
    public let pue: Series
    /// Power that does not depend on IT power, MW.
    public let fixedOverheadMW: Series
    /// Largest change of facility power, MW per hour; nil for any.
    public let rampMWPerHour: Double?
    /// Facility power before the first step, MW; nil when not known.
    public let initialFacilityMW: Double?
    /// Cooling water; nil when not counted.
    public let water: Water?

    init(_ fields: Fields) {
        pue = Self.pue(fields)
        fixedOverheadMW = fields.series(
            "fixed_overhead_mw", "Power that does not depend on IT power.", Allowed.powerMW,
            default: 0)
        rampMWPerHour = fields.optionalNumber(
            "facility_ramp_mw_per_hour", "Largest change of facility power in an hour.",
            Allowed.powerMW)
        initialFacilityMW = fields.optionalNumber(
            "initial_facility_mw", "Facility power before the first step.", Allowed.powerMW)
        water = fields.object("water", "Cooling water.", element: Water.init)
    }

    private static let pueRange = 1.0...5.0

    /// A series, or a piecewise-linear curve over a series of wet-bulb temperatures.
    private static func pue(_ fields: Fields) -> Series {
        let direct = fields.optionalSeries(
            "pue", "Facility power per IT power; or give pue_curve.", pueRange)
        let curve = fields.object(
            "pue_curve", "PUE over wet-bulb temperature.", element: PUECurve.init)
        switch (direct, curve) {
        case (let series?, nil): return series
        case (nil, let curve?): return curve.pue(stepCount: fields.decoding.stepCount)
        case (.some, .some):
            fields.fault("pue", .conflict, given: "pue and pue_curve", allowed: "one of the two")
        case (nil, nil):
            if !fields.isRecording, !fields.has("pue") {
                fields.fault(
                    "pue", .missing, given: "nothing",
                    allowed: "a series from 1 to 5, or pue_curve")
            }
        }
        return Series(1)
    }
}

/// PUE as a piecewise-linear function of wet-bulb temperature, flat beyond its ends.
struct PUECurve {
    private let wetBulbCelsius: Series
    private let temperatures: [Double]
    private let values: [Double]

    init(_ fields: Fields) {
        wetBulbCelsius = fields.series(
            "wet_bulb_celsius", "Wet-bulb temperature.", -80...60)
        temperatures = fields.numbers(
            "temperatures_celsius", "Temperatures of the points, rising.", -80...60)
        values = fields.numbers("pue", "PUE at the points.", 1...5)
        let rises = zip(temperatures, temperatures.dropFirst()).allSatisfy { $0 < $1 }
        if !fields.isRecording,
            temperatures.isEmpty || temperatures.count != values.count || !rises
        {
            fields.fault(
                "temperatures_celsius", .conflict,
                given: "\(temperatures.count) temperatures, \(values.count) values",
                allowed: "rising temperatures and as many values")
        }
    }

    func pue(stepCount: Int) -> Series {
        guard temperatures.count == values.count, !values.isEmpty else { return Series(1) }
        if wetBulbCelsius.isConstant { return Series(value(at: wetBulbCelsius[0])) }
        return Series((0..<stepCount).map { value(at: wetBulbCelsius[$0]) })
    }

    private func value(at temperature: Double) -> Double {
        guard let right = temperatures.firstIndex(where: { $0 >= temperature }) else {
            return values[values.count - 1]
        }
        guard right > 0 else { return values[0] }
        let left = right - 1
        let share =
            (temperature - temperatures[left]) / (temperatures[right] - temperatures[left])
        return values[left] + share * (values[right] - values[left])
    }
}
