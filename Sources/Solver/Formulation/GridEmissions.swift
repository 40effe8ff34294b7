/// Direct emissions of the grid's supplies, with their price and cap.
///
///     grid_emission[t] = grid_emission[t−1] + Σ_g factor[g] / 1000 · w·Δ · output[g,t] ≤ cap,   tonnes
///
/// Cost: price · tonnes. They stand beside the emissions of sites, which are accounted where power
/// is used: a report may show both, and a validated scenario prices only one.
struct GridEmissions {
    private(set) var total: RunningTotal?
    private let price: Double
    private let grid: TimeGrid

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ generators: GeneratorOperation
    ) {
        grid = scenario.grid
        price = scenario.powerGrid?.emissionPriceCNYPerTonne ?? 0
        let cap = scenario.powerGrid?.emissionCapTonnes
        if cap != nil {
            total = RunningTotal(
                &builder, column: .gridEmission, row: .gridEmissionState, members: ["supplies"],
                steps: grid.stepCount,
                initial: [scenario.powerGrid?.emissionToDateTonnes ?? 0])
        }
        for (member, entry) in generators.entries.enumerated() where entry.place.node != nil {
            for step in 0..<grid.stepCount {
                let tonnes =
                    entry.generator.emissionKgCO2PerMWh * grid.weightedHours(step) / 1000
                let column = generators.output(member, step)
                builder.addCost(column: column, price * tonnes)
                total?.add(&builder, member: 0, step: step, column: column, tonnes)
            }
        }
        if let total, let cap {
            builder.setBounds(
                column: total.total(0, grid.stepCount - 1), lower: -.infinity, upper: cap)
        }
    }
}

extension GridEmissions {
    /// Emission under the cap at the end of the horizon, tonnes; nil without a cap.
    func readTotal(_ columns: [Double]) -> Double? {
        total.map { columns[$0.total(0, $0.total.stepCount - 1)] }
    }

    /// Emission of all supplies, tonnes.
    func tonnes(_ uses: [Schedule.GeneratorUse]) -> Double {
        uses.reduce(0) { sum, use in
            guard use.place.node != nil else { return sum }
            let energy = use.outputMW.indices.reduce(0) {
                $0 + use.outputMW[$1] * grid.weightedHours($1)
            }
            return sum + energy * use.generator.emissionKgCO2PerMWh / 1000
        }
    }

    /// The price of the supplies' emissions.
    func costLines(_ uses: [Schedule.GeneratorUse]) -> [CostLine] {
        [CostLine(kind: .carbon, site: nil, amountCNY: price * tonnes(uses))]
    }

    /// Value of one more tonne under the cap, CNY; nil without a cap.
    func capPrice(_ reduced: [Double]) -> Double? {
        total.map { max(0, -reduced[$0.total(0, $0.total.stepCount - 1)]) }
    }
}
