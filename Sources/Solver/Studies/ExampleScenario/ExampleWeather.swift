import Glibc

/// Synthetic wind, sun, hydro and wet-bulb temperature at a place.
struct ExampleWeather {
    let clock: ExampleClock
    let seed: UInt64
    let place: ExamplePlace
    /// Name of the place's streams.
    let stream: String

    private func generator(_ what: String) -> SeededGenerator {
        SeededGenerator(seed: seed, stream: stream + "/" + what)
    }

    /// Output of wind turbines, share of capacity: autoregressive over hours and over days.
    func wind() -> JSON {
        var hours = Autoregression(
            generator("wind"), timeConstant: 7, step: clock.stepHours)
        var weather = Autoregression(
            generator("wind-days"), timeConstant: 60, step: clock.stepHours)
        return clock.series(digits: 3) { step in
            let night = 0.25 * cos(2 * Double.pi * (clock.hour(step) - 2) / 24)
            let season = 0.2 * cos(clock.seasonAngle(step))
            let speed = 0.8 * hours.advance() + 0.7 * weather.advance() + night + season
            // A power curve: little in calm, flat towards full output.
            return 0.97 / (1 + exp(0.9 - 1.5 * speed))
        }
    }

    /// Output of photovoltaics, share of capacity: height of the sun times clearness of the sky.
    func solar() -> JSON {
        var days = generator("clearness")
        let clearness = (0..<clock.days).map { _ in
            let draw = days.uniform(0...1)
            return 0.35 + 0.6 * draw.squareRoot()
        }
        var clouds = Autoregression(
            generator("clouds"), timeConstant: 1.5, step: clock.stepHours)
        return clock.series(digits: 3) { step in
            let cloud = 0.08 * clouds.advance()
            let sky = min(1, max(0.15, clearness[clock.day(step)] + cloud))
            return 0.9 * max(0, heightOfSun(step)) * sky
        }
    }

    /// Sine of the sun's elevation.
    private func heightOfSun(_ step: Int) -> Double {
        let radians = Double.pi / 180
        let declination = -23.4 * radians * cos(clock.seasonAngle(step) + 0.17)
        // Clock time is that of 120° east.
        let solarHour = clock.hour(step) + (place.longitude - 120) / 15
        let latitude = place.latitude * radians
        return sin(latitude) * sin(declination)
            + cos(latitude) * cos(declination) * cos((solarHour - 12) * 15 * radians)
    }

    /// Share of capacity that hydro gives at least.
    static let leastHydro = 0.7

    /// Output of hydro by wire, share of capacity: slow, never below `leastHydro`.
    func hydro() -> JSON {
        var flow = Autoregression(generator("hydro"), timeConstant: 200, step: clock.stepHours)
        return clock.series(digits: 3) { step in
            let season = 0.85 - 0.1 * cos(clock.seasonAngle(step))
            return min(1, max(Self.leastHydro, season + 0.05 * flow.advance()))
        }
    }

    /// Wet-bulb temperature, °C.
    func wetBulb() -> JSON {
        var weather = Autoregression(generator("wet-bulb"), timeConstant: 40, step: clock.stepHours)
        return clock.series(digits: 1) { step in
            let season = 12 - 13 * cos(clock.seasonAngle(step) - 0.3)
            let daily = -2.5 * cos(2 * Double.pi * (clock.hour(step) - 3) / 24)
            return season + daily - 0.5 * (place.latitude - 32) + 1.8 * weather.advance()
        }
    }
}
