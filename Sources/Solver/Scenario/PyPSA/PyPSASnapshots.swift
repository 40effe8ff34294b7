/// The snapshots of a PyPSA network as steps: how many, how long, and how often each counts.
///
/// PyPSA has three weights a snapshot, in hours: `stores` is how long it lasts for storage,
/// `objective` how much it counts in costs, `generators` how much in energy limits. A scenario has
/// steps of one length and a weight for each; limits take `generators` into their factors.
struct PyPSASnapshots {
    let count: Int
    let start: Instant
    let stepMinutes: Int
    /// How often each step counts in costs.
    let weights: PyPSASeries
    /// Hours of each step in energy limits over those in costs.
    let limitRatio: PyPSASeries
    /// Hours that the horizon counts for.
    let costHours: Double

    /// Lengths of a step that a scenario knows, minutes.
    private static let lengths = [5, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440]

    init(_ folder: PyPSAFolder, _ omissions: PyPSAOmissions, _ faults: PyPSAFaults) {
        let file = "snapshots.csv"
        let sheet = folder.sheet(file)
        let rows = sheet?.rows.count ?? 1
        func column(_ name: String) -> [Double]? {
            sheet?.column(name).map { cells in
                cells.enumerated().map { index, cell in
                    if cell.isEmpty { return 1 }
                    if let value = Double(cell), value >= 0, value.isFinite { return value }
                    faults.add(
                        "\(file), line \(sheet?.lines[index] ?? 1)", .notAllowed,
                        given: "\"\(cell)\" in column \(name)", allowed: "hours, at least 0")
                    return 1
                }
            }
        }
        if let sheet, sheet.rows.isEmpty {
            faults.add("\(file), line 2", .missing, given: "no snapshot", allowed: "at least one")
        }
        if let sheet, sheet.column("period") != nil {
            faults.add(
                "\(file), line 1", .notAllowed, given: "snapshots of several investment periods",
                allowed: "one period")
        }
        let all = column("weightings") ?? [Double](repeating: 1, count: max(1, rows))
        let cost = column("objective") ?? all
        let elapsed = column("stores") ?? all
        let limit = column("generators") ?? all
        count = max(1, rows)
        stepMinutes = Self.minutes(elapsed, folder, omissions)
        let hours = Double(stepMinutes) / 60
        weights = PyPSASeries(cost.isEmpty ? [1] : cost.map { $0 / hours })
        limitRatio = PyPSASeries(
            cost.isEmpty ? [1] : zip(limit, cost).map { $1 > 0 ? $0 / $1 : 0 })
        if zip(limit, cost).contains(where: { $0 > 0 && $1 == 0 }) {
            omissions.add(
                "snapshots", "generators", .notCarried, [],
                "a snapshot that costs nothing counts in no limit")
        }
        costHours = cost.reduce(0, +)
        start = Self.start(sheet, omissions)
    }

    /// The length of a step; an hour where nothing is stored from one to the next.
    private static func minutes(
        _ elapsed: [Double], _ folder: PyPSAFolder, _ omissions: PyPSAOmissions
    ) -> Int {
        let stores = folder.has("stores.csv") || folder.has("storage_units.csv")
        guard let first = elapsed.first else { return 60 }
        let minutes = Int((first * 60).rounded())
        let isCarried =
            elapsed.allSatisfy { $0 == first } && lengths.contains(minutes)
            && Double(minutes) == first * 60
        if isCarried { return minutes }
        if stores {
            omissions.add(
                "snapshots", "stores", .notCarried, [],
                "steps of 60 min: a scenario knows steps of one length, of "
                    + lengths.map(String.init).joined(separator: ", ") + " min")
        }
        return 60
    }

    /// The first snapshot as an instant; where it is none, the start of the year 2000.
    private static func start(
        _ sheet: PyPSAFolder.Sheet?, _ omissions: PyPSAOmissions
    ) -> Instant {
        let cells = sheet?.column("snapshot") ?? sheet.map { $0.rows.map { $0[0] } }
        let text = cells?.first ?? ""
        let found = Instant(text + "Z") ?? Instant(text + "T00:00Z")
        guard let found else {
            omissions.add("snapshots", "snapshot", .noEffect, [], "from 2000-01-01T00:00Z")
            return Instant(seconds: 946_684_800)
        }
        return Instant(seconds: found.seconds - (found.seconds % 3600 + 3600) % 3600)
    }
}
