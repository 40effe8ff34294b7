import Glibc

/// The most a solar plant yields at each step: what clouds take their share of.
///
/// From the position of the sun where latitude and longitude are given (clear-sky radiation after
/// B. Haurwitz: Insolation in relation to cloudiness and cloud density, J. Meteorology 1945), else
/// the greatest value seen at that time of day within fifteen days of the season.
struct SolarEnvelope {
    /// One value a step of history and horizon; 0 at night.
    let values: [Double]

    /// Days around the day of the year that are looked at.
    private static let reach = 15
    /// Share of the capacity below which it is night.
    private static let leastShare = 0.005

    /// Learns from the target, on its grid.
    init(
        _ target: [Double], capacity: Double, problem: ForecastProblem, count: Int,
        latitude: Double?, longitude: Double?
    ) {
        if let latitude, let longitude {
            values = Self.geometric(
                target, problem, count: count, latitude: latitude, longitude: longitude)
        } else {
            let learned = Self.learned(target, problem, count: count)
            values = learned.map { $0 < Self.leastShare * capacity ? 0 : $0 }
        }
    }

    private static func geometric(
        _ target: [Double], _ problem: ForecastProblem, count: Int, latitude: Double,
        longitude: Double
    ) -> [Double] {
        let half = Double(problem.stepSeconds) / 2
        let clear = (0..<count).map { step -> Double in
            let time = Double(problem.target.time(step))
            let parts = [0, half, 2 * half].map { offset -> Double in
                let height = sunHeight(time + offset, latitude: latitude, longitude: longitude)
                return height > 0 ? 1098 * height * exp(-0.057 / height) : 0
            }
            return (parts[0] + 2 * parts[1] + parts[2]) / 4
        }
        let ratios = zip(target, clear).filter { $0.0.isFinite && $0.1 > 100 }
            .map { $0.0 / $0.1 }.sorted()
        let scale = ratios.isEmpty ? 0 : ratios[(ratios.count - 1) * 199 / 200]
        return clear.map { $0 * scale }
    }

    /// Sine of the sun's height above the horizon.
    ///
    /// Declination and equation of time after J. W. Spencer: Fourier series representation of the
    /// position of the sun, Search 2, 1971; good to a quarter of a degree.
    static func sunHeight(_ time: Double, latitude: Double, longitude: Double) -> Double {
        let days = time / 86_400
        let year = (days + 719_162) / 365.2425
        let angle = 2 * Double.pi * (year - year.rounded(.down))
        let declination =
            0.006918 - 0.399912 * cos(angle) + 0.070257 * sin(angle) - 0.006758 * cos(2 * angle)
            + 0.000907 * sin(2 * angle)
        let minutes =
            229.18
            * (0.000075 + 0.001868 * cos(angle) - 0.032077 * sin(angle)
                - 0.014615 * cos(2 * angle) - 0.040849 * sin(2 * angle))
        let hour =
            (days - days.rounded(.down)) * 2 * Double.pi - Double.pi
            + longitude * Double.pi / 180 + minutes * Double.pi / 720
        let place = latitude * Double.pi / 180
        return sin(place) * sin(declination) + cos(place) * cos(declination) * cos(hour)
    }

    private static func learned(
        _ target: [Double], _ problem: ForecastProblem, count: Int
    ) -> [Double] {
        let steps = max(1, 86_400 / problem.stepSeconds)
        func place(_ step: Int) -> (day: Int, slot: Int) {
            let time = problem.target.time(step)
            let day = time.flooredQuotient(by: 86_400)
            let year = Double(day) / 365.2425
            return (
                min(365, Int((year - year.rounded(.down)) * 366)),
                min(steps - 1, (time - day * 86_400) / problem.stepSeconds)
            )
        }
        var seen = [[Double]?](repeating: nil, count: 366)
        for (step, value) in target.enumerated() where value.isFinite {
            let (day, slot) = place(step)
            var row = seen[day] ?? [Double](repeating: 0, count: steps)
            row[slot] = max(row[slot], value)
            seen[day] = row
        }
        var rows: [Int: [Double]] = [:]
        return (0..<count).map { step in
            let (day, slot) = place(step)
            let row = rows[day] ?? greatest(around: day, seen, steps)
            rows[day] = row
            return row[slot]
        }
    }

    /// The greatest values of the days around; with none there, of the nearest ones.
    private static func greatest(around day: Int, _ seen: [[Double]?], _ steps: Int) -> [Double] {
        var result = [Double](repeating: 0, count: steps)
        var hasAny = false
        for distance in 0...183 {
            guard distance <= reach || !hasAny else { break }
            for other in Set([(day + distance) % 366, (day - distance + 366) % 366]) {
                guard let row = seen[other] else { continue }
                hasAny = true
                for slot in 0..<steps { result[slot] = max(result[slot], row[slot]) }
            }
        }
        return result
    }
}
