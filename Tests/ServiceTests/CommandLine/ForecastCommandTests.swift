import Foundation
import Service
import Solver
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `forecast`: series in, quantiles and scores out; damaged files are refused with the place.
@Suite struct ForecastCommandTests {
    /// 28 days of hours: price 20 + hour + 5 on weekdays, and a load that goes with it.
    private static let csv: String = {
        var lines = ["time,price,load,gas"]
        for index in 0..<28 * 24 {
            let day = index / 24
            let hour = index % 24
            let weekday = (day % 7 < 5) ? 5 : 0
            let noise = Double((index * 7919) % 13) / 10
            let date = "2021-03-" + (day + 1 < 10 ? "0\(day + 1)" : "\(day + 1)")
            let clock = hour < 10 ? "0\(hour)" : "\(hour)"
            lines.append(
                "\(date)T\(clock):00:00Z,\(Double(20 + hour + weekday) + noise),"
                    + "\(1000 + 10 * hour),\(15 + day)")
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    private static let rules = [
        "--target", "price", "--known", "load", "--inputs", "gas", "--from", "2021-03-22", "--to",
        "2021-03-28",
    ]

    private func run(
        _ verb: String, _ arguments: [String], csv: String = Self.csv,
        language: Language = .english
    ) throws -> ToolRun {
        let bench = try Workbench()
        let path = try bench.file("series.csv", csv)
        return ToolRun(["forecast", verb, path] + arguments, language: language)
    }

    @Test func backtestAsJSONHasAllScoresOfTheProtocol() throws {
        let run = try run("backtest", Self.rules + ["--format", "json"])
        #expect(run.code == .ok, "\(run.messages)")
        let document = try run.json()
        #expect(document["format"] == "wattoken-backtest/1")
        #expect(document["kind"] == "price")
        #expect(document["split"]?["days"] == 7)
        #expect(document["split"]?["test_from"] == "2021-03-22T00:00:00Z")
        #expect(document["split"]?["test_to"] == "2021-03-29T00:00:00Z")
        let models = try #require(document["models"]?.elements)
        #expect(models[0]["role"] == "recipe")
        #expect(models.contains { $0["name"] == "weekly_naive" && $0["role"] == "baseline" })
        for name in [
            "mae", "rmse", "mape", "wape", "smape", "rmae", "mase", "pinball", "crps",
            "coverage_50", "coverage_80", "coverage_90", "coverage_95", "worst60_coverage_90",
            "winkler_90", "dm_p", "seconds_per_day",
        ] {
            let value = models[0][name]
            #expect(value != nil, "\(name)")
        }
        // Seven days are fewer than sixty.
        #expect(models[0]["worst60_coverage_90"] == .null)
        let naive = try #require(models.first { $0["name"] == "weekly_naive" })
        #expect(naive["rmae"] == 1)
    }

    @Test func backtestWritesQuantilesAndAReport() throws {
        let bench = try Workbench()
        let path = try bench.file("series.csv", Self.csv)
        let written = bench.path("q.csv")
        let run = ToolRun(
            ["forecast", "backtest", path] + Self.rules
                + ["--write", written, "--report", bench.path("page")])
        #expect(run.code == .ok, "\(run.messages)")
        var rows = CSVRows([UInt8](try Data(contentsOf: URL(fileURLWithPath: written))))
        let head = rows.next()
        let header = try #require(head)
        #expect(header.count == 101 && header[0...2] == ["time", "yhat", "q01"])
        #expect(header[100] == "q99")
        let second = rows.next()
        let first = try #require(second)
        #expect(first[0] == "2021-03-22T00:00:00Z")
        let values = first.dropFirst(2).compactMap(Double.init)
        #expect(values.count == 99 && values == values.sorted())
        var count = 1
        while rows.next() != nil { count += 1 }
        #expect(count == 7 * 24)
        let page = try String(contentsOfFile: bench.path("page/forecast.html"), encoding: .utf8)
        #expect(page.contains("Reliability") && page.contains("可靠性"))
        #expect(XMLParser(data: Data(page.utf8)).parse())
    }

    @Test func theOtherFileIsScoredAndTestedAgainst() throws {
        let bench = try Workbench()
        let path = try bench.file("series.csv", Self.csv)
        let other = try bench.file(
            "other.csv", Self.csv.replacing("time,price,load,gas", with: "time,perfect,a,b"))
        let rules = Self.rules.map { $0 == "2021-03-22" ? "2021-03-15" : $0 }
        let run = ToolRun(
            ["forecast", "backtest", path] + rules + ["--against", other, "--format", "json"])
        #expect(run.code == .ok, "\(run.messages)")
        let models = try #require(try run.json()["models"]?.elements)
        let perfect = try #require(models.first { $0["name"] == "perfect" })
        #expect(perfect["mae"] == 0 && perfect["role"] == "published")
        #expect(perfect["pinball"] == .null)
        let tests = try #require(try run.json()["diebold_mariano"]?.elements)
        let test = try #require(tests.first { $0["against"] == "perfect" })
        let better = try #require(test["p_against_better"]?.double)
        let worse = try #require(test["p_model_better"]?.double)
        #expect(better < 0.01 && abs(better + worse - 1) < 1e-9)
    }

    @Test func tablesSpeakBothLanguages() throws {
        let english = try run("backtest", Self.rules)
        #expect(english.text.contains("weekly_naive") && english.text.contains("7 days"))
        let chinese = try run("backtest", Self.rules, language: .chinese)
        #expect(chinese.text.contains("7 天") && chinese.text.contains("模型"))
        let csv = try run("backtest", Self.rules + ["--format", "csv"])
        #expect(csv.rows[0].starts(with: ["name", "role", "steps", "mae", "rmse", "mape"]))
        #expect(Set(csv.rows.map(\.count)).count == 1)
    }

    @Test func predictAnswersAfterTheLastValue() throws {
        let run = try run(
            "predict", ["--target", "price", "--known", "load", "--format", "json"])
        #expect(run.code == .ok, "\(run.messages)")
        let document = try run.json()
        #expect(document["format"] == "wattoken-forecast/1")
        #expect(document["from"] == "2021-03-29T00:00:00Z")
        let steps = try #require(document["steps"]?.elements)
        #expect(steps.count == 24)
        #expect(steps[0]["quantiles"]?.elements?.count == 99)
        #expect(document["provenance"]?["model"] != nil)
        let table = try self.run("predict", ["--target", "price", "--horizon", "2h"])
        #expect(table.text.contains("2021-03-29 01:00"))
        let csv = try self.run("predict", ["--target", "price", "--format", "csv"])
        #expect(csv.rows.count == 25 && csv.rows[0].count == 101)
    }

    @Test func predictFromADayKnowsOnlyWhatWasKnown() throws {
        let run = try run(
            "predict",
            ["--target", "price", "--from", "2021-03-20", "--horizon", "4d", "--format", "csv"])
        #expect(run.rows.count == 97 && run.rows[1][0] == "2021-03-20T00:00:00Z")
    }

    /// The names of columns may be repeated, in a row, or divided by commas.
    @Test(arguments: [
        ["--known", "load", "gas"], ["--known", "load,gas"], ["--known=load", "--known=gas"],
    ])
    func columnsAreListed(_ known: [String]) throws {
        let run = try run(
            "backtest",
            ["--target", "price", "--from", "2021-03-28"] + known + ["--format", "json"])
        #expect(try run.json()["known"] == .array(["load", "gas"]), "\(run.messages)")
    }

    @Test func faultsOfTheFileAreNamedTogether() throws {
        let csv = "time,price\n2021-03-01T00:00Z,1\n2021-03-01T01:00Z,one\nnoon,2\n"
        let english = try run("predict", ["--target", "price"], csv: csv)
        #expect(english.code == .invalidInput)
        #expect(english.messages.contains("2 faults"))
        #expect(english.messages.contains("line 3, column price: \"one\" is not a number"))
        #expect(english.messages.contains("line 4, column time: \"noon\" is not a time"))
        let chinese = try run("predict", ["--target", "price"], csv: csv, language: .chinese)
        #expect(chinese.messages.contains("第 3 行, 列 price：") || chinese.messages.contains("第 3 行"))
        #expect(chinese.messages.contains("不是数"))
    }

    /// Arguments, exit code, and a word that the message must hold.
    @Test(
        arguments: [
            (["predict"], ExitCode.usage, "--target needs a value"),
            (["predict", "--target", "cost"], .usage, "--kind needs a value"),
            (
                ["predict", "--target", "cost", "--kind", "price"], .invalidInput,
                "price, load, gas"
            ),
            (
                ["predict", "--target", "price", "--known", "price"], .usage,
                "other than the target"
            ),
            (["predict", "--target", "price", "--horizon", "90min"], .usage, "60 min"),
            (["predict", "--target", "price", "--horizon", "0"], .usage, "--horizon"),
            (["predict", "--target", "price", "--gate", "25:00"], .usage, "HH:MM"),
            (["predict", "--target", "price", "--time-zone", "Moon"], .usage, "Asia/Shanghai"),
            (["predict", "--target", "price", "--step-minutes", "7"], .invalidInput, "420 s"),
            (["predict", "--target", "price", "--from", "soon"], .usage, "YYYY-MM-DD"),
            (["predict", "--target", "price", "--from", "2021-03-01"], .invalidInput, "no value"),
            (["predict", "--target", "price", "--to", "2021-03-01"], .usage, "backtest"),
            (["backtest", "--target", "price", "--to", "2021-13-01"], .usage, "YYYY-MM-DD"),
            (
                ["backtest", "--target", "price", "--from", "2021-03-09", "--to", "2021-03-08"],
                .usage, "--from"
            ),
            (
                ["backtest", "--target", "price", "--from", "2031-01-01", "--to", "2031-01-02"],
                .invalidInput, "2021-03-29T00:00:00Z"
            ), (["guess", "--target", "price"], .usage, "predict, backtest"),
        ] as [([String], ExitCode, String)])
    func whatCannotBeCarriedOut(
        _ arguments: [String], _ code: ExitCode, _ word: String
    ) throws {
        let run = try run(arguments[0], Array(arguments.dropFirst()))
        #expect(run.code == code, "\(run.messages)")
        #expect(run.messages.contains(word), "\(run.messages)")
        #expect(run.data.isEmpty)
    }

    @Test func anInterruptStopsABacktest() throws {
        let bench = try Workbench()
        let path = try bench.file("series.csv", Self.csv)
        let run = ToolRun(["forecast", "backtest", path] + Self.rules, isInterrupted: true)
        #expect(run.code == .interrupted)
    }
}
