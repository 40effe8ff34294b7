extension Schedule {
    /// Power of one site.
    public struct SitePower: Sendable {
        /// Import, MW.
        public let importMW: [Double]
        /// Export, MW.
        public let exportMW: [Double]
        /// Facility power as the replicas draw it, MW.
        public let facilityMW: [Double]
        /// IT power, MW.
        public let itMW: [Double]
        /// Cooling water, m³ a step.
        public let waterM3: [Double]
        /// Largest power the demand charge sees so far, MW; empty where peaks cost nothing.
        public let peakMW: [Double]
        /// Whether each month of the horizon earns the ×0.9 of the exact high-utilisation rule.
        public let earnsHighUtilisation: [Bool]
    }

    /// Facility power is computed upward from replicas and jobs, not taken from its own column.
    static func sites(
        _ formulation: Formulation, _ columns: [Double], _ replicas: [ReplicaUse],
        _ jobs: [JobRun]
    ) -> [SitePower] {
        let scenario = formulation.scenario
        let steps = scenario.grid.stepCount
        let usesBySite = Dictionary(grouping: replicas, by: \.site)
        let offKW = Dictionary(
            scenario.accelerators.map { ($0.id, $0.offKW) }, uniquingKeysWith: { a, _ in a })
        return scenario.sites.enumerated().map { index, site in
            var itMW = [Double](repeating: 0, count: steps)
            for (number, pool) in site.pools.enumerated() {
                let off = offKW[pool.accelerator] ?? 0
                let added = formulation.capacity.added(.pool(index, number), columns)
                for step in 0..<steps {
                    itMW[step] += off * (pool.accelerators[step] + added) / 1000
                }
            }
            for use in usesBySite[index] ?? [] {
                let each = Double(use.profile.acceleratorsPerReplica)
                let off = (offKW[site.pools[use.pool].accelerator] ?? 0) * each
                for step in 0..<steps {
                    itMW[step] += (use.directKW[step] - off * use.on[step]) / 1000
                }
            }
            for run in jobs {
                for place in run.places where place.site == index {
                    let off = offKW[site.pools[place.pool].accelerator] ?? 0
                    let more = scenario.jobs[run.job].busyKW - off
                    let accelerators = Double(scenario.jobs[run.job].accelerators)
                    for step in 0..<steps {
                        itMW[step] += accelerators * place.scale[step] * more / 1000
                    }
                }
            }
            let facility = site.facility
            return SitePower(
                importMW: formulation.connection.readImport(columns, index),
                exportMW: formulation.connection.readExport(columns, index, steps),
                facilityMW: (0..<steps).map {
                    facility.pue[$0] * itMW[$0] + facility.fixedOverheadMW[$0]
                },
                itMW: itMW,
                waterM3: itMW.map {
                    (facility.water?.litresPerKWh ?? 0) * $0 * scenario.grid.stepHours
                },
                peakMW: formulation.peak.read(columns, index),
                earnsHighUtilisation: formulation.utilisation.read(
                    columns, scenario, site: index))
        }
    }
}
