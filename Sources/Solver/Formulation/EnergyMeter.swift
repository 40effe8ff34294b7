/// Reads the energy of a site out of the columns of the parts that know it.
///
/// It adds nothing to the program; the limits over a year count with it.
struct EnergyMeter {
    /// Power in MW: Σ coefficient · column + constant.
    struct Reading {
        var terms: [(column: Int, coefficient: Double)] = []
        var constantMW = 0.0
    }

    private let connection: GridConnection
    private let facility: FacilityPower
    private let storage: StorageOperation
    private let supply: CarbonFreeSupply
    private let transfer: GreenTransfer
    private let capacity: CapacityChoices
    private let storagesAt: [Int: [Int]]
    private let suppliesAt: [Int: [Int]]
    private let transferAt: [Int: Int]
    private let leavingAt: [Int: Int]

    init(
        _ connection: GridConnection, _ facility: FacilityPower, _ storage: StorageOperation,
        _ supply: CarbonFreeSupply, _ transfer: GreenTransfer, _ capacity: CapacityChoices
    ) {
        self.connection = connection
        self.facility = facility
        self.storage = storage
        self.supply = supply
        self.transfer = transfer
        self.capacity = capacity
        storagesAt = Dictionary(grouping: storage.entries.indices) {
            storage.entries[$0].place.site ?? -1
        }
        func numbers(_ sites: [Int]) -> [Int: Int] {
            Dictionary(uniqueKeysWithValues: sites.enumerated().map { ($1, $0) })
        }
        transferAt = numbers(transfer.sites)
        leavingAt = numbers(transfer.exporting)
        suppliesAt = Dictionary(grouping: supply.entries.indices) { supply.entries[$0].site }
    }

    /// What a measure counts at a site in a step; `place` is the site's number in its limit.
    func reading(
        _ measure: YearLimit.Measure, place: Int, site: Int, step: Int
    ) -> Reading {
        switch measure {
        case .imported: return Reading(terms: [(connection.imported(site, step), 1)])
        case .peakImport(let peaks):
            let counts = peaks[place][step] ? 1.0 : 0
            return Reading(terms: [(connection.imported(site, step), counts)])
        case .consumption: return Reading(terms: consumption(site, step))
        case .carbonFree:
            return Reading(terms: carbonFree(site, step) + exported(site, step, -1))
        case .carbonFreeWithExport:
            return Reading(terms: carbonFree(site, step) + leaving(site, step))
        case .notCarbonFree:
            return Reading(
                terms: consumption(site, step)
                    + carbonFree(site, step).map { ($0.column, -$0.coefficient) }
                    + exported(site, step, 1))
        case .selfUsed:
            return Reading(
                terms: onSite(site).map { (supply.used($0, step), 1) } + exported(site, step, -1))
        case .exported: return Reading(terms: exported(site, step, 1))
        case .available:
            return available(site, step)
        }
    }

    private func onSite(_ site: Int) -> [Int] {
        (suppliesAt[site] ?? []).filter { supply.entries[$0].renewable.delivery == .onSite }
    }

    /// What there is, and what may be added.
    private func available(_ site: Int, _ step: Int) -> Reading {
        var reading = Reading()
        for member in onSite(site) {
            let renewable = supply.entries[member].renewable
            reading.constantMW += renewable.availableMW(step)
            if let built = capacity.column(.renewable(member)) {
                reading.terms.append((built, renewable.outputShare[step]))
            }
        }
        return reading
    }

    private func exported(
        _ site: Int, _ step: Int, _ sign: Double
    ) -> [(column: Int, coefficient: Double)] {
        connection.exportMember[site].map { [(connection.exported($0, step), sign)] } ?? []
    }

    private func consumption(_ site: Int, _ step: Int) -> [(column: Int, coefficient: Double)] {
        [(facility.facility(site, step), 1)]
            + (storagesAt[site] ?? []).flatMap {
                [(storage.charge($0, step), 1), (storage.discharge($0, step), -1)]
            }
    }

    private func carbonFree(_ site: Int, _ step: Int) -> [(column: Int, coefficient: Double)] {
        (suppliesAt[site] ?? []).map { (supply.used($0, step), 1) }
            + (transferAt[site].map {
                [(transfer.received($0, step), 1), (transfer.givenUp($0, step), -1)]
            } ?? [])
    }

    /// What is given up to other sites out of the export.
    private func leaving(_ site: Int, _ step: Int) -> [(column: Int, coefficient: Double)] {
        leavingAt[site].map { [(transfer.exported($0, step), -1)] } ?? []
    }

    /// More energy than a site can import, export, make or store in the horizon, MWh.
    static func mostMWh(_ scenario: Scenario, site: Int) -> Double {
        let place = scenario.sites[site]
        var most = 0.0
        for step in 0..<scenario.grid.stepCount {
            most += 2 * place.connection.largestRatingMW + place.connection.exportLimitMW
            most += place.renewables.reduce(0) { $0 + 2 * $1.largestMW(step) }
            most += place.storages.reduce(0) { $0 + $1.largestChargeMW + $1.largestDischargeMW }
            most += place.generators.reduce(0) {
                $0 + abs($1.availableMW(step)) + ($1.expansion?.maximum ?? 0)
            }
        }
        return most * scenario.grid.stepHours
    }
}
