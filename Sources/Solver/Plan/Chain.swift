/// The chain WATT → FLOPS → TOKENS → VALUES, computed upward from the replicas.
///
/// For a site and step, the energy at the meter is what the facility and its storage use:
/// facility + charge − discharge, whether imported or made by the site's own supply. A product's direct energy is pue · (its loaded and busy
/// replicas); what is left (accelerators switched off, fixed overhead, storage losses) is shared
/// in proportion to direct energy, and stays with `shared` where nothing runs. Training and other
/// jobs are a part beside the products: energy and FLOP, no tokens, their value as business value
/// in proportion to the work done. Parts equal the whole because the whole is their sum; the
/// difference to the solver's import is reported.
public struct Chain: Sendable {
    /// One cell: a site, a product (or shared use) and an hour, or any sum of such cells.
    public struct Link: Sendable, Equatable {
        /// Energy at the meter: import + on-site supply − export, MWh.
        public var meterMWh = 0.0
        /// Energy at the IT boundary, MWh.
        public var itMWh = 0.0
        /// Model FLOP done, exaFLOP (10¹⁸).
        public var exaFLOP = 0.0
        /// FLOP that the busy accelerators could have done at peak, exaFLOP.
        public var peakExaFLOP = 0.0
        /// Output tokens, million.
        public var millionTokens = 0.0
        /// Revenue of those tokens with their input, CNY.
        public var revenueCNY = 0.0
        /// Electricity, CNY.
        public var electricityCNY = 0.0
        /// Network transfer, CNY.
        public var networkCNY = 0.0
        /// Business value where the user gives one, CNY.
        public var businessValueCNY = 0.0
        /// Location-based emissions, with those of the site's own generators, kg CO₂.
        public var locationKgCO2 = 0.0
        /// Market-based emissions, with those of the site's own generators, kg CO₂.
        public var marketKgCO2 = 0.0
        /// Life-cycle emissions of contracted and on-site supply, kg CO₂.
        public var lifeCycleKgCO2 = 0.0

        /// Nothing.
        public init() {}

        /// Value added after electricity and network, CNY.
        public var valueAddedCNY: Double { revenueCNY - electricityCNY - networkCNY }
        /// Facility energy per IT energy.
        public var pue: Double? { Self.ratio(meterMWh, itMWh) }
        /// Model FLOP per joule at the meter.
        public var flopPerJoule: Double? { Self.ratio(exaFLOP * 1e18, meterMWh * 3.6e9) }
        /// Output tokens per joule at the meter.
        public var tokensPerJoule: Double? { Self.ratio(millionTokens * 1e6, meterMWh * 3.6e9) }
        /// Joules at the meter per output token.
        public var joulesPerToken: Double? { Self.ratio(meterMWh * 3.6e9, millionTokens * 1e6) }
        /// Model FLOP utilisation of the busy accelerators.
        public var modelFLOPUtilisation: Double? { Self.ratio(exaFLOP, peakExaFLOP) }
        /// Electricity per million output tokens, CNY.
        public var electricityCNYPerMillionTokens: Double? {
            Self.ratio(electricityCNY, millionTokens)
        }
        /// Revenue per million output tokens, CNY.
        public var revenueCNYPerMillionTokens: Double? { Self.ratio(revenueCNY, millionTokens) }
        /// Revenue per MWh at the meter, CNY.
        public var revenueCNYPerMWh: Double? { Self.ratio(revenueCNY, meterMWh) }
        /// Location-based emissions per million output tokens, kg CO₂.
        public var locationKgCO2PerMillionTokens: Double? {
            Self.ratio(locationKgCO2, millionTokens)
        }
        /// Market-based emissions per million output tokens, kg CO₂.
        public var marketKgCO2PerMillionTokens: Double? { Self.ratio(marketKgCO2, millionTokens) }

        private static func ratio(_ a: Double, _ b: Double) -> Double? { b > 0 ? a / b : nil }

        /// Adds another link.
        public static func += (a: inout Link, b: Link) {
            a.meterMWh += b.meterMWh
            a.itMWh += b.itMWh
            a.exaFLOP += b.exaFLOP
            a.peakExaFLOP += b.peakExaFLOP
            a.millionTokens += b.millionTokens
            a.revenueCNY += b.revenueCNY
            a.electricityCNY += b.electricityCNY
            a.networkCNY += b.networkCNY
            a.businessValueCNY += b.businessValueCNY
            a.locationKgCO2 += b.locationKgCO2
            a.marketKgCO2 += b.marketKgCO2
            a.lifeCycleKgCO2 += b.lifeCycleKgCO2
        }

        /// The link times a number: a share of it.
        static func * (a: Link, share: Double) -> Link {
            var result = a
            for path in Link.amounts { result[keyPath: path] *= share }
            return result
        }

        // Writable key paths are not Sendable, and these are used in one function only.
        private static var amounts: [WritableKeyPath<Link, Double>] {
            [
                \.meterMWh, \.itMWh, \.exaFLOP, \.peakExaFLOP, \.millionTokens, \.revenueCNY,
                \.electricityCNY, \.networkCNY, \.businessValueCNY, \.locationKgCO2,
                \.marketKgCO2, \.lifeCycleKgCO2,
            ]
        }
    }

    /// Links by site, then part (the products, then shared use, then jobs), then clock hour.
    public let cells: [[[Link]]]
    /// Number of the part of shared use.
    public let shared: Int
    /// Number of the part of jobs.
    public var jobs: Int { shared + 1 }
    /// Start of each clock hour of the horizon, local ISO 8601.
    public let hours: [String]
    /// Largest difference between the energy at the meter computed upward and the solver's, MWh.
    public let largestImportDifferenceMWh: Double

    /// The sum over hours of a site and product; nil sums over all.
    public func sum(site: Int? = nil, product: Int? = nil, hour: Int? = nil) -> Link {
        var total = Link()
        for (s, products) in cells.enumerated() where site == nil || site == s {
            for (p, links) in products.enumerated() where product == nil || product == p {
                if let hour {
                    total += links[hour]
                } else {
                    for link in links { total += link }
                }
            }
        }
        return total
    }

    /// Everything.
    public var total: Link { sum() }

    init(_ formulation: Formulation, _ schedule: Schedule, _ costs: Costs) {
        let scenario = formulation.scenario
        shared = scenario.products.count
        let hourOfStep = GreenMatching.clockHours(scenario.grid)
        let hourCount = (hourOfStep.last ?? -1) + 1
        hours = (0..<hourCount).map { hour in
            scenario.grid.text(hourOfStep.firstIndex(of: hour) ?? 0)
        }
        let forge = ChainForge(formulation, schedule, costs)
        var cells: [[[Link]]] = []
        var difference = 0.0
        for site in scenario.sites.indices {
            var products = [[Link]](
                repeating: [Link](repeating: Link(), count: hourCount),
                count: scenario.products.count + 2)
            for step in 0..<scenario.grid.stepCount {
                let (links, gap) = forge.links(site: site, step: step)
                difference = max(difference, abs(gap))
                for (product, link) in links.enumerated() {
                    products[product][hourOfStep[step]] += link
                }
            }
            cells.append(products)
        }
        self.cells = cells
        largestImportDifferenceMWh = difference
    }
}

/// Makes the links of one site and step.
private struct ChainForge {
    let scenario: Scenario
    let schedule: Schedule
    let tariffs: [TariffSchedule]
    let hours: Double
    let usesBySite: [Int: [Schedule.ReplicaUse]]
    let routesBySite: [Int: [Schedule.Route]]
    let storagesBySite: [Int: [Schedule.StorageUse]]
    let suppliesBySite: [Int: [Schedule.SupplyUse]]
    let generatorsBySite: [Int: [Schedule.GeneratorUse]]
    let jobsBySite: [Int: [JobPart]]
    /// Electricity cost of a site that belongs to no step, CNY: per MWh at the meter, or per step
    /// where the meter shows nothing.
    let periodCost: [(perMWh: Double, perStep: Double)]
    let links: LinkTable
    /// Carbon-free power received less given up by site, MW.
    let received: [Int: [Double]]

    /// A job in a pool of a site.
    struct JobPart {
        let job: Job
        let scale: [Double]
    }

    init(_ formulation: Formulation, _ schedule: Schedule, _ costs: Costs) {
        scenario = formulation.scenario
        let jobs = scenario.jobs
        jobsBySite = Dictionary(
            grouping: schedule.jobs.flatMap { run in
                run.places.map { ($0.site, JobPart(job: jobs[run.job], scale: $0.scale)) }
            }, by: \.0
        ).mapValues { $0.map(\.1) }
        self.schedule = schedule
        tariffs = formulation.schedules
        hours = scenario.grid.stepHours
        usesBySite = Dictionary(grouping: schedule.replicas, by: \.site)
        routesBySite = Dictionary(grouping: schedule.routes, by: \.site)
        let storages = Dictionary(grouping: schedule.storages, by: { $0.place.site ?? -1 })
        storagesBySite = storages
        suppliesBySite = Dictionary(grouping: schedule.supplies, by: \.site)
        generatorsBySite = Dictionary(grouping: schedule.generators, by: { $0.place.site ?? -1 })
        links = LinkTable(scenario)
        received = Dictionary(
            schedule.greenTransfers.map { use in
                (use.site, zip(use.receivedMW, use.givenUpMW).map { $0 - $1 })
            },
            uniquingKeysWith: { a, _ in a })
        let stepHours = hours
        let steps = Double(scenario.grid.stepCount)
        periodCost = scenario.sites.indices.map { site in
            let period =
                costs.sum(.demandCharge, site: site) + costs.sum(.tiers, site: site)
                + costs.sum(.takeOrPay, site: site) + costs.sum(.curtailment, site: site)
                + costs.sum(.storedEnergy, site: site)
            let facility = schedule.sites[site].facilityMW.reduce(0) { $0 + $1 * stepHours }
            let storage = (storages[site] ?? []).reduce(0) { sum, use in
                sum
                    + zip(use.chargeMW, use.dischargeMW).reduce(0) {
                        $0 + ($1.0 - $1.1) * stepHours
                    }
            }
            let meter = facility + storage
            return meter > 1e-9 ? (period / meter, 0) : (0, period / steps)
        }
    }

    /// Links by product, shared use and jobs last, and the difference to the solver's import, MWh.
    func links(site: Int, step: Int) -> (links: [Chain.Link], difference: Double) {
        let shared = scenario.products.count
        var parts = [Chain.Link](repeating: Chain.Link(), count: shared + 2)
        let whole = siteLink(site: site, step: step)
        var direct = 0.0
        for use in usesBySite[site] ?? [] {
            let it = use.directKW[step] / 1000 * hours
            parts[use.product].itMWh += it
            direct += it
            parts[use.product].peakExaFLOP += peakExaFLOP(use, step)
        }
        for part in jobsBySite[site] ?? [] {
            let accelerators = Double(part.job.accelerators) * part.scale[step]
            let it = accelerators * part.job.busyKW / 1000 * hours
            parts[shared + 1].itMWh += it
            direct += it
        }
        // Every product takes its share of the site's energy, cost and carbon.
        for part in parts.indices where part != shared && direct > 0 {
            let share = parts[part].itMWh / direct
            let peak = parts[part].peakExaFLOP
            parts[part] = whole * share
            parts[part].peakExaFLOP = peak
        }
        if direct <= 0 { parts[shared] = whole }
        for part in jobsBySite[site] ?? [] { addWork(part, step, to: &parts[shared + 1]) }
        for route in routesBySite[site] ?? [] {
            addTokens(route, step, to: &parts[route.product])
        }
        return (parts, difference(site: site, step: step, meterMWh: whole.meterMWh))
    }

    /// Energy, electricity cost and carbon of the whole site.
    private func siteLink(site: Int, step: Int) -> Chain.Link {
        let power = schedule.sites[site]
        let place = scenario.sites[site]
        var link = Chain.Link()
        let storage = (storagesBySite[site] ?? []).reduce(0) {
            $0 + $1.chargeMW[step] - $1.dischargeMW[step]
        }
        link.meterMWh = (power.facilityMW[step] + storage) * hours
        link.itMWh = power.itMW[step] * hours
        let imported = power.importMW[step] * hours
        var cost = imported * tariffs[site].totalCNYPerMWh(step)
        cost -= power.exportMW[step] * hours * place.connection.exportPriceCNYPerMWh[step]
        var contracted = 0.0
        for supply in suppliesBySite[site] ?? [] {
            let energy = supply.usedMW[step] * hours
            if supply.renewable.takeOrPay == nil {
                cost += energy * supply.renewable.priceCNYPerMWh
            }
            if supply.renewable.delivery == .grid {
                cost -= energy * tariffs[site].energyCNYPerMWh(step)
                contracted += energy
            }
            link.lifeCycleKgCO2 += energy * supply.renewable.lifeCycleKgCO2PerMWh
        }
        for use in storagesBySite[site] ?? [] {
            cost += use.costCNYPerHour(step) * hours
        }
        for use in generatorsBySite[site] ?? [] {
            cost += use.costCNY(step, hours: hours)
            link.locationKgCO2 += use.emissionKgCO2(step, hours: hours)
            link.marketKgCO2 += use.emissionKgCO2(step, hours: hours)
        }
        link.electricityCNY =
            cost + periodCost[site].perMWh * link.meterMWh + periodCost[site].perStep
        contracted += (received[site]?[step] ?? 0) * hours
        link.locationKgCO2 += imported * CarbonAccount.factor(.locationBased, place, step)
        link.marketKgCO2 +=
            (imported - contracted) * CarbonAccount.factor(.marketBased, place, step)
        return link
    }

    private func peakExaFLOP(_ use: Schedule.ReplicaUse, _ step: Int) -> Double {
        let kind = scenario.accelerators.first { $0.id == use.profile.accelerator }
        let busy = use.busy.reduce(0) { $0 + $1[step] }
        let accelerators = busy * Double(use.profile.acceleratorsPerReplica)
        return accelerators * (kind?.peakTFLOPS ?? 0) * hours * 3600 / 1e6
    }

    /// FLOP of a job where its utilisation is known, and its value by the work done.
    private func addWork(_ part: JobPart, _ step: Int, to link: inout Chain.Link) {
        let job = part.job
        link.businessValueCNY += job.valueCNY * part.scale[step] * hours / job.hours
        guard let utilisation = job.modelFLOPUtilisation else { return }
        let peak = scenario.accelerators.first { $0.id == job.accelerator }?.peakTFLOPS ?? 0
        let exaFLOP =
            Double(job.accelerators) * part.scale[step] * peak * hours * 3600 / 1e6
        link.peakExaFLOP += exaFLOP
        link.exaFLOP += exaFLOP * utilisation
    }

    private func addTokens(_ route: Schedule.Route, _ step: Int, to link: inout Chain.Link) {
        let product = scenario.products[route.product]
        let tokens = route.millionTokens[step]
        let origin = product.demand[route.demand].origin
        link.millionTokens += tokens
        link.exaFLOP += tokens * product.gigaflopPerOutputToken * 1e-3
        link.revenueCNY += tokens * product.revenueCNYPerMillionTokens(step)
        link.networkCNY +=
            tokens * (self.links.link(origin, route.site)?.priceCNYPerGB ?? 0)
            * product.gigabytesPerMillionTokens
        link.businessValueCNY += tokens * (product.businessValueCNYPerMillionTokens ?? 0)
    }

    /// Import + on-site supply − export of the solver, less the meter energy computed upward.
    private func difference(site: Int, step: Int, meterMWh: Double) -> Double {
        let power = schedule.sites[site]
        let onSite = (suppliesBySite[site] ?? []).reduce(0) {
            $0 + ($1.renewable.delivery == .onSite ? $1.usedMW[step] : 0)
        }
        let generated = (generatorsBySite[site] ?? []).reduce(0) { $0 + $1.outputMW[step] }
        return (power.importMW[step] + onSite + generated - power.exportMW[step]) * hours - meterMWh
    }
}
