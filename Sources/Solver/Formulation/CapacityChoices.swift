/// Capacity that the plan may add.
///
/// For every choice c, in its own unit (MW, MWh, accelerators):
///
///     0 ≤ built[c] ≤ maximum[c]
///     built[c] = module[c] · modules[c],  modules[c] integer           (where modules are asked)
///
/// Cost: annual cost · hours that the horizon counts for / 8760 · built, and the cost of what stands
/// anyway less that of what exists today, two constants. The parts add `share · built` to the
/// limits that the capacity widens. A choice ties all steps to one column: there should be few.
struct CapacityChoices {
    /// What a choice adds capacity to.
    enum Subject: Hashable, Sendable {
        /// A generator, by its number in `GeneratorOperation`.
        case generator(Int)
        /// An AC line of the grid, by its index.
        case line(Int)
        /// A DC line of the grid, by its index.
        case dcLine(Int)
        /// The connection of a site.
        case connection(Int)
        /// A pool, by site and its number there.
        case pool(Int, Int)
        /// A storage, by its number in `StorageOperation`.
        case storage(Int)
        /// A carbon-free supply, by its number in `CarbonFreeSupply`.
        case renewable(Int)
    }

    /// One choice.
    struct Entry: Sendable {
        let subject: Subject
        let kind: Expansion.Kind
        let site: Int?
        /// Of what: site or node, and the thing there.
        let place: String
        let expansion: Expansion

        /// Name in the program, where a storage and a pool may be called the same.
        var name: String { "\(kind.rawValue),\(place)" }
    }

    let entries: [Entry]
    let built: Family
    private let moduleSize: Family
    private let member: [Subject: Int]
    private let yearShare: Double
    private let standingCost: Double
    private let existingCost: Double

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        entries = Self.entries(scenario)
        member = Dictionary(
            uniqueKeysWithValues: entries.enumerated().map { ($1.subject, $0) })
        yearShare = scenario.grid.weightedHours / 8760
        standingCost = scenario.powerGrid?.standingCostCNY ?? 0
        existingCost = scenario.powerGrid?.existingCostCNY ?? 0
        builder.addOffset(standingCost - existingCost)
        built = builder.addColumns(.built, entries.map(\.name), steps: 1)
        for (index, entry) in entries.enumerated() {
            builder.setBounds(
                column: built(index, 0), lower: 0, upper: entry.expansion.maximum)
            builder.addCost(
                column: built(index, 0), entry.expansion.annualCostCNYPerUnit * yearShare)
        }
        moduleSize = Self.addModules(&builder, entries, built)
    }

    static func entries(_ scenario: Scenario) -> [Entry] {
        generators(scenario) + connectionsAndPools(scenario) + storages(scenario)
            + renewables(scenario) + lines(scenario)
    }

    private static func lines(_ scenario: Scenario) -> [Entry] {
        guard let grid = scenario.powerGrid else { return [] }
        let lines = grid.lines.enumerated().compactMap { index, line in
            line.expansion.map {
                Entry(
                    subject: .line(index), kind: .line, site: nil, place: line.id, expansion: $0)
            }
        }
        let dcLines = grid.dcLines.enumerated().compactMap { index, line in
            line.expansion.map {
                Entry(
                    subject: .dcLine(index), kind: .dcLine, site: nil, place: line.id,
                    expansion: $0)
            }
        }
        return lines + dcLines
    }

    private static func generators(_ scenario: Scenario) -> [Entry] {
        GeneratorOperation.entries(scenario).enumerated().compactMap { number, entry in
            entry.generator.expansion.map {
                Entry(
                    subject: .generator(number), kind: .generator, site: entry.place.site,
                    place: "\(entry.place.name(scenario)),\(entry.generator.id)", expansion: $0)
            }
        }
    }

    private static func connectionsAndPools(_ scenario: Scenario) -> [Entry] {
        scenario.sites.enumerated().flatMap { index, site in
            let connection = site.connection.expansion.map {
                Entry(
                    subject: .connection(index), kind: .connection, site: index, place: site.id,
                    expansion: $0)
            }
            let pools = site.pools.enumerated().compactMap { number, pool in
                pool.expansion.map {
                    Entry(
                        subject: .pool(index, number), kind: .pool, site: index,
                        place: "\(site.id),\(pool.id)", expansion: $0)
                }
            }
            return [connection].compactMap(\.self) + pools
        }
    }

    private static func storages(_ scenario: Scenario) -> [Entry] {
        StorageOperation.entries(scenario).enumerated().compactMap { number, entry in
            entry.storage.expansion.map {
                Entry(
                    subject: .storage(number), kind: .storage, site: entry.place.site,
                    place: "\(entry.place.name(scenario)),\(entry.storage.id)",
                    expansion: $0.choice)
            }
        }
    }

    private static func renewables(_ scenario: Scenario) -> [Entry] {
        CarbonFreeSupply.entries(scenario).enumerated().compactMap { number, entry in
            entry.renewable.expansion.map {
                Entry(
                    subject: .renewable(number), kind: .renewable, site: entry.site,
                    place: "\(scenario.sites[entry.site].id),\(entry.renewable.id)",
                    expansion: $0)
            }
        }
    }

    private static func addModules(
        _ builder: inout ProgramBuilder, _ entries: [Entry], _ built: Family
    ) -> Family {
        let choices = entries.indices.filter { entries[$0].expansion.module != nil }
        let names = choices.map { entries[$0].name }
        let modules = builder.addColumns(.modules, names, steps: 1)
        let rows = builder.addRows(.moduleSize, names, steps: 1, lower: 0, upper: 0)
        for (index, choice) in choices.enumerated() {
            let expansion = entries[choice].expansion
            let size = expansion.module ?? 1
            let column = modules(index, 0)
            builder.setBounds(
                column: column, lower: 0, upper: (expansion.maximum / size).rounded(.down))
            builder.setInteger(column)
            builder.addTerm(row: rows(index, 0), column: built(choice, 0), 1)
            builder.addTerm(row: rows(index, 0), column: column, -size)
        }
        return rows
    }

    /// The column of the capacity added to something; nil where nothing may be added.
    func column(_ subject: Subject) -> Int? { member[subject].map { built($0, 0) } }

    /// What is added to something, in its own unit.
    func added(_ subject: Subject, _ columns: [Double]) -> Double {
        column(subject).map { max(0, columns[$0]) } ?? 0
    }
}

extension CapacityChoices {
    /// Reads the choices back.
    func read(_ columns: [Double]) -> [Schedule.CapacityAdded] {
        entries.enumerated().map { index, entry in
            Schedule.CapacityAdded(
                kind: entry.kind, subject: entry.place, site: entry.site,
                expansion: entry.expansion, added: max(0, columns[built(index, 0)]))
        }
    }

    /// What one more unit than the maximum, or than the whole modules, is worth, CNY.
    func prices(_ duals: [Double], _ reduced: [Double]) -> [Double] {
        var worth = entries.indices.map { max(0, -reduced[built($0, 0)]) }
        let choices = entries.indices.filter { entries[$0].expansion.module != nil }
        for (index, choice) in choices.enumerated() {
            worth[choice] += max(0, -duals[moduleSize(index, 0)])
        }
        return worth
    }

    /// The horizon's share of what the capacity costs a year.
    func costLines(_ added: [Schedule.CapacityAdded]) -> [CostLine] {
        added.map {
            CostLine(
                kind: .investment, site: $0.site,
                amountCNY: $0.added * $0.expansion.annualCostCNYPerUnit * yearShare)
        } + [
            CostLine(kind: .standingCapacity, site: nil, amountCNY: standingCost),
            CostLine(kind: .existingCapacity, site: nil, amountCNY: -existingCost),
        ]
    }
}
