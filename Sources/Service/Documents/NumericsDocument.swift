import Solver

/// Sizes of a program's numbers, and units that look wrong, as JSON and as text.
struct NumericsDocument {
    private let suspicions: [UnitSuspicion]
    private let report: NumericsReport

    init(_ scenario: Scenario, _ report: NumericsReport) {
        suspicions = scenario.unitSuspicions
        self.report = report
    }

    private var parts: [(key: String, name: Text, numbers: NumericsReport.Magnitudes)] {
        [
            ("matrix", Text("coefficients", "系数"), report.matrix),
            ("cost", Text("costs", "费用"), report.cost),
            ("row_bounds", Text("bounds of rows", "行界"), report.rowBounds),
            ("column_bounds", Text("bounds of columns", "列界"), report.columnBounds),
        ]
    }

    /// The section `numerics`.
    var json: JSON {
        .fields([
            "magnitudes": .object(
                parts.map { JSON.Member($0.key, Self.json($0.numbers)) }),
            "suspicious_units": .array(
                suspicions.map { item in
                    .fields([
                        "place": .string(item.place), "value": .number(item.value),
                        "unit": .string(item.unit), "looks_like": .string(item.looksLike),
                        "probably_meant": .number(item.probable),
                        "compared_with": .string(item.comparison.rawValue),
                        "reference": .number(item.reference),
                    ])
                }),
        ])
    }

    private static func json(_ numbers: NumericsReport.Magnitudes) -> JSON {
        func extreme(_ value: NumericsReport.Extreme?) -> JSON? {
            value.map {
                .fields(["magnitude": .number($0.magnitude), "place": .string($0.place)])
            }
        }
        return .fields([
            "count": .integer(numbers.count), "smallest": extreme(numbers.smallest),
            "largest": extreme(numbers.largest),
            "decades": .array(
                numbers.decades.keys.sorted().map { decade in
                    .fields([
                        "exponent": .integer(decade),
                        "count": .integer(numbers.decades[decade] ?? 0),
                    ])
                }),
        ])
    }

    /// The tables.
    func text(_ language: Language) -> String {
        let head = [
            Text("numbers of the program", "模型中的数"), Text("count", "个数"),
            Text("smallest", "最小"), Text("largest", "最大"), Text("decades", "数量级跨度"),
            Text("largest at", "最大所在"),
        ]
        let rows = parts.map { part in
            [
                part.name[language], "\(part.numbers.count)",
                Self.power(part.numbers.smallest), Self.power(part.numbers.largest),
                Layout.fixed(part.numbers.spread, 1), part.numbers.largest?.place ?? "–",
            ]
        }
        let units =
            suspicions.isEmpty
            ? Text("No unit looks wrong.", "未发现可疑的单位。")[language]
            : suspicions.map { Self.sentence($0)[language] }.joined(separator: "\n")
        return Layout.table(head.map { $0[language] }, rows) + "\n" + units
    }

    private static func power(_ extreme: NumericsReport.Extreme?) -> String {
        extreme.map { NumberText.scientific($0.magnitude) } ?? "–"
    }

    /// One suspicion in a sentence.
    static func sentence(_ item: UnitSuspicion) -> Text {
        let (given, meant) = (Layout.number(item.value), Layout.number(item.probable))
        let reference = Layout.number(item.reference)
        let why = Words.comparison(item.comparison)
        return Text(
            "\(item.place): \(given) \(item.unit) looks like \(item.looksLike); "
                + "\(meant) \(item.unit) was probably meant (\(why.en) \(reference) \(item.unit))",
            "\(item.place)：\(given) \(item.unit) 像是以 \(item.looksLike) 给出；"
                + "可能应为 \(meant) \(item.unit)（\(why.zh) \(reference) \(item.unit)）")
    }
}
