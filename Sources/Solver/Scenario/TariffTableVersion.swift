/// The rows of one version of a tariff in a table, and the rules they keep together.
struct TariffTableVersion {
    let key: TariffRow.Key
    /// The row that stands first in the file.
    let first: TariffRow
    var rows: [(row: TariffRow, record: TariffRecord)] = []

    init(_ key: TariffRow.Key, _ first: TariffRow) {
        self.key = key
        self.first = first
    }

    /// Checks the version and gives it as an entry of `tariffs[].versions`.
    func json() -> JSON {
        checkComponents()
        checkSeasons()
        for kind in ["demand_charge", "pue_adder", "vat"] {
            for (row, _) in rows.filter({ $0.record.kind == kind }).dropFirst() {
                row.fault("record", .duplicateID, kind, "one \(kind) in a version")
            }
        }
        var parts: [String: [JSON]] = [:]
        for (_, record) in rows {
            switch record {
            case .component(_, _, let json), .season(_, _, let json), .demandCharge(let json),
                .pueAdder(let json):
                parts[record.kind, default: []].append(json)
            case .vat(let share): parts[record.kind, default: []].append(.number(share))
            case .tier, .unusable: break
            }
        }
        let tiers = sortedTiers()
        return .fields([
            "effective_from": .string(key.from.text),
            "effective_to": key.to.map { .string($0.text) },
            "components": .array(parts["component"] ?? []),
            "seasons": parts["season"].map(JSON.array),
            "demand_charge": parts["demand_charge"]?.first,
            "tiers": tiers.isEmpty ? nil : .array(tiers),
            "pue_adder": parts["pue_adder"]?.first, "vat_share": parts["vat"]?.first,
        ])
    }

    private func has(_ kind: String) -> Bool { rows.contains { $0.record.kind == kind } }

    private func checkComponents() {
        var ids: Set<String> = []
        var floating: TariffRow?
        for (row, record) in rows where record.kind == "component" {
            if row.has("id"), !ids.insert(row["id"]).inserted {
                row.fault("id", .duplicateID, "\"\(row["id"])\"", "each component once")
            }
            if case .component(_, true, _) = record { floating = floating ?? row }
        }
        if !ids.contains(TariffVersion.Component.Kind.energy.rawValue) {
            first.fault(
                "id", .missing, "no component energy in the version from \(key.from.text)",
                "a component energy")
        }
        if let floating, !has("season") {
            floating.fault(
                "time_of_use", .missing, "yes in a version without seasons",
                "no, or seasons in the version")
        }
    }

    /// Ids are distinct; each month and day type is covered once.
    private func checkSeasons() {
        var ids: Set<String> = []
        var covered: [Int: [DayType: TariffRow]] = [:]
        var areReadable = true
        var firstSeason: TariffRow?
        let months = monthsInForce
        for (row, record) in rows {
            guard case .season(let id, let coverage, _) = record else { continue }
            firstSeason = firstSeason ?? row
            if let id, !ids.insert(id).inserted {
                row.fault("id", .duplicateID, "\"\(id)\"", "each season once in a version")
            }
            guard let coverage else {
                areReadable = false
                continue
            }
            var twice: [String] = []
            var earlier = row
            for month in coverage.months where months.contains(month) {
                for type in coverage.dayTypes {
                    if let other = covered[month]?[type] {
                        twice.append("month \(month), \(type.rawValue)")
                        earlier = other
                    }
                    covered[month, default: [:]][type] = row
                }
            }
            if let what = twice.first {
                row.fault(
                    "months", .conflict, "\(what), covered by line \(earlier.line) already",
                    "each month and day type in exactly one season")
            }
        }
        guard let firstSeason, areReadable else { return }
        let open = months.flatMap { month in
            DayType.allCases.filter { covered[month]?[$0] == nil }.map {
                "month \(month), \($0.rawValue)"
            }
        }
        if !open.isEmpty {
            firstSeason.fault(
                "months", .missing, "no season for " + open.prefix(4).joined(separator: "; "),
                "each month and day type of the version in exactly one season")
        }
    }

    /// The months that occur from the first day to the last; all twelve when open.
    private var monthsInForce: [Int] {
        guard let to = key.to else { return Array(1...12) }
        let days = key.from.dayNumber..<min(to.dayNumber, key.from.dayNumber + 366)
        return Set(days.map { CivilDate(dayNumber: $0).month }).sorted()
    }

    /// The first from 0, then rising in energy.
    private func sortedTiers() -> [JSON] {
        let tiers = rows.compactMap { row, record in
            if case .tier(let from, let json) = record {
                (row: row, from: from, json: json)
            } else {
                nil
            }
        }.sorted { ($0.from, $0.row.line) < ($1.from, $1.row.line) }
        if let lowest = tiers.first, lowest.from != 0 {
            lowest.row.fault(
                "from_mwh", .conflict, JSON.text(of: lowest.from), "0 in the first tier")
        }
        for (before, after) in zip(tiers, tiers.dropFirst()) where after.from <= before.from {
            after.row.fault(
                "from_mwh", .conflict, JSON.text(of: after.from),
                "above \(JSON.text(of: before.from)), where line \(before.row.line) starts")
        }
        return tiers.map(\.json)
    }
}
