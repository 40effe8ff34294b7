/// Emissions of imported energy and of the sites' own generators, with their price and cap.
///
/// For all s, t, in kg CO₂:
///
///     location-based:  factor[s,t] · Δ · import[s,t]
///     market-based:    residual[s,t] · Δ · (import[s,t] − Σ contracts through the grid)
///     both methods:    + Σ generators of the site, factor[d] · Δ · output[d,t]     (scope 1)
///
/// Cost: price · tonnes by the policy's method. Cap: the running total of the same method, summed
/// over sites, at the end of the horizon.
struct CarbonAccount {
    private(set) var total: RunningTotal?
    private let policy: CarbonPolicy
    private let hours: Double

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection,
        _ supply: CarbonFreeSupply, _ generators: GeneratorOperation
    ) {
        policy = scenario.carbon
        hours = scenario.grid.stepHours
        let grid = scenario.grid
        if scenario.carbon.capTonnes != nil {
            total = RunningTotal(
                &builder, column: .emissionTotal, row: .emissionState, members: ["all"],
                steps: grid.stepCount, initial: [0])
        }
        for (index, site) in scenario.sites.enumerated() {
            for step in 0..<grid.stepCount {
                let factor = Self.factor(scenario.carbon.method, site, step)
                add(
                    &builder, scenario, step: step, column: connection.imported(index, step),
                    tonnesPerMW: factor * grid.stepHours / 1000)
            }
        }
        if scenario.carbon.method == .marketBased {
            for (member, entry) in supply.entries.enumerated()
            where entry.renewable.delivery == .grid {
                for step in 0..<grid.stepCount {
                    let factor = Self.factor(.marketBased, scenario.sites[entry.site], step)
                    add(
                        &builder, scenario, step: step, column: supply.used(member, step),
                        tonnesPerMW: -factor * grid.stepHours / 1000)
                }
            }
        }
        for (member, entry) in generators.entries.enumerated()
        where entry.place.site != nil && entry.generator.emissionKgCO2PerMWh > 0 {
            for step in 0..<grid.stepCount {
                add(
                    &builder, scenario, step: step, column: generators.output(member, step),
                    tonnesPerMW: entry.generator.emissionKgCO2PerMWh * grid.stepHours / 1000)
            }
        }
        if let total, let cap = scenario.carbon.capTonnes {
            builder.setBounds(
                column: total.total(0, grid.stepCount - 1), lower: -.infinity, upper: cap)
        }
    }

    /// Emission factor of imported energy, kg CO₂ per MWh.
    static func factor(_ method: CarbonPolicy.Method, _ site: Site, _ step: Int) -> Double {
        switch method {
        case .locationBased: site.emissions.locationBasedKgCO2PerMWh[step]
        case .marketBased: site.emissions.residualKgCO2PerMWh[step]
        }
    }

    private func add(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, step: Int, column: Int,
        tonnesPerMW: Double
    ) {
        builder.addCost(column: column, scenario.carbon.priceCNYPerTonne * tonnesPerMW)
        total?.add(&builder, member: 0, step: step, column: column, tonnesPerMW)
    }
}

extension CarbonAccount {
    /// The carbon price on what the sites' own generators emit.
    func costLines(_ uses: [Schedule.GeneratorUse]) -> [CostLine] {
        uses.compactMap { use in
            guard let site = use.place.site else { return nil }
            let energy = use.outputMW.reduce(0) { $0 + $1 * hours }
            return CostLine(
                kind: .carbon, site: site,
                amountCNY: energy * use.generator.emissionKgCO2PerMWh / 1000
                    * policy.priceCNYPerTonne)
        }
    }

    /// Value of one more tonne under the cap, CNY; nil without a cap.
    func capPrice(_ reduced: [Double]) -> Double? {
        total.map { max(0, -reduced[$0.total(0, $0.total.stepCount - 1)]) }
    }
}
