/// Makes the links of one site and step.
struct ChainForge {
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
