import Glibc

/// Power usage effectiveness of a site as a function of the wet-bulb temperature: straight lines
/// between points, rising with the temperature.
///
/// Cooling towers and free cooling meet the wet bulb, not the air temperature; below the first point
/// the fans idle, above the last the chillers carry all.
public struct WetBulbCurve: Sendable, Equatable {
    /// Wet-bulb temperatures of the points, °C, ascending.
    public let wetBulbs: [Double]
    /// Power usage effectiveness at each point, at least 1, not falling.
    public let values: [Double]

    /// A site with evaporative cooling: 1.10 up to 10 °C, 1.35 from 28 °C on.
    public static let evaporative = WetBulbCurve(
        known: [10, 18, 24, 28], values: [1.10, 1.15, 1.25, 1.35])

    /// Knots of a curve that is learned, °C.
    private static let knots = stride(from: -5.0, through: 30, by: 5).map { $0 }

    /// Creates a curve; nil unless temperatures rise, values do not fall, and none is below 1.
    public init?(wetBulbs: [Double], values: [Double]) {
        let isRising = zip(wetBulbs, wetBulbs.dropFirst()).allSatisfy { $0 < $1 }
        let isNotFalling = zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
        guard wetBulbs.count == values.count, let first = values.first, first >= 1, isRising,
            isNotFalling, (wetBulbs + values).allSatisfy(\.isFinite)
        else { return nil }
        self.init(known: wetBulbs, values: values)
    }

    private init(known wetBulbs: [Double], values: [Double]) {
        self.wetBulbs = wetBulbs
        self.values = values
    }

    /// Learns a curve from measurements: least squares on hat functions, bends drawn to none, then
    /// made to rise.
    ///
    /// - Throws: `ForecastError.tooLittleHistory` with fewer than 24 pairs.
    public init(measured wetBulbs: [Double], _ effectiveness: [Double]) throws(ForecastError) {
        let pairs = zip(wetBulbs, effectiveness).filter { $0.0.isFinite && $0.1.isFinite }
        guard pairs.count >= 24 else {
            throw .tooLittleHistory(series: "pue", values: pairs.count, needed: 24)
        }
        let knots = Self.knots
        let design = Matrix(
            pairs.map { pair in
                knots.indices.map { Self.hat($0, at: pair.0, knots) }
            })
        let target = Matrix(rows: pairs.count, columns: 1, elements: pairs.map { $0.1 })
        var normal = design.gram
        let strength = 0.01 * Double(pairs.count) / Double(knots.count)
        for middle in 1..<knots.count - 1 {
            for (i, a) in [(-1, 1.0), (0, -2), (1, 1)] {
                for (j, b) in [(-1, 1.0), (0, -2), (1, 1)] {
                    normal[middle + i, middle + j] += strength * a * b
                }
            }
        }
        for knot in knots.indices { normal[knot, knot] += 1e-9 * Double(pairs.count) }
        do {
            let raw = try Cholesky(normal).solve(design.transposedTimes(target)).elements
            var most = 1.0
            self.init(
                known: knots,
                values: raw.map { value in
                    most = max(most, value)
                    return most
                })
        } catch {
            throw .numerical(place: "wet_bulb_curve", routine: "dpotrf")
        }
    }

    private static func hat(_ index: Int, at value: Double, _ knots: [Double]) -> Double {
        let place = min(max(value, knots[0]), knots[knots.count - 1])
        let width = knots[1] - knots[0]
        return max(0, 1 - abs(place - knots[index]) / width)
    }

    /// The effectiveness at a wet-bulb temperature in °C.
    public func value(wetBulb: Double) -> Double {
        guard wetBulb > wetBulbs[0] else { return values[0] }
        guard let upper = wetBulbs.firstIndex(where: { $0 >= wetBulb }) else {
            return values[values.count - 1]
        }
        let share = (wetBulb - wetBulbs[upper - 1]) / (wetBulbs[upper] - wetBulbs[upper - 1])
        return values[upper - 1] + share * (values[upper] - values[upper - 1])
    }

    /// A forecast of effectiveness from one of temperature.
    ///
    /// The curve rises, so each quantile of the temperature gives that of the effectiveness.
    /// - Parameters:
    ///   - temperature: °C.
    ///   - dewPoint: °C at each step; without one the air is taken at 60 % humidity.
    public func forecast(_ temperature: Forecast, dewPoint: Series? = nil) -> Forecast {
        var result = temperature
        result.provenance.model += "+wet_bulb_curve"
        if let dewPoint, !result.provenance.inputsUsed.contains(dewPoint.name) {
            result.provenance.inputsUsed.append(dewPoint.name)
        }
        for step in 0..<temperature.count {
            let dew = dewPoint?.value(at: temperature.time(step)) ?? .nan
            if dewPoint != nil, !dew.isFinite { result.provenance.flags.insert(.inputMissing) }
            result.point[step] = effectiveness(temperature.point[step], dewPoint: dew)
            for place in step * 99..<(step + 1) * 99 {
                result.quantiles[place] = effectiveness(temperature.quantiles[place], dewPoint: dew)
            }
        }
        result.sortQuantiles()
        return result
    }

    /// The effectiveness at each step of a measured temperature, °C; named `pue`.
    public func series(_ temperature: Series, dewPoint: Series? = nil) -> Series {
        var result = temperature
        result.name = "pue"
        result.unit = ""
        for step in result.values.indices {
            let dew = dewPoint?.value(at: temperature.time(step)) ?? .nan
            result.values[step] = effectiveness(temperature.values[step], dewPoint: dew)
        }
        return result
    }

    /// The effectiveness in air of a temperature and dew point, °C; at 60 % humidity without one.
    private func effectiveness(_ air: Double, dewPoint: Double) -> Double {
        guard air.isFinite else { return .nan }
        let humidity =
            dewPoint.isFinite ? Self.relativeHumidity(temperature: air, dewPoint: dewPoint) : 60
        return value(wetBulb: Self.wetBulb(temperature: air, relativeHumidity: humidity))
    }

    /// Wet-bulb temperature in °C from air temperature in °C and relative humidity in %.
    ///
    /// R. Stull: Wet-bulb temperature from relative humidity and air temperature, J. Applied
    /// Meteorology and Climatology 50 (2011); good to 1 K at sea level between 5 and 99 %.
    public static func wetBulb(temperature: Double, relativeHumidity: Double) -> Double {
        let humidity = min(max(relativeHumidity, 5), 99)
        return temperature * atan(0.151977 * (humidity + 8.313659).squareRoot())
            + atan(temperature + humidity) - atan(humidity - 1.676331)
            + 0.00391838 * pow(humidity, 1.5) * atan(0.023101 * humidity) - 4.686035
    }

    /// Relative humidity in % from air temperature and dew point in °C (Magnus; Alduchov, Eskridge
    /// 1996).
    public static func relativeHumidity(temperature: Double, dewPoint: Double) -> Double {
        func pressure(_ value: Double) -> Double { exp(17.625 * value / (243.04 + value)) }
        return min(100, 100 * pressure(min(dewPoint, temperature)) / pressure(temperature))
    }
}
