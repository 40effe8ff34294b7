import Solver

/// Meter data for bills: CSV with `time,site,import_kwh` and optionally `reactive_kvarh`.
struct MeterFile {
    /// Why a file is not meter data for a scenario.
    struct Problem: Error, Equatable {
        let place: String
        let given: String
        let allowed: String
    }

    /// Mean import by site and step, MW.
    let importMW: [Int: [Double]]
    /// Reactive energy by site and step, Mvarh; empty where not metered.
    let reactiveMVArh: [Int: [Double]]

    /// Reads readings; each site that occurs must have every step of the scenario once.
    init(_ bytes: [UInt8], name: String, scenario: Scenario) throws(Problem) {
        var rows = CSVRows(bytes)
        let header = rows.next() ?? []
        guard let time = header.firstIndex(of: "time"), let site = header.firstIndex(of: "site"),
            let energy = header.firstIndex(of: "import_kwh")
        else {
            throw Problem(
                place: "\(name), line 1", given: header.joined(separator: ","),
                allowed: "columns time, site, import_kwh and optionally reactive_kvarh")
        }
        let reactive = header.firstIndex(of: "reactive_kvarh")
        let grid = scenario.grid
        let indexOfSite = Dictionary(
            scenario.sites.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first }
        )
        var power: [Int: [Double?]] = [:]
        var reactiveEnergy: [Int: [Double]] = [:]
        while let row = rows.next() {
            let place = "\(name), line \(rows.line)"
            guard row.count == header.count else {
                throw Problem(
                    place: place, given: "\(row.count) cells", allowed: "\(header.count) cells")
            }
            guard let index = indexOfSite[row[site]] else {
                throw Problem(
                    place: place, given: "site \"\(row[site])\"",
                    allowed: scenario.sites.prefix(12).map(\.id).joined(separator: ", ")
                        + (scenario.sites.count > 12 ? ", …" : ""))
            }
            guard let instant = Instant(row[time]), let step = grid.step(of: instant) else {
                throw Problem(
                    place: place, given: "time \"\(row[time])\"",
                    allowed: "the start of a step from \(grid.text(0))")
            }
            guard let kWh = Double(row[energy]), (0...1e9).contains(kWh) else {
                throw Problem(
                    place: place, given: "import_kwh \"\(row[energy])\"",
                    allowed: "a number from 0 to 1e9")
            }
            if power[index, default: Self.empty(grid)][step] != nil {
                throw Problem(
                    place: place, given: "a second reading of \(row[site]) at \(row[time])",
                    allowed: "one reading a step")
            }
            power[index, default: Self.empty(grid)][step] = kWh / 1000 / grid.stepHours
            guard let reactive else { continue }
            guard let kvarh = Double(row[reactive]), (0...1e9).contains(kvarh) else {
                throw Problem(
                    place: place, given: "reactive_kvarh \"\(row[reactive])\"",
                    allowed: "a number from 0 to 1e9")
            }
            reactiveEnergy[index, default: [Double](repeating: 0, count: grid.stepCount)][step] =
                kvarh / 1000
        }
        guard !power.isEmpty else {
            throw Problem(place: name, given: "no readings", allowed: "at least one site")
        }
        importMW = try Self.complete(power, name, scenario)
        reactiveMVArh = reactiveEnergy
    }

    private static func empty(_ grid: TimeGrid) -> [Double?] {
        [Double?](repeating: nil, count: grid.stepCount)
    }

    private static func complete(
        _ power: [Int: [Double?]], _ name: String, _ scenario: Scenario
    ) throws(Problem) -> [Int: [Double]] {
        var result: [Int: [Double]] = [:]
        for (site, values) in power.sorted(by: { $0.key < $1.key }) {
            if let gap = values.firstIndex(of: nil) {
                throw Problem(
                    place: name,
                    given: "no reading of \(scenario.sites[site].id) at \(scenario.grid.text(gap))",
                    allowed: "every step of the scenario")
            }
            result[site] = values.compactMap(\.self)
        }
        return result
    }
}

extension TimeGrid {
    /// The step that starts at an instant; nil when none does.
    func step(of instant: Instant) -> Int? {
        let seconds = instant.seconds - start.seconds
        let length = stepMinutes * 60
        guard seconds >= 0, seconds % length == 0, seconds / length < stepCount else { return nil }
        return seconds / length
    }
}
