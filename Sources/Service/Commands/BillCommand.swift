import Solver

extension Command {
    static let bill = Command(
        name: "bill", operands: "SCENARIO", operandCount: 1...1,
        summary: Text(
            en: "turn meter data into every line of the electricity bill",
            zh: "由电表数据算出电费单的每一行"),
        options: [
            OptionSpec(
                name: "--meters", value: "FILE",
                meaning: Text(
                    en: "CSV: time, site, import_kwh[, reactive_kvarh] for every step",
                    zh: "CSV：time, site, import_kwh[, reactive_kvarh]，每时段一行")),
            Shared.set, Shared.format,
        ],
        run: { options, session in
            let scenario = try ScenarioFile(options.operands[0])
                .scenario(changes: ScenarioChange.all(options))
            guard let path = options.value("--meters") else {
                throw Options.Problem.missingValue("--meters")
            }
            let bytes = try InputFile.bytes(path, limitBytes: Scenario.largestDocumentBytes)
            let meters = try MeterFile(bytes, name: path, scenario: scenario)
            let bills = meters.importMW.keys.sorted().map { site in
                Bill(
                    scenario, site: site, importMW: meters.importMW[site] ?? [],
                    reactiveMVArh: meters.reactiveMVArh[site] ?? [])
            }
            switch options.value("--format") {
            case "json":
                session.console.data(
                    JSON.fields([
                        "format": "wattoken-bill/1",
                        "bills": .array(bills.map { BillDocument.json($0, scenario) }),
                    ]).written())
            case "csv": session.console.print(BillDocument.csv(bills, scenario))
            default:
                session.console.print(
                    BillDocument.table(bills, scenario, session.console.language))
            }
            return .ok
        })
}
