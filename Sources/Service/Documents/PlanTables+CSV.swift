import Solver

extension PlanTables {
    /// What can be written as CSV.
    enum Kind: String, CaseIterable {
        case schedule, capacity, grid, held, declaration
    }

    /// A part of the plan as CSV.
    static func csv(_ plan: Plan, _ kind: Kind) -> String {
        switch kind {
        case .schedule:
            plan.scenario.sites.isEmpty && plan.scenario.powerGrid != nil
                ? GridDocument.csv(plan) : schedule(plan)
        case .grid: GridDocument.csv(plan)
        case .capacity: CapacityDocument.csv(plan)
        case .held: HeldDocument.csv(plan)
        case .declaration: DeclarationDocument.csv(plan)
        }
    }

    /// The schedule as CSV: one row a step and site.
    ///
    /// A scenario with jobs has one more column: the accelerators that they keep at work.
    private static func schedule(_ plan: Plan) -> String {
        let scenario = plan.scenario
        var lines = [
            "time,site,import_mw,export_mw,facility_mw,it_mw,used_mw,charge_mw,discharge_mw,"
                + "state_of_charge_mwh,million_tokens,price_cny_per_mwh,"
                + "generation_mw,generators_on,generators_started"
                + (scenario.jobs.isEmpty ? "" : ",job_accelerators")
        ]
        for step in scenario.grid.steps {
            for (index, site) in scenario.sites.enumerated() {
                let power = plan.schedule.sites[index]
                let storages = plan.schedule.storages.filter { $0.place.site == index }
                let generators = plan.schedule.generators.filter { $0.place.site == index }
                let values =
                    [
                        power.importMW[step], power.exportMW[step], power.facilityMW[step],
                        power.itMW[step],
                        plan.schedule.supplies.reduce(0) {
                            $0 + ($1.site == index ? $1.usedMW[step] : 0)
                        },
                        storages.reduce(0) { $0 + $1.chargeMW[step] },
                        storages.reduce(0) { $0 + $1.dischargeMW[step] },
                        storages.reduce(0) { $0 + $1.stateOfChargeMWh[step] },
                        plan.schedule.routes.reduce(0) {
                            $0 + ($1.site == index ? $1.millionTokens[step] : 0)
                        },
                        plan.prices.sites[index].priceCNYPerMWh[step],
                        generators.reduce(0) { $0 + $1.outputMW[step] },
                        Double(generators.count { $0.switching?.isOn[step] ?? true }),
                        Double(generators.count { $0.switching?.isStarted[step] ?? false }),
                    ]
                    + (scenario.jobs.isEmpty ? [] : [plan.jobAccelerators(site: index, step: step)])
                lines.append(
                    scenario.grid.text(step) + "," + site.id + ","
                        + values.map { "\($0)" }.joined(separator: ","))
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension TimeGrid {
    /// The indices of all steps.
    var steps: Range<Int> { 0..<stepCount }
}
