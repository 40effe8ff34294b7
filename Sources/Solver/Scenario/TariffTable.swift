/// Monthly tables of agency prices, as CSV.
///
/// The form is that of `Datasets/templates/README.md`: one row is one record of a version of a
/// tariff; each version becomes an entry of `tariffs[].versions` of a scenario.
public enum TariffTable {
    /// The header, exactly.
    static let columns = [
        "record", "tariff", "effective_from", "effective_to", "id", "price", "unit",
        "time_of_use", "months", "day_types", "hours", "sharp_peak", "peak", "flat", "valley",
        "deep_valley", "contracted_mw", "overrun_multiplier", "floor_share_of_capacity",
        "from_mwh", "limit_pue", "note",
    ]

    /// Reads a table as entries of a scenario's `tariffs`; every fault of it is in the error.
    ///
    /// Pointers are like `line 7, column price`; faults come in the order of the lines. Which
    /// days are holidays only a scenario knows, so seasons must cover all three day types in
    /// every month of a version.
    ///
    /// - Parameter bytes: UTF-8 CSV.
    public static func tariffs(csv bytes: [UInt8]) throws(ScenarioError) -> [JSON] {
        let faults = TariffFaults()
        let rows = Self.rows(bytes, faults)
        let records = rows.map { ($0, TariffRecord($0)) }
        var tariffs: [String] = []
        var versions: [String: [TariffTableVersion]] = [:]
        for (row, record) in records {
            guard let key = row.key else { continue }
            if versions[key.tariff] == nil { tariffs.append(key.tariff) }
            var known = versions[key.tariff] ?? []
            let index = known.firstIndex { $0.key == key } ?? known.count
            if index == known.count { known.append(TariffTableVersion(key, row)) }
            known[index].rows.append((row, record))
            versions[key.tariff] = known
        }
        let result = tariffs.map { id in
            let sorted = (versions[id] ?? []).sorted {
                ($0.key.from, $0.first.line) < ($1.key.from, $1.first.line)
            }
            checkOverlaps(sorted)
            return JSON.fields([
                "id": .string(id), "versions": .array(sorted.map { $0.json() }),
            ])
        }
        guard faults.list.isEmpty else { throw ScenarioError(faults.list) }
        return result
    }

    /// Puts tariffs into a scenario document: one with a known id replaces that one, in its place
    /// and under its name; others are appended.
    ///
    /// `wattoken import tariff` updates the scenario that `--output` names when it exists. When it
    /// does not, the document is nil here and the result is a fragment of `format` and `tariffs`,
    /// to be merged by hand. The result is not validated: a table of one month makes a scenario
    /// invalid whose horizon goes beyond it, and decoding says so.
    public static func replacing(_ tariffs: [JSON], in scenario: JSON?) -> JSON {
        let fragment = JSON.fields(["format": .string(Scenario.format)])
        guard case .object(var members) = scenario ?? fragment else { return fragment }
        let place = members.firstIndex { $0.key == "tariffs" }
        var list = place.flatMap { members[$0].value.elements } ?? []
        for tariff in tariffs {
            if let known = list.firstIndex(where: { $0["id"] == tariff["id"] }) {
                list[known] = named(tariff, like: list[known])
            } else {
                list.append(tariff)
            }
        }
        if let place {
            members[place].value = .array(list)
        } else {
            members.append(JSON.Member("tariffs", .array(list)))
        }
        return .object(members)
    }

    /// The tariff with the name of another, unless it has one.
    private static func named(_ tariff: JSON, like known: JSON) -> JSON {
        guard let name = known["name"], tariff["name"] == nil,
            case .object(let members) = tariff
        else { return tariff }
        return .object(
            Array(members.prefix(1)) + [JSON.Member("name", name)] + members.dropFirst())
    }

    // MARK: Rows

    private static func rows(_ bytes: [UInt8], _ faults: TariffFaults) -> [TariffRow] {
        guard bytes.count <= Scenario.largestDocumentBytes else {
            faults.add(
                line: 1, .tooLarge, given: "\(bytes.count) bytes",
                allowed: "at most \(Scenario.largestDocumentBytes) bytes")
            return []
        }
        if let line = firstLineNotUTF8(bytes) {
            faults.add(line: line, .malformed, given: "bytes that are not UTF-8", allowed: "UTF-8")
        }
        var reader = CSVRows(bytes)
        let header = reader.next().map(trimmed)
        guard header == columns else {
            faults.add(
                line: max(1, reader.line), .malformed, given: difference(header ?? []),
                allowed: "the header " + columns.joined(separator: ","))
            return []
        }
        var rows: [TariffRow] = []
        while let cells = reader.next().map(trimmed) {
            if cells.count == columns.count {
                rows.append(TariffRow(line: reader.line, cells: cells, faults: faults))
            } else {
                faults.add(
                    line: reader.line, .malformed, given: "\(cells.count) fields",
                    allowed: "\(columns.count) fields")
            }
        }
        if bytes.reduce(0, { $0 + ($1 == UInt8(ascii: "\"") ? 1 : 0) }) % 2 == 1 {
            faults.add(
                line: reader.line, .malformed, given: "a quote that is not closed",
                allowed: "quotes in pairs (RFC 4180)")
        }
        if rows.isEmpty, faults.list.isEmpty {
            faults.add(line: reader.line, .missing, given: "no rows", allowed: "at least one row")
        }
        return rows
    }

    /// Where a header first differs.
    private static func difference(_ header: [String]) -> String {
        for (index, pair) in zip(header, columns).enumerated() where pair.0 != pair.1 {
            return "\"\(pair.0)\" as column \(index + 1) where \"\(pair.1)\" belongs"
        }
        return "\(header.count) columns"
    }

    private static func trimmed(_ cells: [String]) -> [String] {
        cells.map { cell in
            var rest = cell[...]
            while rest.first == " " { rest.removeFirst() }
            while rest.last == " " { rest.removeLast() }
            return String(rest)
        }
    }

    private static func firstLineNotUTF8(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }

    /// Versions in the order of their first day must not overlap; so an open one is the last.
    private static func checkOverlaps(_ versions: [TariffTableVersion]) {
        for (before, after) in zip(versions, versions.dropFirst()) {
            guard let end = before.key.to else {
                after.first.fault(
                    "effective_from", .conflict, after.key.from.text,
                    "before \(before.key.from.text), where an open version starts: it is the last")
                continue
            }
            if end > after.key.from {
                after.first.fault(
                    "effective_from", .conflict, after.key.from.text,
                    "from \(end.text) on: versions do not overlap (see line \(before.first.line))")
            }
        }
    }
}
