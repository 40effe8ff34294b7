import Forecast
import Solver

extension Command {
    static let forecast = Command(
        name: "forecast", operands: "predict|backtest FILE.csv", operandCount: 2...2,
        summary: Text(
            en: "predict a series with its quantiles, or score such predictions on its past",
            zh: "预测一个序列及其分位数，或在历史上检验预测效果"),
        options: ForecastOptions.specs,
        run: { options, session in
            switch options.operands[0] {
            case "predict": return try PredictCommand.run(options, session)
            case "backtest": return try BacktestCommand.run(options, session)
            default:
                throw Options.Problem.notAllowed(
                    option: "forecast", given: options.operands[0], allowed: "predict, backtest")
            }
        })
}

/// The options of `forecast` and the series that they name.
struct ForecastOptions {
    let kind: ForecastKind
    var data: ForecastData
    let zone: CivilZone
    let gateSecond: Int?
    let horizon: Int
    let seed: UInt64
    let threads: Int
    let recipe: Recipes.Options
    /// Joint paths that are asked for; nil for none.
    let scenarios: Int?
    /// Nil unless the answer is to be power usage effectiveness.
    let pue: PUEOptions?
    let notes: SeriesTable.Notes

    /// Largest table, bytes.
    static let largestTableBytes = 1 << 30
    /// Longest horizon, seconds.
    static let longestHorizonSeconds = 31 * 86_400
    /// Most joint paths.
    static let mostScenarios = 400
    /// Options that only `predict` knows.
    static let predictOnly = ["--scenarios", "--pue-curve", "--dew-point"]
}

extension ForecastOptions {
    /// What is asked, apart from when.
    var inquiry: ForecastInquiry {
        ForecastInquiry(
            kind: kind, data: data, zone: zone, horizon: horizon, seed: seed, threads: threads,
            recipe: recipe, scenarioCount: scenarios, pue: pue)
    }

    /// Reads options and file.
    init(_ options: Options) throws {
        let path = options.operands[1]
        guard let target = options.value("--target") else {
            throw Options.Problem.missingValue("--target")
        }
        zone = try Self.zone(options)
        kind = try Self.kind(options, target)
        gateSecond = try Self.gate(options)
        seed = UInt64(try options.integer("--seed", 0...Int.max) ?? 1)
        threads = try options.integer("--threads", 1...1024) ?? 1
        var recipe = Recipes.Options()
        recipe.capacity = try options.number("--capacity", 1e-9...1e15)
        recipe.latitude = try options.number("--latitude", -90...90)
        recipe.longitude = try options.number("--longitude", -180...180)
        recipe.isMarginal = options.has("--marginal")
        try Self.checkMarginal(options, kind)
        self.recipe = recipe
        scenarios = try options.integer("--scenarios", 1...Self.mostScenarios)
        pue = try PUEOptions(options, kind)
        let step = try options.integer("--step-minutes", 1...1440).map { $0 * 60 }
        let bytes = try InputFile.bytes(path, limitBytes: Self.largestTableBytes)
        let header = Set(SeriesTable.header(ofCSV: bytes))
        let dewPoint = pue?.dewPoint.map { [$0] } ?? []
        let known = Self.columns(options.all("--known") + dewPoint, header)
        let inputs = Self.columns(options.all("--inputs"), header).filter { !known.contains($0) }
        guard !(known + inputs).contains(target) else {
            throw Options.Problem.notAllowed(
                option: known.contains(target) ? "--known" : "--inputs", given: target,
                allowed: "columns other than the target")
        }
        let names = [target] + known + inputs
        let table: SeriesTable
        do {
            table = try SeriesTable(csv: bytes, columns: names, zone: zone, stepSeconds: step)
        } catch {
            throw ForecastFileError(path: path, error: error)
        }
        notes = table.notes
        func series(_ wanted: [String]) -> [RevisedSeries] {
            table.columns.filter { wanted.contains($0.latest.name) }
        }
        data = ForecastData(
            target: table.columns[0], known: series(known), inputs: series(inputs))
        horizon = try Self.horizon(options, stepSeconds: data.target.latest.stepSeconds)
    }

    /// Names as given, in order and once each; commas divide where no column has such a name.
    private static func columns(_ given: [String], _ header: Set<String>) -> [String] {
        var seen: Set<String> = []
        return given.flatMap { text in
            header.contains(text) ? [text] : text.split(separator: ",").map(String.init)
        }
        .filter { seen.insert($0).inserted }
    }

    private static func zone(_ options: Options) throws -> CivilZone {
        guard let name = options.value("--time-zone") else { return .utc }
        guard let zone = CivilZone(identifier: name) else {
            throw Options.Problem.notAllowed(
                option: "--time-zone", given: name, allowed: "UTC, Europe/Oslo, Asia/Shanghai, …")
        }
        return zone
    }

    /// What the name of a column tells of its kind.
    private static let words: [(String, ForecastKind)] = [
        ("price", .price), ("wind", .wind), ("solar", .solar), ("pv", .solar),
        ("carbon", .carbon), ("co2", .carbon), ("token", .tokens), ("request", .tokens),
        ("temperature", .temperature),
    ]

    private static func kind(_ options: Options, _ target: String) throws -> ForecastKind {
        if let text = options.value("--kind"), let kind = ForecastKind(rawValue: text) {
            return kind
        }
        let name = target.lowercased()
        guard let kind = words.first(where: { name.contains($0.0) })?.1 else {
            throw Options.Problem.missingValue("--kind")
        }
        return kind
    }

    /// One more MWh is told from the mix only.
    private static func checkMarginal(_ options: Options, _ kind: ForecastKind) throws {
        guard options.has("--marginal") else { return }
        guard kind == .carbon else {
            throw Options.Problem.notAllowed(
                option: "--marginal", given: "--kind \(kind.rawValue)", allowed: "--kind carbon")
        }
        guard options.has("--inputs") else { throw Options.Problem.missingValue("--inputs") }
    }

    private static func gate(_ options: Options) throws -> Int? {
        guard let text = options.value("--gate") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour),
            (0...59).contains(minute)
        else {
            throw Options.Problem.notAllowed(
                option: "--gate", given: text, allowed: "HH:MM from 00:00 to 23:59")
        }
        return hour * 3_600 + minute * 60
    }

    private static func horizon(_ options: Options, stepSeconds: Int) throws -> Int {
        guard let text = options.value("--horizon") else { return max(1, 86_400 / stepSeconds) }
        let digits = text.prefix(while: \.isNumber)
        let units = ["": stepSeconds, "min": 60, "h": 3_600, "d": 86_400]
        guard let number = Int(digits), number > 0, number < 1_000_000,
            let unit = units[String(text.dropFirst(digits.count))],
            (number * unit).isMultiple(of: stepSeconds),
            number * unit <= longestHorizonSeconds
        else {
            throw Options.Problem.notAllowed(
                option: "--horizon", given: text,
                allowed: "whole steps of \(stepSeconds / 60) min, up to 31d")
        }
        return number * unit / stepSeconds
    }

    /// A day that an option names.
    static func day(_ options: Options, _ name: String) throws -> Int? {
        guard let text = options.value(name) else { return nil }
        guard let day = CivilDay.number(text) else {
            throw Options.Problem.notAllowed(option: name, given: text, allowed: "YYYY-MM-DD")
        }
        return day
    }

    /// Says on stderr what was put right while reading.
    func note(_ session: Session) {
        let language = session.console.language
        if notes.wasUnordered {
            session.console.note(
                Text(
                    en: "wattoken: the rows are not in the order of time; they were sorted",
                    zh: "wattoken：行未按时间排序，已重排")[language])
        }
        if notes.missingRows > 0 {
            session.console.note(
                Text(
                    en: "wattoken: \(notes.missingRows) steps have no row; they count as missing",
                    zh: "wattoken：\(notes.missingRows) 个时段没有数据行，按缺失处理")[language])
        }
        if notes.distrustedRows > 0 {
            session.console.note(
                Text(
                    en: "wattoken: \(notes.distrustedRows) rows have ok = 0; they count as missing",
                    zh: "wattoken：\(notes.distrustedRows) 行 ok = 0，按缺失处理")[language])
        }
    }
}
