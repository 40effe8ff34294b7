// What rounding found, made better one window of steps after the other.
extension RoundingSearch {
    /// Rows that a window of the first pass has, about, and the fewest steps; later ones have twice
    /// as many as those of the pass before.
    private static let windowRows = 1500
    private static let leastSteps: Int32 = 2
    /// Nodes of the tree of one window.
    private static let windowNodes = 100
    /// Share of the gap of the whole that is let be in a window.
    private static let gapShare = 0.01
    /// Passes over the horizon, and share of the gap that one must close for another to follow.
    private static let mostPasses = 3
    private static let leastGain = 0.02
    /// Completions that time must be left for.
    private static let reserve = 3.0

    /// Solves windows that overlap by half, then longer ones, until a pass closes little of the gap,
    /// and completes the best point that they led to.
    ///
    /// - Parameters:
    ///   - bound: the bound of the relaxation.
    ///   - end: seconds of the search at which to stop.
    mutating func improveByWindows(_ bound: Double, until end: Double) {
        guard let start = best, program.rowSteps.count == program.rowCount,
            let last = program.rowSteps.max(), last >= 0
        else { return }
        let end = end - Self.reserve * slowestCompletion
        let rowsPerStep = max(1, program.rowCount / (Int(last) + 1))
        var length = max(Self.leastSteps, Int32(Self.windowRows / rowsPerStep))
        let spans = program.columnSpans
        var point = (columns: start.columns, objective: start.objective)
        var (windows, better) = (0, 0)
        for _ in 0..<Self.mostPasses where length / 2 <= last {
            let before = point.objective
            for first in stride(from: 0, through: last, by: Int(max(1, length / 2))) {
                guard watch.seconds < end,
                    gap(point.objective, bound) > request.settings.relativeGap,
                    !watch.hasToStop()
                else { break }
                let window = StepWindow(
                    program, spans: spans, window: first...(first + length - 1),
                    at: point.columns)
                windows += 1
                guard let found = solved(window, point, bound, until: end) else { continue }
                point = found
                better += 1
            }
            let open = before - bound
            guard before - point.objective > Self.leastGain * open else { break }
            length *= 2
        }
        guard windows > 0 else { return }
        attempts.append(
            Outcome.Attempt(
                method: "windows of steps",
                ending: "\(better) of \(windows) were better, the last of \(length) steps"))
        if point.objective < start.objective { complete(point.columns) }
    }

    /// The point with a window solved anew; nil where that is no better.
    private func solved(
        _ window: StepWindow, _ point: (columns: [Double], objective: Double), _ bound: Double,
        until end: Double
    ) -> (columns: [Double], objective: Double)? {
        guard !window.program.integerColumns.isEmpty else { return nil }
        var settings = SolveSettings()
        settings.timeLimitSeconds = end - watch.seconds
        settings.nodeLimit = Self.windowNodes
        settings.relativeGap = max(
            request.settings.relativeGap / 4, Self.gapShare * gap(point.objective, bound))
        settings.start = window.columns.map { point.columns[$0] }
        settings.progress = request.settings.progress
        var inside = SolveRequest(window.program, settings: settings)
        inside.reference = request.reference
        guard let found = try? GLPKEngine(inside, certifies: false).solve().point else {
            return nil
        }
        let columns = window.replacing(found.columns, in: point.columns)
        let objective = judge.objective(columns)
        guard objective < point.objective, judge.primalResidual(columns) <= Judge.primalTolerance
        else { return nil }
        return (columns, objective)
    }
}
