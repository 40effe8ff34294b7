extension Schedule {
    /// One job.
    public struct JobRun: Sendable {
        /// A pool that runs it in some step.
        public struct Place: Sendable {
            /// Index of the site.
            public let site: Int
            /// Index of the pool in its site.
            public let pool: Int
            /// Share of the job's accelerators at work, by step.
            public let scale: [Double]
        }

        /// Index of the job.
        public let job: Int
        /// Where it runs in the horizon.
        public let places: [Place]
        /// 1 when it is left undone for good, else 0.
        public let declined: Double
        /// Hours of run time done in the horizon, less what restarts lost.
        public let hoursDone: Double
        /// Hours of run time left at the end.
        public let hoursLeft: Double
        /// Hours late, those expected after the horizon included.
        public let lateHours: Double
        /// Restarts after an interruption.
        public let restarts: Double
        /// Value of what was not done before the horizon, CNY.
        public let valueCNY: Double
        /// Cost of an hour of run time left, CNY.
        public let terminalPriceCNYPerHour: Double
    }
}

extension Schedule.JobRun {
    /// An uninterrupted stay in one pool.
    public struct Run: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// Steps of the stay.
        public let steps: Range<Int>
        /// Share of the job's accelerators at work, by step of the stay.
        public let scale: [Double]
    }

    /// The stays in the order of time.
    public var runs: [Run] {
        places.flatMap { place in
            var runs: [Run] = []
            var begin: Int?
            for step in 0...place.scale.count {
                let isAtWork = step < place.scale.count && place.scale[step] > 1e-6
                if isAtWork, begin == nil { begin = step }
                guard !isAtWork, let first = begin else { continue }
                runs.append(
                    Run(
                        site: place.site, pool: place.pool, steps: first..<step,
                        scale: Array(place.scale[first..<step])))
                begin = nil
            }
            return runs
        }.sorted { ($0.steps.lowerBound, $0.site) < ($1.steps.lowerBound, $1.site) }
    }
}
