/// Emissions of imported energy with their price and cap.
///
/// For all s, t, in kg CO₂:
///
///     location-based:  factor[s,t] · Δ · import[s,t]
///     market-based:    residual[s,t] · Δ · (import[s,t] − Σ contracts through the grid
///                                           − received from other sites of the zone
///                                           + given up to them)
///
/// Cost: price · tonnes by the policy's method. Cap: the running total of the same method, summed
/// over sites: year to date + horizon + forecast remainder ≤ cap.
struct CarbonAccount {
    private(set) var total: RunningTotal?

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection,
        _ supply: CarbonFreeSupply
    ) {
        let grid = scenario.grid
        if scenario.carbon.capTonnes != nil {
            total = RunningTotal(
                &builder, column: .emissionTotal, row: .emissionState, members: ["all"],
                steps: grid.stepCount, initial: [scenario.carbon.yearToDateTonnes])
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
        if let total, let cap = scenario.carbon.capTonnes {
            builder.setBounds(
                column: total.total(0, grid.stepCount - 1), lower: -.infinity,
                upper: cap - scenario.carbon.remainderTonnes)
        }
    }

    /// Market-based emissions fall by what a site receives from others of its zone: `column`, MW,
    /// with the sign 1, or −1 for what it gives up.
    func addReceived(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, site: Int, step: Int, column: Int,
        _ sign: Double
    ) {
        guard scenario.carbon.method == .marketBased else { return }
        let factor = Self.factor(.marketBased, scenario.sites[site], step)
        add(
            &builder, scenario, step: step, column: column,
            tonnesPerMW: -sign * factor * scenario.grid.stepHours / 1000)
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
    /// Value of one more tonne under the cap, CNY; nil without a cap.
    func capPrice(_ reduced: [Double]) -> Double? {
        total.map { max(0, -reduced[$0.total(0, $0.total.stepCount - 1)]) }
    }
}
