extension Replicas {
    /// One product served by one pool.
    struct Use: Sendable {
        let site: Int
        let pool: Int
        let service: Int
        let permission: Pool.Service
        let product: Int
        let profile: ServingProfile
        let name: String
        /// Whether its pool holds whole replicas.
        let isWhole: Bool
        /// Member of the first mode in `busy`.
        let firstMode: Int

        /// The whole replicas that the pool can hold in a step with all that may be added.
        func mostReplicas(_ scenario: Scenario, _ step: Int) -> Double {
            let pool = scenario.sites[site].pools[pool]
            let accelerators = pool.accelerators[step] + (pool.expansion?.maximum ?? 0)
            return (accelerators / Double(profile.acceleratorsPerReplica) + 1e-9).rounded(.down)
        }
    }

    /// Every profile that a pool serves, in the order of sites, pools and services.
    static func uses(_ scenario: Scenario) -> [Use] {
        let links = LinkTable(scenario)
        let productIndex = Dictionary(
            uniqueKeysWithValues: scenario.products.enumerated().map { ($1.id, $0) })
        var uses: [Use] = []
        var firstMode = 0
        for (site, siteValue) in scenario.sites.enumerated() {
            for (pool, poolValue) in siteValue.pools.enumerated() {
                for (service, value) in poolValue.serves.enumerated() {
                    guard let profile = links.profiles[value.profile],
                        let product = productIndex[profile.product]
                    else { continue }
                    uses.append(
                        Use(
                            site: site, pool: pool, service: service, permission: value,
                            product: product, profile: profile,
                            name: "\(siteValue.id),\(poolValue.id),\(profile.id)",
                            isWhole: poolValue.hasIntegerReplicas, firstMode: firstMode))
                    firstMode += profile.modes.count
                }
            }
        }
        return uses
    }
}

extension Scenario {
    /// Power of one accelerator of a pool with nothing loaded, kW.
    func offKW(site: Int, pool: Int) -> Double {
        let kind = sites[site].pools[pool].accelerator
        return accelerators.first { $0.id == kind }?.offKW ?? 0
    }
}
