import Glibc

/// The most a solar plant yields at each step: what clouds take their share of.
///
/// From the position of the sun (clear-sky radiation after B. Haurwitz: Insolation in relation to
/// cloudiness and cloud density, J. Meteorology 1945), or the greatest value at that time of day on
/// the thirty days before, which grows with the plant.
package struct SolarEnvelope {
    /// One value a step of history and horizon; 0 at night.
    let values: [Double]

    /// Days that are looked back at.
    private static let reach = 30
    /// Share of the envelope that may be exceeded, for clouds reflect too.
    static let top = 1.2
    /// Share of the capacity below which it is night.
    private static let leastShare = 0.005

    /// The greatest values of the same time of day, on the target's grid.
    static func learned(
        _ target: [Double], capacity: Double, problem: ForecastProblem, count: Int
    ) -> SolarEnvelope {
        SolarEnvelope(
            values: greatest(target, problem, count: count).map {
                $0 < leastShare * capacity ? 0 : $0
            })
    }

    /// What the position of the sun says, times what the series yielded of it.
    static func geometric(
        _ target: [Double], _ problem: ForecastProblem, count: Int, latitude: Double,
        longitude: Double
    ) -> SolarEnvelope {
        let half = Double(problem.stepSeconds) / 2
        let clear = (0..<count).map { step -> Double in
            let time = Double(problem.target.time(step))
            let parts = [0, half, 2 * half].map { offset -> Double in
                let height = sunHeight(time + offset, latitude: latitude, longitude: longitude)
                return height > 0 ? 1098 * height * exp(-0.057 / height) : 0
            }
            return (parts[0] + 2 * parts[1] + parts[2]) / 4
        }
        let steps = max(1, 86_400 / problem.stepSeconds)
        let days = stride(from: 0, to: target.count, by: steps).map { start in
            (start..<min(start + steps, target.count)).reduce(0.0) { most, step in
                clear[step] > 100 && target[step].isFinite
                    ? max(most, target[step] / clear[step]) : most
            }
        }
        return SolarEnvelope(
            values: clear.indices.map { step in
                let day = min(step / steps, days.count)
                let from = max(0, min(day - reach, days.count - reach))
                let to = min(days.count, max(day, from + reach))
                return clear[step] * (days[from..<to].max() ?? 0)
            })
    }

    /// Sine of the sun's height above the horizon.
    ///
    /// Declination and equation of time after J. W. Spencer: Fourier series representation of the
    /// position of the sun, Search 2, 1971; good to a quarter of a degree.
    package static func sunHeight(_ time: Double, latitude: Double, longitude: Double) -> Double {
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

    /// The greatest value at the same time of the days before each; the history's own first days
    /// look ahead to each other, for there is nothing before them.
    private static func greatest(
        _ target: [Double], _ problem: ForecastProblem, count: Int
    ) -> [Double] {
        let steps = max(1, 86_400 / problem.stepSeconds)
        let least = min(reach * steps, target.count)
        return (0..<count).map { step in
            let gap = max(0, step - target.count) / steps + 1
            var past = step - gap * steps
            if step < least { past = step + (least - step - 1) / steps * steps }
            var greatest = 0.0
            for _ in 0..<reach where past >= 0 {
                if target[past].isFinite { greatest = max(greatest, target[past]) }
                past -= steps
            }
            return greatest
        }
    }
}
