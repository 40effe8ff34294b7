/// All lines of a plan.
public struct Costs: Sendable {
    /// The lines, without those that are zero.
    public let lines: [CostLine]

    /// Sum of all lines: the objective, CNY.
    public var totalCNY: Double { lines.reduce(0) { $0 + $1.amountCNY } }

    /// Electricity, start-ups, carbon, network and lateness: without revenue, the value of
    /// jobs, and penalties.
    public var controllableCNY: Double {
        lines.reduce(0) { $0 + ($1.kind.isControllable ? $1.amountCNY : 0) }
    }

    /// Sum of the lines of a kind, CNY.
    public func sum(_ kind: CostLine.Kind, site: Int? = nil) -> Double {
        lines.reduce(0) { sum, line in
            line.kind == kind && (site == nil || line.site == site) ? sum + line.amountCNY : sum
        }
    }

    /// What a site pays for electricity: energy, demand, supply, storage, export.
    public func electricityCNY(site: Int) -> Double {
        let kinds: [CostLine.Kind] = [
            .gridEnergy, .pueAdder, .tiers, .demandCharge, .carbonFreeSupply, .takeOrPay,
            .curtailment, .export, .generation, .startUp, .noLoad, .storageWear, .storedEnergy,
            .contractEnergy, .dayAheadDeviation, .realTimeDeviation, .deviationPenalty,
        ]
        return kinds.reduce(0) { $0 + sum($1, site: site) }
    }

    init(_ formulation: Formulation, _ schedule: Schedule) {
        let ledger = Ledger(formulation.scenario, formulation.schedules, schedule)
        let parts =
            formulation.generators.costLines(schedule.generators)
            + formulation.dcLines.costLines(schedule.dcLines)
            + formulation.gridEmissions.costLines(schedule.generators)
            + formulation.commitment.costLines(schedule.generators)
            + formulation.replicas.weights.costLines(schedule.transfers)
            + formulation.carbon.costLines(schedule.generators)
            + formulation.capacity.costLines(schedule.capacity)
            + formulation.greenTransfer.costLines(formulation.scenario, schedule.greenTransfers)
            + formulation.policy.costLines(schedule.yearUses)
            + formulation.demandResponse.costLines(schedule.responses)
            + formulation.contracts.costLines(schedule, formulation.scenario.grid)
            + formulation.jobs.costLines(schedule.jobs)
            + formulation.classes.costLines(schedule)
        lines = (ledger.lines + parts).filter { $0.amountCNY != 0 }
    }
}
