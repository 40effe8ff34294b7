import Foundation
import Service
import Solver
import Testing

/// `forecast`: joint paths, power usage effectiveness and marginal intensity.
@Suite struct ForecastOptionTests {
    /// 40 days of hours: a wave of 24 hours around 288 K, a dew point below it, and a mix in which gas
    /// follows demand by day and coal by night.
    private static let csv: String = {
        var lines = ["time,temperature,dew,intensity,gas,coal,nuclear"]
        for index in 0..<40 * 24 {
            let hour = index % 24
            let noise = Double((index * 7919) % 101) / 100
            let air = 288 + 6 * Double(12 - abs(hour - 12)) / 12 + 2 * noise
            let isDay = (6..<18).contains(hour)
            let gas = isDay ? 50 + 40 * noise : 50
            let coal = isDay ? 30 : 50 + 40 * noise
            let average = (400 * gas + 900 * coal) / (gas + coal + 100)
            let date = Date(timeIntervalSince1970: 1_614_556_800 + Double(index) * 3600)
            lines.append(
                "\(date.ISO8601Format()),\(air),\(air - 6),\(average),\(gas),\(coal),100")
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    private func run(_ verb: String, _ arguments: [String], _ bench: Workbench) throws -> ToolRun {
        let path = try bench.file("series.csv", Self.csv)
        return ToolRun(["forecast", verb, path] + arguments)
    }

    private static let air = ["--target", "temperature", "--horizon", "6"]

    @Test func scenariosComeWithProbabilities() throws {
        let bench = try Workbench()
        let arguments = Self.air + ["--scenarios", "4", "--seed", "9", "--format", "json"]
        let run = try run("predict", arguments, bench)
        #expect(run.code == .ok, "\(run.messages)")
        let paths = try #require(try run.json()["scenarios"]?.elements)
        #expect(paths.count == 4)
        #expect(paths.allSatisfy { $0["values"]?.elements?.count == 6 })
        let sum = paths.compactMap { $0["probability"]?.double }.reduce(0, +)
        #expect(abs(sum - 1) < 1e-9)
        let again = try self.run("predict", arguments, bench)
        #expect(again.text == run.text)
        let other = try self.run("predict", arguments.map { $0 == "9" ? "8" : $0 }, bench)
        #expect(other.text != run.text)
        let plain = try self.run("predict", Self.air + ["--format", "json"], bench)
        let bare = try plain.json()
        let whole = try run.json()
        #expect(bare["scenarios"] == nil && bare["steps"] == whole["steps"])
    }

    @Test func scenariosAreInTablesAndFiles() throws {
        let bench = try Workbench()
        let written = bench.path("paths.csv")
        let arguments = Self.air + ["--scenarios", "12", "--write", written]
        let table = try run("predict", arguments, bench)
        #expect(table.code == .ok && table.text.contains("probability"))
        #expect(table.text.contains("scenario") && table.text.contains("12"))
        var rows = CSVRows([UInt8](try Data(contentsOf: URL(fileURLWithPath: written))))
        let first = rows.next()
        let head = try #require(first)
        #expect(head.count == 101 + 24 && head[101] == "s1" && head[113] == "p1")
        var count = 0
        while let row = rows.next() {
            #expect(row.count == 125)
            #expect(abs(row[113...].compactMap(Double.init).reduce(0, +) - 1) < 1e-6)
            count += 1
        }
        #expect(count == 6)
        let csv = try run("predict", Self.air + ["--scenarios", "12", "--format", "csv"], bench)
        #expect(csv.rows.count == 7 && csv.rows[0].count == 125)
    }

    /// Two days are too few to tell; the answer says that the correlation is assumed.
    @Test func fewErrorsAreTold() throws {
        let bench = try Workbench()
        let run = try run(
            "predict", Self.air + ["--scenarios", "2", "--from", "2021-03-03"], bench)
        #expect(run.code == .ok, "\(run.messages)")
        #expect(run.text.contains("assumed_correlation: too few past errors"))
    }

    /// Air of 15 to 21 °C has a wet bulb of 10 to 17 °C: between the points of the curve.
    @Test(arguments: ["5:1.1,25:1.5", "evaporative", "curve.csv"])
    func temperatureBecomesEffectiveness(_ curve: String) throws {
        let bench = try Workbench()
        let file = try bench.file("curve.csv", "wet_bulb,pue\n5,1.1\n25,1.5\n")
        let run = try run(
            "predict",
            Self.air + [
                "--pue-curve", curve == "curve.csv" ? file : curve, "--dew-point", "dew",
                "--scenarios", "3", "--format", "json", "--report", bench.path("page"),
            ], bench)
        #expect(run.code == .ok, "\(run.messages)")
        let document = try run.json()
        #expect(document["target"] == "pue" && document["kind"] == "temperature")
        #expect(document["pue_curve"]?["pue"]?.elements?.first == 1.1)
        #expect(document["provenance"]?["model"] == "temperature_process+wet_bulb_curve")
        let steps = try #require(document["steps"]?.elements)
        for step in steps {
            let cells = try #require(step["quantiles"]?.elements)
            let values = cells.compactMap(\.double)
            #expect(values.allSatisfy { (1.1...1.35).contains($0) } && values == values.sorted())
            let point = try #require(step["yhat"]?.double)
            #expect((1.1...1.35).contains(point))
        }
        let page = try String(contentsOfFile: bench.path("page/forecast.html"), encoding: .utf8)
        #expect(page.contains("pue"))
    }

    @Test func marginalIntensityIsPredictedFromTheMix() throws {
        let bench = try Workbench()
        let run = try run(
            "predict",
            [
                "--target", "intensity", "--kind", "carbon", "--marginal", "--inputs", "gas",
                "coal",
                "nuclear", "--scenarios", "2", "--format", "json",
            ], bench)
        #expect(run.code == .ok, "\(run.messages)")
        let document = try run.json()
        #expect(document["target"] == "marginal_intensity")
        #expect(document["provenance"]?["model"] == "marginal_carbon")
        #expect(document["scenarios"]?.elements?.count == 2)
        let steps = try #require(document["steps"]?.elements)
        #expect(abs((steps[12]["yhat"]?.double ?? 0) - 400) < 60)
    }

    /// The mix says 400 by day and 900 by night; so must the truth that the forecasts meet.
    @Test func marginalIntensityIsTestedOnWhatTheMixSaysLater() throws {
        let bench = try Workbench()
        let run = try run(
            "backtest",
            [
                "--target", "intensity", "--kind", "carbon", "--marginal", "--inputs", "gas",
                "coal",
                "nuclear", "--from", "2021-04-05", "--to", "2021-04-07", "--format", "json",
            ], bench)
        #expect(run.code == .ok, "\(run.messages)")
        let document = try run.json()
        #expect(document["target"] == "marginal_intensity")
        #expect(document["split"]?["missing_truths"] == 0)
        let models = try #require(document["models"]?.elements)
        let error = try #require(models[0]["mape"]?.double)
        #expect(error < 20)
    }

    /// Arguments, exit code, and a word that the message must hold.
    @Test(
        arguments: [
            (["predict", "--scenarios", "0"], ExitCode.usage, "1 to 400"),
            (["predict", "--scenarios", "many"], .usage, "--scenarios"),
            (["backtest", "--scenarios", "3"], .usage, "predict"),
            (["backtest", "--pue-curve", "evaporative"], .usage, "predict"),
            (["predict", "--pue-curve", "10:1.2,20:1.1"], .usage, "PUE not falling"),
            (["predict", "--pue-curve", "none.csv"], .invalidInput, "none.csv"),
            (["predict", "--dew-point", "dew"], .usage, "--pue-curve needs a value"),
            (["predict", "--kind", "wind", "--pue-curve", "evaporative"], .usage, "temperature"),
            (["predict", "--marginal"], .usage, "--kind carbon"),
            (["backtest", "--kind", "carbon", "--marginal"], .usage, "--inputs"),
        ] as [([String], ExitCode, String)])
    func whatCannotBeCarriedOut(
        _ arguments: [String], _ code: ExitCode, _ word: String
    ) throws {
        let bench = try Workbench()
        let run = try run(arguments[0], ["--target", "temperature"] + arguments.dropFirst(), bench)
        #expect(run.code == code, "\(run.messages)")
        #expect(run.messages.contains(word), "\(run.messages)")
        #expect(run.data.isEmpty)
    }

    @Test func aDamagedCurveIsRefusedWithThePlace() throws {
        let bench = try Workbench()
        let file = try bench.file("curve.csv", "wet_bulb,pue\n5,1.1\n25,hot\n")
        let run = try run("predict", Self.air + ["--pue-curve", file], bench)
        #expect(run.code == .invalidInput)
        #expect(run.messages.contains("line 3, column pue: \"hot\" is not a number"))
    }
}
