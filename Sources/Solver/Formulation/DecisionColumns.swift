/// Where each decision that people can name stands in the program.
struct DecisionColumns {
    /// A column with its coefficient.
    typealias Term = (column: Int, factor: Double)

    /// How much of a thing is used, and how much there is.
    struct Use {
        /// What tells several uses of one thing apart, such as `charge`; else empty.
        let name: String
        let terms: (Int) -> [Term]
        let range: (Int) -> (lower: Double, upper: Double)
        /// A row that has all uses already, and the added capacity at full share; else nil.
        var sameAsRow: ((Int) -> Int)?
        /// Capacity that may be added, with what one unit of it gives.
        let built: (column: Int, factor: (Int) -> Double)?
    }

    let scenario: Scenario
    let capacity: CapacityChoices
    let facility: FacilityPower
    let replicas: Replicas
    let tokens: TokenFlows
    let jobs: TrainingJobs
    let connection: GridConnection
    let supply: CarbonFreeSupply
    let storage: StorageOperation
    let generators: GeneratorOperation
    let lines: GridFlow
    let dcLines: DCLineOperation

    /// The columns of a decision by step; nil where it has no meaning, such as the share of
    /// nothing.
    func terms(_ decision: Pin.Decision, _ thing: HeldThing) -> (Int) -> [Term]? {
        switch (decision, thing) {
        case (.gridImport, .site(let site)): return { [(connection.imported(site, $0), 1)] }
        case (.gridExport, .site(let site)):
            let member = connection.exportMember[site]
            return { step in member.map { [(connection.exported($0, step), 1)] } ?? [] }
        case (.facility, .site(let site)): return { [(facility.facility(site, $0), 1)] }
        case (.replicas, .service(let site, let pool, let service)):
            let own = uses(site, pool).filter { replicas.uses[$0].service == service }
            return { step in own.map { (replicas.on($0, step), 1) } }
        case (.charge, .storage(let member)): return { [(storage.charge(member, $0), 1)] }
        case (.discharge, .storage(let member)): return { [(storage.discharge(member, $0), 1)] }
        case (.stateOfCharge, .storage(let member)):
            return { [(storage.stateOfCharge(member, $0), 1)] }
        case (.used, .renewable(let member)): return { [(supply.used(member, $0), 1)] }
        case (.output, .generator(let member)): return { [(generators.output(member, $0), 1)] }
        case (.busy, .mode(let site, let pool, let service, let mode)):
            let own = uses(site, pool).map { replicas.uses[$0] }.filter { $0.service == service }
            return { step in own.map { (replicas.busy($0.firstMode + mode, step), 1) } }
        case (.lineFlow, .line(let line)):
            return { step in lines.column(line, step).map { [($0, 1)] } ?? [] }
        case (.dcLineFlow, .dcLine(let line)): return { dcLines.net(line, $0) }
        case (.jobStart, .job(let job, let site)):
            return { jobs.starts(job, site: site, $0).map { ($0, 1) } }
        case (.jobAccelerators, .job(let job, let site)):
            let each = Double(scenario.jobs[job].accelerators)
            return { jobs.running(job, site: site, $0).map { ($0, each) } }
        case (_, .route(let product, let demand, let site)):
            return routeTerms(product, demand, site, isShare: decision == .share)
        default: return { _ in nil }
        }
    }

    private func routeTerms(
        _ product: Int, _ demand: Int, _ site: Int, isShare: Bool
    ) -> (Int) -> [Term]? {
        let asked = scenario.products[product].demand[demand].millionTokensPerHour
        let hours = scenario.grid.stepHours
        let own = tokens.flows.indices.filter { index in
            let flow = tokens.flows[index]
            return flow.product == product && flow.demand == demand && flow.site == site
        }
        return { step in
            let unit = isShare ? asked[step] * hours : hours
            return unit > 0 ? own.map { (tokens.flow($0, step), 1 / unit) } : nil
        }
    }

    private func uses(_ site: Int, _ pool: Int) -> [Int] {
        replicas.uses.indices.filter {
            replicas.uses[$0].site == site && replicas.uses[$0].pool == pool
        }
    }

    /// The uses of a thing that may be out of service.
    func uses(_ thing: HeldThing, _ asset: Maintenance.Asset) -> [Use] {
        switch thing {
        case .site(let site): connectionUses(site)
        case .pool(let site, let pool): [poolUse(site, pool)]
        case .storage(let member): storageUses(member)
        case .generator(let member): [generatorUse(member)]
        case .renewable(let member): [renewableUse(member)]
        case .line(let line): lineUses(line)
        case .dcLine(let line): dcLineUses(line)
        case .service, .mode, .route, .job: []
        }
    }

    private func connectionUses(_ site: Int) -> [Use] {
        let place = scenario.sites[site].connection
        let imports = Use(
            name: "", terms: { [(connection.imported(site, $0), 1)] },
            range: { _ in (-.infinity, place.ratingMW) },
            built: capacity.column(.connection(site)).map { ($0, { _ in place.megawattsPerMVA }) })
        guard let member = connection.exportMember[site] else { return [imports] }
        let exports = Use(
            name: "export", terms: { [(connection.exported(member, $0), 1)] },
            range: { _ in (-.infinity, place.exportLimitMW) }, built: nil)
        return [imports, exports]
    }

    private func poolUse(_ site: Int, _ pool: Int) -> Use {
        Use(
            name: "", terms: { _ in [] },
            range: { (-.infinity, scenario.sites[site].pools[pool].accelerators[$0]) },
            sameAsRow: { replicas.acceleratorRow(site, pool, $0) },
            built: capacity.column(.pool(site, pool)).map { ($0, { _ in 1 }) })
    }

    private func storageUses(_ member: Int) -> [Use] {
        let entry = storage.entries[member].storage
        let built = capacity.column(.storage(member)).map { column in
            (column, { (_: Int) in entry.expansion?.powerMWPerMWh ?? 0 })
        }
        return [
            Use(
                name: "charge", terms: { [(storage.charge(member, $0), 1)] },
                range: { _ in (-.infinity, entry.chargeMW) }, built: built),
            Use(
                name: "discharge", terms: { [(storage.discharge(member, $0), 1)] },
                range: { _ in (-.infinity, entry.dischargeMW) }, built: built),
        ]
    }

    private func generatorUse(_ member: Int) -> Use {
        let generator = generators.entries[member].generator
        return Use(
            name: "", terms: { [(generators.output(member, $0), 1)] },
            range: { (generator.minimumMW($0), generator.availableMW($0)) },
            built: capacity.column(.generator(member)).map {
                ($0, { generator.availabilityShare[$0] })
            })
    }

    /// One row for both ways, or one for each way where capacity may be added.
    private func lineUses(_ index: Int) -> [Use] {
        let line = lines.lines[index]
        func limit(_ step: Int) -> Double { line.limitShare[step] * (line.limitMW ?? 0) }
        func flow(_ step: Int, _ sign: Double) -> [Term] {
            lines.column(index, step).map { [($0, sign)] } ?? []
        }
        guard let built = capacity.column(.line(index)) else {
            return [
                Use(
                    name: "", terms: { flow($0, 1) }, range: { (-limit($0), limit($0)) },
                    built: nil)
            ]
        }
        return [("", 1.0), ("back", -1)].map { name, sign in
            Use(
                name: name, terms: { flow($0, sign) }, range: { (-.infinity, limit($0)) },
                built: (built, { line.limitShare[$0] }))
        }
    }

    private func dcLineUses(_ index: Int) -> [Use] {
        let line = dcLines.lines[index]
        let built = capacity.column(.dcLine(index))
        func negative(_ terms: [Term]) -> [Term] { terms.map { ($0.column, -$0.factor) } }
        return [
            Use(
                name: "", terms: { dcLines.net(index, $0) },
                range: { (-.infinity, line.availableMW($0)) },
                built: built.map { ($0, { line.availabilityShare[$0] }) }),
            Use(
                name: "back", terms: { negative(dcLines.net(index, $0)) },
                range: { (-.infinity, -line.minimumMW($0)) },
                built: built.map { ($0, { -line.minimumShare[$0] }) }),
        ]
    }

    private func renewableUse(_ member: Int) -> Use {
        let supply = supply.entries[member].renewable
        return Use(
            name: "", terms: { [(self.supply.used(member, $0), 1)] },
            range: { (-.infinity, supply.availableMW($0)) },
            built: capacity.column(.renewable(member)).map { ($0, { supply.outputShare[$0] }) })
    }
}
