import Forecast

/// How `forecast predict --kind temperature` becomes a forecast of power usage effectiveness.
struct PUEOptions {
    /// Effectiveness over wet-bulb temperature.
    let curve: WetBulbCurve
    /// Column with the dew point; nil: air of 60 % humidity.
    let dewPoint: String?

    static let specs: [OptionSpec] = [
        OptionSpec(
            name: "--pue-curve", value: "CURVE",
            meaning: Text(
                en: "predict, temperature: answer with PUE by wet bulb: evaporative, points as "
                    + "10:1.10,28:1.35, or a CSV file with wet_bulb,pue",
                zh: "predict，气温：按湿球温度换算为 PUE：evaporative、形如 10:1.10,28:1.35 的折点，或含 "
                    + "wet_bulb,pue 的 CSV 文件")),
        OptionSpec(
            name: "--dew-point", value: "COLUMN",
            meaning: Text(
                en: "with --pue-curve: dew point, °C or K, known ahead (default 60 % humidity)",
                zh: "与 --pue-curve 合用：预先已知的露点列，°C 或 K（默认相对湿度 60 %）")),
    ]

    /// Largest file of a curve, bytes.
    private static let largestFileBytes = 1 << 24

    /// Reads the options; nil when no curve is named.
    init?(_ options: Options, _ kind: ForecastKind) throws {
        dewPoint = options.value("--dew-point")
        guard let text = options.value("--pue-curve") else {
            guard dewPoint == nil else { throw Options.Problem.missingValue("--pue-curve") }
            return nil
        }
        guard kind == .temperature else {
            throw Options.Problem.notAllowed(
                option: "--pue-curve", given: "--kind \(kind.rawValue)",
                allowed: "--kind temperature")
        }
        if text == "evaporative" {
            curve = .evaporative
        } else if let points = Self.points(text) {
            curve = points
        } else if text.contains(":"), !text.contains("/"), !text.hasSuffix(".csv") {
            throw Options.Problem.notAllowed(
                option: "--pue-curve", given: text,
                allowed: "°C:PUE,… with °C rising and PUE not falling, from 1 on")
        } else {
            let bytes = try InputFile.bytes(text, limitBytes: Self.largestFileBytes)
            do {
                curve = try WetBulbCurve(csv: bytes)
            } catch {
                throw ForecastFileError(path: text, error: error)
            }
        }
    }

    /// `°C:PUE` pairs divided by commas; nil when they are not, or are no curve.
    private static func points(_ text: String) -> WetBulbCurve? {
        let pairs = text.split(separator: ",", omittingEmptySubsequences: false).map { pair in
            pair.split(separator: ":", omittingEmptySubsequences: false).map {
                Double($0) ?? .nan
            }
        }
        guard pairs.allSatisfy({ $0.count == 2 }) else { return nil }
        return WetBulbCurve(wetBulbs: pairs.map { $0[0] }, values: pairs.map { $0[1] })
    }

    /// The dew point among the series of a problem.
    private func dewPoint(_ problem: ForecastProblem) -> Series? {
        problem.known.first { $0.name == dewPoint }
    }

    /// The problem in °C: temperatures that are never below 150 are kelvin.
    func celsius(_ problem: ForecastProblem) -> ForecastProblem {
        func converted(_ series: Series) -> Series {
            guard series.values.allSatisfy({ !($0 < Self.leastKelvin) }) else { return series }
            var series = series
            series.values = series.values.map { $0 - Self.zeroCelsius }
            return series
        }
        var problem = problem
        problem.target = converted(problem.target)
        problem.known = problem.known.map { $0.name == dewPoint ? converted($0) : $0 }
        return problem
    }

    /// Below all temperatures outdoors in kelvin, above all in °C.
    private static let leastKelvin = 150.0
    private static let zeroCelsius = 273.15

    /// A forecast of temperature as one of effectiveness.
    func forecast(_ temperature: Forecast, _ problem: ForecastProblem) -> Forecast {
        curve.forecast(temperature, dewPoint: dewPoint(problem))
    }

    /// The history of temperature as one of effectiveness.
    func history(_ problem: ForecastProblem) -> Series {
        curve.series(problem.target, dewPoint: dewPoint(problem))
    }
}
