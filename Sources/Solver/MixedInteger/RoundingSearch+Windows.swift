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
    /// Share of the gap that a pass over the horizon must close for another to follow.
    private static let leastGain = 0.02

    /// Solves windows that overlap by half, then longer ones, until a pass closes little of the gap.
    ///
    /// - Parameters:
    ///   - start: what they begin from.
    ///   - bound: the bound of the relaxation.
    ///   - passes: passes over the horizon at most.
    /// - Returns: the point that they led to.
    mutating func improvedByWindows(
        _ start: Best, _ bound: Double, passes: Int
    ) -> Best {
        guard program.rowSteps.count == program.rowCount, let last = program.rowSteps.max(),
            last >= 0
        else { return start }
        let rowsPerStep = max(1, program.rowCount / (Int(last) + 1))
        var length = max(Self.leastSteps, Int32(Self.windowRows / rowsPerStep))
        let spans = program.columnSpans
        var point = start
        var (windows, better) = (0, 0)
        for _ in 0..<passes where length / 2 <= last {
            let before = point.objective
            for first in stride(from: 0, through: last, by: Int(max(1, length / 2))) {
                guard goesOn, gap(point.objective, bound) > request.settings.relativeGap else {
                    break
                }
                let window = StepWindow(
                    program, spans: spans, window: first...(first + length - 1),
                    at: point.columns)
                windows += 1
                guard let found = solved(window, point, bound) else { continue }
                point = found
                better += 1
            }
            guard before - point.objective > Self.leastGain * (before - bound) else { break }
            length *= 2
        }
        guard windows > 0 else { return start }
        attempts.append(
            Outcome.Attempt(
                method: "windows of steps",
                ending: "\(better) of \(windows) were better, the last of \(length) steps"))
        return point
    }

    /// The point with a window solved anew; nil where that is no better.
    private func solved(
        _ window: StepWindow, _ point: Best, _ bound: Double
    ) -> Best? {
        guard !window.program.integerColumns.isEmpty else { return nil }
        var settings = SolveSettings()
        settings.timeLimitSeconds = deadline - watch.seconds
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
        return Best(columns: columns, objective: objective, duals: [])
    }
}
