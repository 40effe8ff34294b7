/// What a contract curve costs, line by line: the one code for plans and for bills.
///
///     contract                contract price · Δ · contract
///     day-ahead deviation     day-ahead price · Δ · (declared − contract)
///     real-time deviation     real-time price · Δ · (import − declared)
///     penalty                 on the mean of each point beyond the band around its declaration
struct Settlement {
    let contract: EnergyContract
    let grid: TimeGrid
    let importMW: [Double]
    let declaredMW: [Double]

    /// Quantity, MWh, and amount, CNY.
    typealias Line = (energyMWh: Double, amountCNY: Double)

    private func sum(
        _ steps: Range<Int>, _ power: (Int) -> Double, _ price: (Int) -> Double
    ) -> Line {
        steps.reduce((0, 0)) { line, step in
            let energy = power(step) * grid.stepHours
            return (line.0 + energy, line.1 + energy * price(step))
        }
    }

    func contractLine(_ steps: Range<Int>) -> Line {
        sum(steps, { contract.contractMW[$0] }, { contract.priceCNYPerMWh[$0] })
    }

    func dayAhead(_ steps: Range<Int>) -> Line {
        sum(
            steps, { declaredMW[$0] - contract.contractMW[$0] }, { contract.dayAheadCNYPerMWh[$0] })
    }

    func realTime(_ steps: Range<Int>) -> Line {
        sum(steps, { importMW[$0] - declaredMW[$0] }, { contract.realTimeCNYPerMWh[$0] })
    }

    func penalty(_ steps: Range<Int>) -> Line {
        grid.settlementPoints.filter { steps.contains($0.lowerBound) }.reduce((0, 0)) {
            line, point in
            let declared = declaredMW[point.lowerBound]
            let mean = point.reduce(0) { $0 + importMW[$1] } / Double(point.count)
            let beyond = max(0, abs(mean - declared) - contract.bandShare * declared)
            let energy = beyond * Double(point.count) * grid.stepHours
            let price =
                mean > declared ? contract.shortPenaltyCNYPerMWh : contract.longPenaltyCNYPerMWh
            return (line.0 + energy, line.1 + energy * price)
        }
    }
}

extension TimeGrid {
    /// The steps of each point of a declaration: a quarter of an hour, or a longer step.
    var settlementPoints: [Range<Int>] {
        let perPoint = max(1, 15 / stepMinutes)
        guard perPoint > 1 else { return (0..<stepCount).map { $0..<$0 + 1 } }
        var points: [Range<Int>] = []
        var first = 0
        for step in 0..<stepCount where isQuarterEnd(step) || step == stepCount - 1 {
            points.append(first..<step + 1)
            first = step + 1
        }
        return points
    }
}

extension Site {
    /// The settlement of an import; nil without a contract curve.
    func settlement(
        _ grid: TimeGrid, _ importMW: [Double], _ declaredMW: [Double]?
    ) -> Settlement? {
        contract.map { contract in
            let curve = contract.declaredMW ?? contract.contractMW
            return Settlement(
                contract: contract, grid: grid, importMW: importMW,
                declaredMW: declaredMW ?? (0..<grid.stepCount).map { curve[$0] })
        }
    }
}
