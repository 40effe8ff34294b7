import Forecast
import Testing

@Suite("Wind and solar power") struct PowerTests {
    private static let start = KindFixture.start

    private static func series(_ name: String, _ values: [Double]) -> Series {
        Series(name: name, start: start, stepSeconds: 3600, values: values)
    }

    /// Power is uniform between 0 and the hourly input; the 30 % quantile at 0.8 is 0.24.
    @Test("The distribution is that of the data")
    func distribution() throws {
        var random = SeededNumbers(seed: 11)
        let count = 3000
        let wind = (0..<count + 2).map { $0 < count ? random.uniform() : 0.8 }
        let power = (0..<count).map { wind[$0] * random.uniform() }
        var recipe = Recipes.recipe(for: .wind)
        let forecast = try recipe.forecast(
            ForecastProblem(
                kind: .wind, target: Self.series("y", power),
                known: [Self.series("speed", wind)],
                start: Self.start + count * 3600, horizon: 2))
        let row = Array(forecast.quantiles(of: 1))
        #expect(abs(row[29] - 0.24) < 0.08 && abs(row[79] - 0.64) < 0.1, "\(row)")
        #expect((row.first ?? -1) >= 0 && (row.last ?? 2) <= 1)
        #expect(forecast.provenance.inputsUsed == ["speed"])
    }

    /// e(t+1) = 0.8·e(t) + noise: one step ahead 0.8·e, spread √(1 − 0.64) = 0.6 of the whole.
    @Test("Errors that persist are carried on")
    func feedback() throws {
        var random = SeededNumbers(seed: 5)
        var errors = [0.0]
        for _ in 0..<4000 { errors.append(0.8 * errors[errors.count - 1] + random.normal()) }
        let last = errors[errors.count - 1]
        let flat = [Double](repeating: 1, count: errors.count + 2)
        let feedback = try ErrorFeedback(
            errors, forecast: Array(flat.dropLast(2)), leads: 1...2, bounds: -100...100)
        let one = try #require(feedback.quantiles(errors, forecast: flat, lead: 1))
        let two = try #require(feedback.quantiles(errors, forecast: flat, lead: 2))
        #expect(abs(one[49] - 1 - 0.8 * last) < 0.3)
        #expect(abs(two[49] - 1 - 0.64 * last) < 0.3)
        // Deviation 1 after one step and √1.64 after two.
        #expect(abs(one[94] - one[4] - 2 * 1.645) < 0.5)
        #expect(abs(two[94] - two[4] - 2 * 1.645 * 1.64.squareRoot()) < 0.6)
    }

    /// A plant that stands still for half of the time, whatever the forecast of 20 says, and yields
    /// 20 ± 10 for the rest: after hours of nothing the next one is nothing.
    @Test("Errors of the first hours depend on the level")
    func level() throws {
        var random = SeededNumbers(seed: 6)
        let truth = (0..<2000).map { step in
            step / 50 % 2 == 0 ? 0.0 : 20 + 10 * (2 * random.uniform() - 1)
        }
        let forecast = [Double](repeating: 20, count: truth.count)
        let errors = zip(truth, forecast).map { $0 - $1 }
        let feedback = try ErrorFeedback(
            errors, forecast: forecast, leads: 1...1, bounds: 0...40)
        let still = try #require(
            feedback.quantiles(
                Array(repeating: -20, count: 8), forecast: Array(repeating: 20, count: 9), lead: 1))
        #expect(still[49] < 0.5 && still[89] < 2)
        let running = try #require(
            feedback.quantiles(
                [3, -4, 8, 0, -7, 5, 1, -2], forecast: Array(repeating: 20, count: 9), lead: 1))
        #expect(running[94] - running[4] > 14 && abs(running[49] - 20) < 4)
    }

    @Test("Too few errors correct nothing")
    func fewErrors() throws {
        let feedback = try ErrorFeedback(
            [1, .nan, 2], forecast: [0, 0, 0], leads: 1...1, bounds: 0...1)
        #expect(feedback.quantiles([1, .nan, 2], forecast: [0, 0, 0, 0], lead: 1) == nil)
    }

    /// On 2021-03-20, 12:07 UTC, the sun stands in the zenith of the equator at 0° E, and at midnight
    /// in the nadir; at 60° N its noon height is 30°.
    @Test("The sun stands where it does")
    func sun() {
        let noon = 1_616_241_600.0 + 7.5 * 60
        #expect(SolarEnvelope.sunHeight(noon, latitude: 0, longitude: 0) > 0.9999)
        #expect(SolarEnvelope.sunHeight(noon + 43_200, latitude: 0, longitude: 0) < -0.9999)
        let north = SolarEnvelope.sunHeight(noon, latitude: 60, longitude: 0)
        #expect(abs(north - 0.5) < 0.005)
        let west = SolarEnvelope.sunHeight(noon + 6 * 3600, latitude: 0, longitude: -90)
        #expect(west > 0.999)
    }

    /// Storage yields 10 from 20 to 4 h; geometry knows of no such thing.
    @Test("What storage yields at night is forecast at any place")
    func storage() throws {
        var random = SeededNumbers(seed: 8)
        let days = 50
        let power = (0..<days * 24).map { step -> Double in
            let hour = Double(step % 24) + 0.5
            let clouds = 0.3 + 0.7 * random.uniform()
            return hour < 4 || hour > 20 ? 10 : 50 * max(0, 1 - abs(hour - 12) / 6) * clouds
        }
        let point = try Self.solar(power, place: (0, 0), days: days)
        for hour in [0, 1, 2, 3, 20, 21, 22, 23] { #expect(abs(point[hour] - 10) < 0.5) }
    }

    /// Said to lie where the sun rises six hours late, the plant still yields by its own day.
    @Test("A place that does not fit does little harm")
    func wrongPlace() throws {
        var random = SeededNumbers(seed: 3)
        let days = 80
        let power = (0..<days * 24).map { step -> Double in
            let hour = Double(step % 24) + 0.5
            return 50 * max(0, 1 - abs(hour - 12) / 6) * (0.5 + 0.5 * random.uniform())
        }
        let free = try Self.solar(power, place: nil, days: days)
        let wrong = try Self.solar(power, place: (0, -90), days: days)
        let distance = zip(free, wrong).reduce(0) { $0 + abs($1.0 - $1.1) }
        #expect(distance < 0.05 * free.reduce(0, +))
    }

    private static func solar(
        _ power: [Double], place: (latitude: Double, longitude: Double)?, days: Int
    ) throws -> [Double] {
        var options = Recipes.Options()
        options.latitude = place?.latitude
        options.longitude = place?.longitude
        var recipe = Recipes.recipe(for: .solar, options: options)
        return try recipe.forecast(
            ForecastProblem(
                kind: .solar, target: series("y", power), start: start + days * 86_400,
                horizon: 24)
        ).point
    }

    /// A plant that yields from 6 to 18 h, and clouds take a share by day.
    @Test("Nothing at night, with geometry and without", arguments: [true, false])
    func night(_ hasPlace: Bool) throws {
        var random = SeededNumbers(seed: 2)
        let days = 60
        let power = (0..<days * 24).map { step -> Double in
            let hour = Double(step % 24) + 0.5
            let shape = max(0, 1 - abs(hour - 12) / 6)
            return 50 * shape * (0.3 + 0.7 * random.uniform())
        }
        var options = Recipes.Options()
        if hasPlace { (options.latitude, options.longitude) = (0, 0) }
        var recipe = Recipes.recipe(for: .solar, options: options)
        let forecast = try recipe.forecast(
            ForecastProblem(
                kind: .solar, target: Self.series("y", power),
                start: Self.start + days * 86_400, horizon: 48))
        for step in 0..<48 {
            let row = forecast.quantiles(of: step)
            let hour = step % 24
            #expect(row.allSatisfy { $0 >= 0 && $0 <= 75 })
            if hour < 5 || hour > 18 { #expect(row.allSatisfy { $0 == 0 }, "hour \(hour)") }
        }
        #expect((20...45).contains(forecast.point[12]), "\(forecast.point)")
    }

    /// Cloudiness that stays for days and is not in the weather: no worse than yesterday's values.
    @Test("A plant that yields what it did yesterday")
    func persistent() throws {
        var random = SeededNumbers(seed: 4)
        var share = 0.6
        let power = (0..<94).flatMap { _ -> [Double] in
            share = min(1, max(0.2, share + 0.08 * random.normal()))
            return (0..<24).map { 100 * share * max(0, 1 - abs(Double($0) - 12) / 6) }
        }
        let first = Self.start / 86_400 + 80
        let backtest = try Backtest(
            ForecastData(target: RevisedSeries(latest: Self.series("y", power))),
            Backtest.Settings(
                rules: GateRules(kind: .solar, firstDay: first, lastDay: first + 13, horizon: 24)),
            clock: { 0 })
        let naive = try #require(backtest.models.first { $0.name == "daily_naive" }?.scores.mae)
        #expect(backtest.models[0].scores.mae < 1.02 * naive)
    }

    @Test("A stated capacity is kept")
    func capacity() throws {
        var options = Recipes.Options()
        options.capacity = 0.4
        var recipe = Recipes.recipe(for: .wind, options: options)
        let forecast = try recipe.forecast(KindFixture(.wind).problem())
        #expect(forecast.quantiles.allSatisfy { $0 >= 0 && $0 <= 0.4 })
    }
}
