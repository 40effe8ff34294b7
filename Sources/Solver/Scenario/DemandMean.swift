/// The 15-minute mean of import that ends with a step, as a demand meter takes it.
///
///     mean = before + perStep · Σ import[t] over the steps
struct DemandMean {
    /// The steps of the quarter inside the horizon; a longer step is its own.
    let steps: ClosedRange<Int>
    /// What one MW of import in one of the steps adds, MW.
    let perStep: Double
    /// What the quarter has seen before the horizon, MW.
    let beforeMW: Double

    func mean(_ importMW: [Double]) -> Double {
        beforeMW + perStep * steps.reduce(0) { $0 + importMW[$1] }
    }
}

extension Site {
    /// The mean that ends with a step; nil where no quarter ends, or where its start is not known.
    func demandMean(_ grid: TimeGrid, endingWith step: Int) -> DemandMean? {
        if let window = grid.demandWindow(endingWith: step) {
            let factor = grid.stepMinutes > 15 ? account.intraStepFactor : 1
            return DemandMean(
                steps: window, perStep: factor / Double(window.count), beforeMW: 0)
        }
        guard let sofar = account.quarterToDateMWh, grid.isQuarterEnd(step) else { return nil }
        return DemandMean(
            steps: 0...step, perStep: Double(grid.stepMinutes) / 15, beforeMW: sofar / 0.25)
    }
}

extension Site {
    /// Largest 15-minute mean that ends in the steps, MW.
    func largestDemandMW(_ grid: TimeGrid, _ steps: Range<Int>, _ importMW: [Double]) -> Double {
        steps.reduce(0) { peak, step in
            max(peak, demandMean(grid, endingWith: step)?.mean(importMW) ?? 0)
        }
    }
}
