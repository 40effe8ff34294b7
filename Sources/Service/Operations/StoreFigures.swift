import Solver

/// Figures that the store keeps: the same from every service over it, and after every restart.
struct StoreFigures {
    let queues: [QueueFigures]
    let totals: [JobTotal]

    /// Asks the store.
    init(_ store: any Store) throws(StoreError) {
        queues = try store.queues()
        totals = try store.totals()
    }

    /// All of them in the text format of Prometheus.
    func lines(at now: Moment) -> [String] {
        queueLines(at: now) + JobTotal.Figure.allCases.flatMap(lines)
    }

    private func queueLines(at now: Moment) -> [String] {
        let gauges: [(String, (QueueFigures) -> Double)] = [
            ("queue_depth", { Double($0.queued) }), ("jobs_running", { Double($0.running) }),
            (
                "oldest_queued_age_seconds",
                { queue in max(0, queue.oldestQueuedAt.map { now.seconds(since: $0) } ?? 0) }
            ),
        ]
        return gauges.flatMap { name, value in
            PrometheusText.head(name, "gauge")
                + queues.map { queue in
                    PrometheusText.sample(
                        name, PrometheusText.labels(["lane": queue.lane.rawValue]), value(queue))
                }
        }
    }

    private func lines(_ figure: JobTotal.Figure) -> [String] {
        let mine = totals.filter { $0.figure == figure }
        let type = figure.bounds.isEmpty ? "counter" : "histogram"
        let labels =
            figure.knownLabels + Set(mine.map(\.label)).subtracting(figure.knownLabels).sorted()
        return PrometheusText.head(figure.rawValue, type, help: figure.help)
            + labels.flatMap { label in lines(figure, label, mine.filter { $0.label == label }) }
    }

    private func lines(_ figure: JobTotal.Figure, _ label: String, _ totals: [JobTotal])
        -> [String]
    {
        let labels = figure.labelName.map { PrometheusText.labels([$0: label]) } ?? ""
        let count = totals.reduce(0) { $0 + $1.count }
        guard !figure.bounds.isEmpty else {
            return [PrometheusText.sample(figure.rawValue, labels, Double(count))]
        }
        // Bounds of an earlier version count in the first bucket that holds them.
        var counts = figure.bounds.map { _ in 0 }
        for total in totals {
            let bucket = figure.bounds.firstIndex { total.bound <= JobTotal.millionths($0) }
            if let bucket { counts[bucket] += total.count }
        }
        return PrometheusText.histogram(
            figure.rawValue, labels, bounds: figure.bounds, counts: counts,
            sum: Double(totals.reduce(0) { $0 + $1.sum }) / 1e6, count: count)
    }
}

extension JobTotal.Figure {
    /// Name of its label; nil without one.
    fileprivate var labelName: String? {
        switch self {
        case .solveSeconds: "outcome"
        case .relativeGap: nil
        case .deadlineMiss: "lane"
        case .fallback: "reason"
        }
    }

    /// Labels that are there from the beginning, so that the first one counts as a rise.
    fileprivate var knownLabels: [String] {
        switch self {
        case .solveSeconds: []
        case .relativeGap: [""]
        case .deadlineMiss: Lane.allCases.map(\.rawValue)
        case .fallback: FallbackReason.allCases.map(\.rawValue)
        }
    }

    fileprivate var help: String {
        switch self {
        case .solveSeconds:
            "Seconds from the last claim of a solve to its end, by the solver's outcome, or by the job's state without one."
        case .relativeGap: "Relative gap of plans with whole numbers when their solve ended."
        case .deadlineMiss: "Ended jobs that did not begin or end before their needed_by."
        case .fallback: "Jobs answered with the parts of their parent."
        }
    }
}
