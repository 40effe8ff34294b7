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

extension Plan {
    /// Accelerators of a site that jobs keep at work in a step.
    public func jobAccelerators(site: Int, step: Int) -> Double {
        schedule.jobs.reduce(0) { sum, run in
            let each = Double(scenario.jobs[run.job].accelerators)
            return run.places.reduce(sum) {
                $1.site == site ? $0 + each * $1.scale[step] : $0
            }
        }
    }

    /// Million output tokens that a demand class asks for.
    public func demandMillionTokens(demandClass: Int) -> Double {
        let series = scenario.demandClasses[demandClass].millionTokensPerHour
        return (0..<scenario.grid.stepCount).reduce(0) {
            $0 + series[$1] * scenario.grid.stepHours
        }
    }

    /// Million output tokens of a demand class that are not served.
    public func unservedMillionTokens(demandClass: Int) -> Double {
        schedule.unservedClasses[demandClass].millionTokens.reduce(0, +)
    }

    /// Million output tokens of a demand class by product and step, for the products it admits.
    public func served(demandClass: Int) -> [(product: Int, millionTokens: [Double])] {
        scenario.products.enumerated().compactMap { index, product in
            guard let demand = product.demand.firstIndex(where: { $0.demandClass == demandClass })
            else { return nil }
            var sum = [Double](repeating: 0, count: scenario.grid.stepCount)
            for route in schedule.routes where route.product == index && route.demand == demand {
                for step in sum.indices { sum[step] += route.millionTokens[step] }
            }
            return (index, sum)
        }
    }
}
