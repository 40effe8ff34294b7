/// One line of what the ends of all jobs add up to.
///
/// The store adds to it in the transaction that ends a job: whichever worker on whichever machine
/// ended it, it counts once, and what is counted outlives every process.
package struct JobTotal: Sendable, Equatable {
    package var figure: Figure
    /// Value of the figure's label.
    package var label: String
    /// Upper bound of a histogram's bucket, millionths; the largest number above all of them and for
    /// counters.
    package var bound: Int64
    /// How many ends.
    package var count: Int
    /// Sum of what was measured, millionths.
    package var sum: Int64

    package init(figure: Figure, label: String, bound: Int64, count: Int, sum: Int64) {
        self.figure = figure
        self.label = label
        self.bound = bound
        self.count = count
        self.sum = sum
    }

    /// What is counted; the raw value is the name of the metric.
    package enum Figure: String, Sendable, CaseIterable {
        /// Seconds from the last claim to the end of a solve.
        case solveSeconds = "solve_duration_seconds"
        /// Gap between a plan with whole numbers and its bound, a share.
        case relativeGap = "mip_gap_ratio"
        /// Jobs with `needed_by` that ended later or never began.
        case deadlineMiss = "deadline_miss_total"
        /// Jobs answered with the parts of their parent.
        case fallback = "fallback_total"

        /// Upper bounds of a histogram's buckets; empty for a counter.
        package var bounds: [Double] {
            switch self {
            case .solveSeconds:
                [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]
            case .relativeGap: [0, 1e-6, 1e-4, 1e-3, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 1]
            case .deadlineMiss, .fallback: []
            }
        }
    }

    /// What lies above every bound.
    package static let above = Int64.max

    /// One end of which something was measured, or which is only counted.
    static func one(_ figure: Figure, _ label: String, _ value: Double = 0) -> JobTotal {
        let bound = figure.bounds.first { value <= $0 }
        return JobTotal(
            figure: figure, label: label, bound: bound.map(millionths) ?? above, count: 1,
            sum: millionths(value))
    }

    /// A number as the store keeps it; what has no place there is the largest.
    static func millionths(_ value: Double) -> Int64 {
        Int64(exactly: (value * 1e6).rounded()) ?? .max
    }
}

extension JobRecord {
    /// Whether its deadline has passed without it: it ended later, or it never began.
    package var missedDeadline: Bool {
        guard let neededBy, let finishedAt else { return false }
        return finishedAt > neededBy || state == .expired
    }

    /// What the end of this job adds to the totals.
    package var endTotals: [JobTotal] {
        var totals: [JobTotal] = []
        if kind == .solve, let startedAt, let finishedAt {
            totals.append(
                .one(
                    .solveSeconds, outcome ?? state.rawValue,
                    max(0, finishedAt.seconds(since: startedAt))))
        }
        if missedDeadline { totals.append(.one(.deadlineMiss, lane.rawValue)) }
        if let fallbackReason { totals.append(.one(.fallback, fallbackReason)) }
        return totals
    }
}

extension Ending {
    /// What only the worker knows of the end.
    package var totals: [JobTotal] {
        relativeGap.map { [.one(.relativeGap, "", $0)] } ?? []
    }
}
