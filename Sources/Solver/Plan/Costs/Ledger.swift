/// Prices a schedule from the scenario, without looking at the program's costs.
struct Ledger {
    let scenario: Scenario
    let tariffs: [TariffSchedule]
    let schedule: Schedule
    let hours: Double

    init(_ scenario: Scenario, _ tariffs: [TariffSchedule], _ schedule: Schedule) {
        self.scenario = scenario
        self.tariffs = tariffs
        self.schedule = schedule
        hours = scenario.grid.stepHours
    }

    var lines: [CostLine] {
        scenario.sites.indices.flatMap(siteLines) + supplyLines + storageLines + tokenLines
            + batchLines
    }

    private func siteLines(_ index: Int) -> [CostLine] {
        let site = scenario.sites[index]
        let power = schedule.sites[index]
        let tariff = tariffs[index]
        func sum(_ term: (Int) -> Double) -> Double {
            (0..<scenario.grid.stepCount).reduce(0) { $0 + term($1) }
        }
        func line(_ kind: CostLine.Kind, _ amount: Double) -> CostLine {
            CostLine(kind: kind, site: index, amountCNY: amount)
        }
        let emission = scenario.carbon.priceCNYPerTonne * hours / 1000
        return [
            line(
                .gridEnergy,
                sum {
                    power.importMW[$0] * hours
                        * (tariff.totalCNYPerMWh($0) - tariff.pueAdderCNYPerMWh[$0]
                            - (site.contract == nil ? 0 : tariff.energyCNYPerMWh($0)))
                }),
            line(.pueAdder, sum { power.importMW[$0] * hours * tariff.pueAdderCNYPerMWh[$0] }),
            line(.tiers, tierCost(site, power, tariff)),
            line(.demandCharge, demandCost(index, power, tariff)),
            line(
                .export,
                -sum {
                    power.exportMW[$0] * hours * site.connection.exportPriceCNYPerMWh[$0]
                }),
            line(
                .carbon,
                emission
                    * sum {
                        power.importMW[$0]
                            * CarbonAccount.factor(scenario.carbon.method, site, $0)
                    }),
            line(
                .water,
                (site.facility.water?.priceCNYPerM3 ?? 0) * power.waterM3.reduce(0, +)),
        ]
    }

    private func tierCost(
        _ site: Site, _ power: Schedule.SitePower, _ tariff: TariffSchedule
    ) -> Double {
        tariff.months.reduce(0) { sum, month in
            let before = month.isFirst ? site.account.monthToDateMWh : 0
            let energy = month.steps.reduce(0) { $0 + power.importMW[$1] * hours }
            let tiers = month.version.tiers
            return sum + TariffVersion.tierCost(tiers, energyMWh: before + energy)
                - TariffVersion.tierCost(tiers, energyMWh: before)
        }
    }

    private func demandCost(
        _ index: Int, _ power: Schedule.SitePower, _ tariff: TariffSchedule
    ) -> Double {
        let added = schedule.addedMVA(site: index) * tariff.capacityChargeCNYPerMVA(scenario.grid)
        guard !power.peakMW.isEmpty else { return added }
        return tariff.months.enumerated().reduce(added) { sum, item in
            let (number, month) = item
            let site = scenario.sites[index]
            guard let terms = PeakDemand.terms(month, site), let last = month.steps.last
            else { return sum }
            let added = terms.priceCNYPerMW * (power.peakMW[last] - terms.floorMW)
            guard power.earnsHighUtilisation[number] else { return sum + added }
            let whole = added + (PeakDemand.chargeAtFloorCNY(month, site) ?? 0)
            return sum + added - (1 - HighUtilisation.factor) * whole
        }
    }

    private var supplyLines: [CostLine] {
        schedule.supplies.flatMap { use -> [CostLine] in
            let supply = use.renewable
            var paid = 0.0
            var carbon = 0.0
            var curtailed = 0.0
            for step in 0..<scenario.grid.stepCount {
                let energy = use.usedMW[step] * hours
                if supply.takeOrPay == nil { paid += energy * supply.priceCNYPerMWh }
                if supply.delivery == .grid {
                    paid -= energy * tariffs[use.site].energyCNYPerMWh(step)
                    if scenario.carbon.method == .marketBased {
                        carbon -=
                            energy / 1000 * scenario.carbon.priceCNYPerTonne
                            * CarbonAccount.factor(.marketBased, scenario.sites[use.site], step)
                    }
                }
                curtailed +=
                    (use.availableMW[step] - use.usedMW[step]) * hours
                    * supply.curtailmentPriceCNYPerMWh
            }
            return [
                CostLine(kind: .carbonFreeSupply, site: use.site, amountCNY: paid),
                CostLine(kind: .carbon, site: use.site, amountCNY: carbon),
                CostLine(kind: .curtailment, site: use.site, amountCNY: curtailed),
                CostLine(kind: .takeOrPay, site: use.site, amountCNY: takeOrPay(use)),
            ]
        }
    }

    private func takeOrPay(_ use: Schedule.SupplyUse) -> Double {
        guard let contract = use.renewable.takeOrPay else { return 0 }
        let owed = max(contract.minTakeShare * contract.contractMWh, contract.volumeToDateMWh)
        let used = contract.volumeToDateMWh + use.usedMW.reduce(0) { $0 + $1 * hours }
        return use.renewable.priceCNYPerMWh * (max(owed, used) - owed)
    }

    private var storageLines: [CostLine] {
        schedule.storages.flatMap { use -> [CostLine] in
            let wear = use.dischargeMW.indices.reduce(0) {
                $0 + use.costCNYPerHour($1) * scenario.grid.weightedHours($1)
            }
            let end = use.stateOfChargeMWh.last ?? use.storage.initialMWh
            let value =
                use.storage.final == .free
                ? -use.storage.finalValueCNYPerMWh * (end - use.storage.initialMWh) : 0
            return [
                CostLine(kind: .storageWear, site: use.place.site, amountCNY: wear),
                CostLine(kind: .storedEnergy, site: use.place.site, amountCNY: value),
            ]
        }
    }

    private var tokenLines: [CostLine] {
        let links = LinkTable(scenario)
        var lines = schedule.replicas.map { use in
            CostLine(
                kind: .loading, site: use.site,
                amountCNY: use.loaded.reduce(0, +) * use.profile.loading.priceCNY)
        }
        for route in schedule.routes {
            let product = scenario.products[route.product]
            let origin = product.demand[route.demand].origin
            let price =
                (links.link(origin, route.site)?.priceCNYPerGB ?? 0)
                * product.gigabytesPerMillionTokens
            lines.append(
                CostLine(
                    kind: .network, site: route.site,
                    amountCNY: price * route.millionTokens.reduce(0, +)))
        }
        for entry in schedule.unserved {
            let product = scenario.products[entry.product]
            let demand = product.demand[entry.demand]
            var penalty = 0.0
            var revenue = 0.0
            for (step, tokens) in entry.millionTokens.enumerated() {
                penalty += tokens * product.unservedPenaltyCNYPerMillionTokens
                revenue +=
                    (demand.millionTokensPerHour[step] * hours - tokens)
                    * product.revenueCNYPerMillionTokens(step)
            }
            lines.append(CostLine(kind: .unservedPenalty, site: nil, amountCNY: penalty))
            lines.append(CostLine(kind: .revenue, site: nil, amountCNY: -revenue))
        }
        return lines
    }

    /// Batch work is paid by arrival; what is left is sold, and costs its terminal price.
    private var batchLines: [CostLine] {
        schedule.backlogs.flatMap { entry -> [CostLine] in
            let product = scenario.products[entry.product]
            let demand = product.demand[entry.demand]
            let starting = product.initialBacklog.reduce(0) {
                $0 + ($1.origin == demand.origin ? $1.millionTokens : 0)
            }
            let arrivals = (0..<scenario.grid.stepCount).reduce(0) {
                $0 + demand.millionTokensPerHour[$1] * hours
            }
            let dropped = entry.droppedMillionTokens.reduce(0, +)
            let late = entry.lateMillionTokens.reduce(0, +) * hours
            let left = entry.millionTokens.last ?? 0
            func line(_ kind: CostLine.Kind, _ amount: Double) -> CostLine {
                CostLine(kind: kind, site: nil, amountCNY: amount)
            }
            return [
                line(
                    .revenue,
                    -product.revenueCNYPerMillionTokens(0) * (starting + arrivals - dropped)),
                line(.unservedPenalty, product.unservedPenaltyCNYPerMillionTokens * dropped),
                line(.lateness, product.latePriceCNYPerMillionTokensHour * late),
                line(.backlog, entry.terminalPriceCNYPerMillionTokens * left),
            ]
        }
    }
}
