import Solver
import Testing

/// Rows of tariff tables: each right as it is, with cells that a test may change.
enum TariffRows {
    static let header =
        "record,tariff,effective_from,effective_to,id,price,unit,time_of_use,months,day_types,hours,"
        + "sharp_peak,peak,flat,valley,deep_valley,contracted_mw,overrun_multiplier,"
        + "floor_share_of_capacity,from_mwh,limit_pue,note"

    /// A row from the cells that are not empty.
    static func row(_ cells: [String: String]) -> String {
        let standard = [
            "tariff": "t", "effective_from": "2026-09-01", "effective_to": "2026-10-01",
        ]
        let all = standard.merging(cells) { $1 }
        return header.split(separator: ",").map { all[String($0)] ?? "" }.joined(separator: ",")
    }

    static func component(_ cells: [String: String] = [:]) -> String {
        row(
            ["record": "component", "id": "energy", "price": "300", "unit": "CNY/MWh"]
                .merging(["time_of_use": "no"]) { $1 }.merging(cells) { $1 })
    }

    static func season(_ cells: [String: String] = [:]) -> String {
        row(
            ["record": "season", "id": "all", "months": "1-12", "peak": "1.5", "flat": "1"]
                .merging(["hours": String(repeating: "pf", count: 12)]) { $1 }.merging(cells) { $1 }
        )
    }

    static func charge(_ cells: [String: String] = [:]) -> String {
        row(
            ["record": "demand_charge", "id": "maximum", "price": "30", "unit": "CNY/kW-month"]
                .merging(cells) { $1 })
    }

    static func tier(_ from: String, _ price: String, _ cells: [String: String] = [:]) -> String {
        row(
            ["record": "tier", "from_mwh": from, "price": price, "unit": "CNY/MWh"]
                .merging(cells) { $1 })
    }

    static func adder(_ cells: [String: String] = [:]) -> String {
        row(
            ["record": "pue_adder", "limit_pue": "1.3", "price": "0.2", "unit": "CNY/kWh"]
                .merging(cells) { $1 })
    }

    static func vat(_ cells: [String: String] = [:]) -> String {
        row(["record": "vat", "price": "0.13", "unit": "1"].merging(cells) { $1 })
    }
}

/// One broken rule: the rows, and where and what the fault is.
struct BrokenTariff: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rows: [String]
    let pointer: String
    let kind: Fault.Kind

    init(_ rule: String, _ pointer: String, _ kind: Fault.Kind, _ rows: String...) {
        testDescription = rule
        self.rows = rows
        self.pointer = pointer
        self.kind = kind
    }

    static let all = shape + components + seasons + others

    private static let shape = [
        BrokenTariff(
            "record", "line 3, column record", .notAllowed, TariffRows.component(),
            TariffRows.row(["record": "x"])),
        BrokenTariff(
            "no record", "line 3, column record", .missing, TariffRows.component(),
            TariffRows.row([:])),
        BrokenTariff(
            "tariff", "line 2, column tariff", .notAllowed, TariffRows.component(["tariff": "A b"])),
        BrokenTariff(
            "no tariff", "line 2, column tariff", .missing, TariffRows.component(["tariff": ""])),
        BrokenTariff(
            "from", "line 2, column effective_from", .notAllowed,
            TariffRows.component(["effective_from": "2026-9-1"])),
        BrokenTariff(
            "no from", "line 2, column effective_from", .missing,
            TariffRows.component(["effective_from": ""])),
        BrokenTariff(
            "to", "line 2, column effective_to", .notAllowed,
            TariffRows.component(["effective_to": "2026-02-30"])),
        BrokenTariff(
            "to is not later", "line 2, column effective_to", .conflict,
            TariffRows.component(["effective_to": "2026-09-01"])),
        BrokenTariff(
            "overlap", "line 3, column effective_from", .conflict, TariffRows.component(),
            TariffRows.component(["effective_from": "2026-09-30", "effective_to": "2026-11-01"])),
        BrokenTariff(
            "open is last", "line 3, column effective_from", .conflict,
            TariffRows.component(["effective_to": ""]),
            TariffRows.component(["effective_from": "2026-10-01", "effective_to": "2026-11-01"])),
        BrokenTariff("fields", "line 2", .malformed, TariffRows.component() + ","),
        BrokenTariff("quote", "line 2", .malformed, TariffRows.component(["note": "\"open"])),
        BrokenTariff(
            "foreign column", "line 2, column months", .conflict,
            TariffRows.component(["months": "1"])),
    ]

    private static let components = [
        BrokenTariff(
            "no energy", "line 2, column id", .missing, TariffRows.component(["id": "line_loss"])),
        BrokenTariff(
            "id", "line 3, column id", .notAllowed, TariffRows.component(),
            TariffRows.component(["id": "tax"])),
        BrokenTariff(
            "twice", "line 3, column id", .duplicateID, TariffRows.component(),
            TariffRows.component()),
        BrokenTariff(
            "no price", "line 2, column price", .missing, TariffRows.component(["price": ""])),
        BrokenTariff(
            "exponent", "line 2, column price", .wrongType, TariffRows.component(["price": "3e2"])),
        BrokenTariff(
            "percent", "line 2, column price", .wrongType, TariffRows.component(["price": "3%"])),
        BrokenTariff(
            "word", "line 2, column price", .wrongType, TariffRows.component(["price": "nan"])),
        BrokenTariff(
            "point", "line 2, column price", .wrongType, TariffRows.component(["price": "."])),
        BrokenTariff(
            "range", "line 2, column price", .notAllowed, TariffRows.component(["price": "1000001"])
        ),
        BrokenTariff(
            "no unit", "line 2, column unit", .missing, TariffRows.component(["unit": ""])),
        BrokenTariff(
            "unit", "line 2, column unit", .notAllowed, TariffRows.component(["unit": "EUR/MWh"])),
        BrokenTariff(
            "no flag", "line 2, column time_of_use", .missing,
            TariffRows.component(["time_of_use": ""])),
        BrokenTariff(
            "flag", "line 2, column time_of_use", .notAllowed,
            TariffRows.component(["time_of_use": "true"])),
        BrokenTariff(
            "needs seasons", "line 2, column time_of_use", .missing,
            TariffRows.component(["time_of_use": "yes"])),
    ]

    private static func season(
        _ rule: String, _ column: String, _ kind: Fault.Kind, _ cells: [String: String]
    ) -> BrokenTariff {
        BrokenTariff(
            rule, "line 3, column \(column)", kind, TariffRows.component(), TariffRows.season(cells)
        )
    }

    private static let seasons = [
        season("no id", "id", .missing, ["id": ""]),
        season("season id", "id", .notAllowed, ["id": "Summer"]),
        BrokenTariff(
            "season twice", "line 4, column id", .duplicateID, TariffRows.component(),
            TariffRows.season(["day_types": "working"]),
            TariffRows.season(["day_types": "weekend holiday"])),
        season("no months", "months", .missing, ["months": ""]),
        season("month 13", "months", .notAllowed, ["months": "13"]),
        season("month 0", "months", .notAllowed, ["months": "0-12"]),
        season("wraps", "months", .notAllowed, ["months": "11-2"]),
        season("two spaces", "months", .notAllowed, ["months": "8  9"]),
        season("three ends", "months", .notAllowed, ["months": "1-9-12"]),
        season("day types", "day_types", .notAllowed, ["day_types": "sunday"]),
        season("no hours", "hours", .missing, ["hours": ""]),
        season("23 hours", "hours", .notAllowed, ["hours": String(repeating: "p", count: 23)]),
        season("letter", "hours", .notAllowed, ["hours": String(repeating: "px", count: 12)]),
        season("no multiplier", "peak", .missing, ["peak": ""]),
        season("negative", "peak", .notAllowed, ["peak": "-1"]),
        season("not covered", "months", .missing, ["months": "8"]),
        season("day type not covered", "months", .missing, ["day_types": "working weekend"]),
        BrokenTariff(
            "covered twice", "line 4, column months", .conflict, TariffRows.component(),
            TariffRows.season(), TariffRows.season(["id": "more", "months": "9"])),
        BrokenTariff(
            "open needs twelve", "line 3, column months", .missing,
            TariffRows.component(["effective_to": ""]),
            TariffRows.season(["effective_to": "", "months": "1-11"])),
    ]

    private static func second(
        _ rule: String, _ column: String, _ kind: Fault.Kind, _ line: String
    ) -> BrokenTariff {
        BrokenTariff(rule, "line 3, column \(column)", kind, TariffRows.component(), line)
    }

    private static let others = [
        second("charge id", "id", .notAllowed, TariffRows.charge(["id": "kw"])),
        second("charge unit", "unit", .notAllowed, TariffRows.charge(["unit": "CNY/kVA-month"])),
        second("capacity unit", "unit", .notAllowed, TariffRows.charge(["id": "capacity"])),
        second("charge price", "price", .missing, TariffRows.charge(["price": ""])),
        second("contracted", "contracted_mw", .missing, TariffRows.charge(["id": "contracted"])),
        second(
            "not contracted", "contracted_mw", .conflict, TariffRows.charge(["contracted_mw": "9"])),
        second(
            "over-run of maximum", "overrun_multiplier", .conflict,
            TariffRows.charge(["overrun_multiplier": "2"])),
        second(
            "floor", "floor_share_of_capacity", .notAllowed,
            TariffRows.charge([
                "id": "contracted", "contracted_mw": "9", "floor_share_of_capacity": "40",
            ])),
        BrokenTariff(
            "two charges", "line 4, column record", .duplicateID, TariffRows.component(),
            TariffRows.charge(), TariffRows.charge()),
        second("no from_mwh", "from_mwh", .missing, TariffRows.tier("", "1")),
        second("tier from 0", "from_mwh", .conflict, TariffRows.tier("1", "1")),
        BrokenTariff(
            "same from", "line 4, column from_mwh", .conflict, TariffRows.component(),
            TariffRows.tier("0", "1"),
            TariffRows.tier("0", "2")),
        second("tier unit", "unit", .notAllowed, TariffRows.tier("0", "1", ["unit": "1"])),
        second("limit", "limit_pue", .notAllowed, TariffRows.adder(["limit_pue": "1"])),
        second("no limit", "limit_pue", .missing, TariffRows.adder(["limit_pue": ""])),
        BrokenTariff(
            "two adders", "line 4, column record", .duplicateID, TariffRows.component(),
            TariffRows.adder(), TariffRows.adder()),
        second("vat range", "price", .notAllowed, TariffRows.vat(["price": "13"])),
        second("vat unit", "unit", .notAllowed, TariffRows.vat(["unit": "%"])),
        BrokenTariff(
            "two vats", "line 4, column record", .duplicateID, TariffRows.component(),
            TariffRows.vat(), TariffRows.vat()),
    ]
}
