/// A MATPOWER case taken into a scenario: `grid` with its nodes, supplies and lines.
///
/// What a DC model has no place for (reactive power, voltages, charging) is left out; everything
/// else is carried or refused with its line. Costs keep the currency of the file.
public struct MatpowerCase {
    /// Name of the case: that of its function.
    public let name: String
    /// The object that a scenario holds under `grid`.
    public let grid: JSON
    /// What a reader should know about how it was carried over.
    public let notes: [LocalizedName]

    /// Largest power that a scenario states; what is larger never holds.
    static let largestMW = 1e6

    /// Reads a case file of format version 1 or 2.
    ///
    /// - Parameters:
    ///   - bytes: the text of the file.
    ///   - model: which DC model its lines follow.
    public init(_ bytes: [UInt8], model: PowerGrid.DCModel) throws(MatpowerError) {
        let program = try MatpowerProgram(bytes)
        let tables = try MatpowerTables(program)
        var writer = MatpowerWriter(tables, model)
        let nodes = try writer.nodes()
        let supplies = try writer.supplies()
        let lines = try writer.lines()
        let dcLines = try writer.dcLines()
        name = program.name
        grid = .fields([
            "dc_model": .string(model.rawValue), "base_mva": .number(tables.baseMVA),
            "nodes": .array(nodes), "supplies": .array(supplies), "lines": .array(lines),
            "dc_lines": dcLines.isEmpty ? nil : .array(dcLines),
            "note":
                "From a MATPOWER case: costs in the currency of the file, an hour, carried as CNY unchanged.",
        ])
        notes = writer.allNotes
    }

    /// A scenario with the case as its grid: the given one, or a new one of a single hour.
    public func scenario(replacingGridOf scenario: JSON? = nil) -> JSON {
        let plain = JSON.fields([
            "format": .string(Scenario.format), "name": .string(name.isEmpty ? "case" : name),
            "start": "2026-01-01T00:00:00+08:00", "step_minutes": 60, "steps": 1,
        ])
        guard case .object(var members) = scenario ?? plain else { return plain }
        members.removeAll { $0.key == "grid" }
        members.append(JSON.Member("grid", grid))
        return .object(members)
    }
}

/// The tables of a case, checked for the columns that are needed.
struct MatpowerTables {
    let baseMVA: Double
    let bus: MatpowerMatrix
    let gen: MatpowerMatrix
    let branch: MatpowerMatrix
    let gencost: MatpowerMatrix?
    let dcline: MatpowerMatrix?
    let dclinecost: MatpowerMatrix?
    let busNames: [String]

    private static let known: Set<String> = [
        "version", "baseMVA", "bus", "gen", "branch", "gencost", "dcline", "dclinecost",
        "bus_name", "areas", "gentype", "genfuel", "gen_name", "branch_name",
    ]

    init(_ program: MatpowerProgram) throws(MatpowerError) {
        let values = program.values
        if let version = values["version"] {
            let text = version.texts?.first ?? version.matrix?.scalar.map(JSON.text)
            guard text == "1" || text == "2" else {
                throw MatpowerError(
                    line: 0, given: "version \(text ?? "unknown")", allowed: "version 1 or 2")
            }
        }
        guard let base = values["baseMVA"]?.matrix?.scalar, base > 0, base.isFinite else {
            throw MatpowerError(line: 0, given: "no baseMVA", allowed: "a positive baseMVA")
        }
        baseMVA = base
        bus = try Self.table(values, "bus", columns: 13)
        gen = try Self.table(values, "gen", columns: 10)
        branch = try Self.table(values, "branch", columns: 11)
        gencost = try Self.optional(values, "gencost", columns: 5)
        dcline = try Self.optional(values, "dcline", columns: 17)
        dclinecost = try Self.optional(values, "dclinecost", columns: 5)
        busNames = values["bus_name"]?.texts ?? []
    }

    private static func table(
        _ values: [String: MatpowerValue], _ name: String, columns: Int
    ) throws(MatpowerError) -> MatpowerMatrix {
        guard let table = values[name]?.matrix else {
            throw MatpowerError(line: 0, given: "no table \(name)", allowed: "a table \(name)")
        }
        guard table.rows == 0 || table.columns >= columns else {
            throw MatpowerError(
                line: table.line(0), given: "\(name) with \(table.columns) columns",
                allowed: "at least \(columns) columns")
        }
        return table
    }

    private static func optional(
        _ values: [String: MatpowerValue], _ name: String, columns: Int
    ) throws(MatpowerError) -> MatpowerMatrix? {
        guard let table = values[name]?.matrix, table.rows > 0 else { return nil }
        return try Self.table(values, name, columns: columns)
    }
}
