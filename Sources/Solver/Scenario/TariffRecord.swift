/// What one row of a tariff table says, as a part of a tariff version.
enum TariffRecord {
    /// A part of the energy price.
    case component(id: String, timeOfUse: Bool, JSON)
    /// Months and day types with one pattern of periods.
    case season(id: String?, coverage: TariffSeasonCoverage?, JSON)
    /// Demand or capacity charge.
    case demandCharge(JSON)
    /// A block of monthly energy.
    case tier(fromMWh: Double, JSON)
    /// Price for PUE above a limit.
    case pueAdder(JSON)
    /// VAT contained in the prices.
    case vat(Double)
    /// A row of a kind, or of none, that cannot be used: its faults are noted.
    case unusable(kind: String)

    /// The kinds, as the column `record` names them.
    static let kinds = ["component", "season", "demand_charge", "tier", "pue_adder", "vat"]

    /// The kind of this record, as the column `record` names it.
    var kind: String {
        switch self {
        case .component: "component"
        case .season: "season"
        case .demandCharge: "demand_charge"
        case .tier: "tier"
        case .pueAdder: "pue_adder"
        case .vat: "vat"
        case .unusable(let kind): kind
        }
    }

    /// Reads a row; what is wrong with it is noted there.
    init(_ row: TariffRow) {
        let kind = row["record"]
        let read: TariffRecord?
        switch kind {
        case "component": read = Self.component(row)
        case "season": read = Self.season(row)
        case "demand_charge": read = Self.demandCharge(row)
        case "tier": read = Self.tier(row)
        case "pue_adder": read = Self.pueAdder(row)
        case "vat": read = Self.vat(row)
        default:
            row.fault(
                "record", kind.isEmpty ? .missing : .notAllowed,
                kind.isEmpty ? "nothing" : "\"\(kind)\"", Self.kinds.joined(separator: ", "))
            read = nil
        }
        self = read ?? .unusable(kind: kind)
    }

    private static func component(_ row: TariffRow) -> TariffRecord? {
        let isWhole = row.checkShape(
            "component", required: ["id", "price", "unit", "time_of_use"])
        let id = row.word("id", TariffVersion.Component.Kind.allCases.map(\.rawValue))
        let price = row.energyPrice(Allowed.priceCNYPerMWh)
        let flag = row.word("time_of_use", ["yes", "no"])
        guard isWhole, let id, let price, let flag else { return nil }
        let json = JSON.fields([
            "id": .string(id), "price_cny_per_mwh": .number(price),
            "time_of_use": .bool(flag == "yes"),
        ])
        return .component(id: id, timeOfUse: flag == "yes", json)
    }

    private static func season(_ row: TariffRow) -> TariffRecord? {
        let multipliers = Season.Period.allCases.map(\.rawValue)
        let isWhole = row.checkShape(
            "season", required: ["id", "months", "hours"], optional: ["day_types"] + multipliers)
        let id = Fields.isID(row["id"]) ? row["id"] : nil
        if id == nil, row.has("id") {
            row.fault("id", .notAllowed, "\"\(row["id"])\"", TariffRow.idRule)
        }
        let coverage = TariffSeasonCoverage(row)
        let hours = TariffSeasonCoverage.hours(row)
        var factors: [JSON.Member] = []
        for period in Season.Period.allCases {
            if let factor = row.number(period.rawValue, 0...100) {
                factors.append(JSON.Member(period.rawValue, .number(factor)))
            } else if !row.has(period.rawValue), hours?.contains(period) == true {
                row.fault(
                    period.rawValue, .missing, "nothing",
                    "the multiplier of a period that occurs in hours")
            }
        }
        let json = JSON.fields([
            "id": .string(row["id"]),
            "months": .numbers((coverage?.months ?? []).map(Double.init)),
            "day_types": row.has("day_types")
                ? .array((coverage?.dayTypes ?? []).map { .string($0.rawValue) }) : nil,
            "hours": .array((hours ?? []).map { .string($0.rawValue) }),
            "multipliers": .object(factors),
        ])
        return .season(id: id, coverage: isWhole ? coverage : nil, json)
    }

    private static func demandCharge(_ row: TariffRow) -> TariffRecord? {
        let isContracted = row["id"] == "contracted"
        let isWhole = row.checkShape(
            isContracted ? "demand_charge of a contracted power" : "demand_charge",
            required: ["id", "price", "unit"] + (isContracted ? ["contracted_mw"] : []),
            optional: isContracted ? ["overrun_multiplier", "floor_share_of_capacity"] : [])
        let id = row.word("id", ["maximum", "contracted", "capacity"])
        let unit = id.flatMap {
            row.word("unit", [$0 == "capacity" ? "CNY/kVA-month" : "CNY/kW-month"])
        }
        let price = row.number("price", 0...1e5)
        let contracted = row.number("contracted_mw", Allowed.powerMW)
        let overrun = row.number("overrun_multiplier", 1...10)
        let floor = row.number("floor_share_of_capacity", Allowed.share)
        guard isWhole, let id, unit != nil, let price else { return nil }
        return .demandCharge(
            .fields([
                "kind": .string(id),
                "price_cny_per_kw_month": id == "capacity" ? nil : .number(price),
                "price_cny_per_kva_month": id == "capacity" ? .number(price) : nil,
                "contracted_mw": contracted.map(JSON.number),
                "overrun_multiplier": isContracted ? .number(overrun ?? 2) : nil,
                "floor_share_of_capacity": isContracted ? .number(floor ?? 0.4) : nil,
                "high_utilisation_discount": id == "maximum" ? "assumed" : nil,
            ]))
    }

    private static func tier(_ row: TariffRow) -> TariffRecord? {
        let isWhole = row.checkShape("tier", required: ["from_mwh", "price", "unit"])
        let from = row.number("from_mwh", Allowed.energyMWh)
        let price = row.energyPrice(Allowed.priceCNYPerMWh)
        guard isWhole, let from, let price else { return nil }
        return .tier(
            fromMWh: from,
            .fields(["from_mwh": .number(from), "adder_cny_per_mwh": .number(price)]))
    }

    private static func pueAdder(_ row: TariffRow) -> TariffRecord? {
        let isWhole = row.checkShape("pue_adder", required: ["price", "unit", "limit_pue"])
        let limit = row.number("limit_pue", 1...5, above: 1)
        let price = row.energyPrice(0...1e5)
        guard isWhole, let limit, let price else { return nil }
        return .pueAdder(
            .fields(["limit_pue": .number(limit), "adder_cny_per_mwh": .number(price)]))
    }

    private static func vat(_ row: TariffRow) -> TariffRecord? {
        let isWhole = row.checkShape("vat", required: ["price", "unit"])
        let unit = row.word("unit", ["1"])
        let share = row.number("price", Allowed.share)
        guard isWhole, unit != nil, let share else { return nil }
        return .vat(share)
    }
}

/// The months and day types of a season row.
struct TariffSeasonCoverage {
    let months: [Int]
    let dayTypes: [DayType]

    /// Reads a row; nil when the months or day types are not right.
    init?(_ row: TariffRow) {
        let months = Self.months(row)
        let dayTypes = Self.dayTypes(row)
        guard let months, let dayTypes else { return nil }
        self.months = months
        self.dayTypes = dayTypes
    }

    /// Numbers and ranges, separated by one space: `2-6 9-11`.
    private static func months(_ row: TariffRow) -> [Int]? {
        guard row.has("months") else { return nil }
        var months: Set<Int> = []
        for part in row["months"].split(separator: " ", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { text in
                text.utf8.allSatisfy { 48...57 ~= $0 } ? Int(text) : nil
            }
            guard (1...2).contains(ends.count), let first = ends[0],
                let last = ends[ends.count - 1],
                first >= 1, last <= 12, first <= last
            else {
                row.fault(
                    "months", .notAllowed, "\"\(row["months"])\"",
                    "numbers 1–12 and rising ranges, separated by one space: 2-6 9-11")
                return nil
            }
            months.formUnion(first...last)
        }
        return months.sorted()
    }

    private static func dayTypes(_ row: TariffRow) -> [DayType]? {
        guard row.has("day_types") else { return DayType.allCases }
        let words = row["day_types"].split(separator: " ", omittingEmptySubsequences: false)
        let types = Set(words.compactMap { DayType(rawValue: String($0)) })
        guard types.count == words.count else {
            row.fault(
                "day_types", .notAllowed, "\"\(row["day_types"])\"",
                "any of working, weekend, holiday, separated by one space")
            return nil
        }
        return DayType.allCases.filter(types.contains)
    }

    /// The periods of the 24 clock hours; nil when they are not right.
    static func hours(_ row: TariffRow) -> [Season.Period]? {
        guard row.has("hours") else { return nil }
        let periods = row["hours"].compactMap { Season.Period(letter: $0) }
        guard periods.count == 24, row["hours"].count == 24 else {
            row.fault(
                "hours", .notAllowed, "\"\(row["hours"])\", \(row["hours"].count) letters",
                "24 letters of s, p, f, v and d")
            return nil
        }
        return periods
    }
}

extension Season.Period {
    /// The period of a letter of the tariff table: s, p, f, v or d.
    init?(letter: Character) {
        guard let found = Self.allCases.first(where: { $0.rawValue.first == letter }) else {
            return nil
        }
        self = found
    }
}
