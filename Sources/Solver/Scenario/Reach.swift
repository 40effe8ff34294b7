/// Which demand can be served where, and by which modes: latency, residency and links.
///
/// Modes of a site that serve exactly the same demands form one group; flows go to groups, which
/// keeps the program small without losing any (origin, site, mode) triple.
package struct Reach: Sendable {
    /// A mode of a profile in a pool of a site.
    package struct ModeUse: Sendable, Equatable {
        package let pool: Int
        package let service: Int
        package let mode: Int
    }

    /// Modes of one site and product with the same set of demands.
    package struct Group: Sendable {
        package let site: Int
        package let product: Int
        /// Modes, in the order of pools, services and modes.
        package let uses: [ModeUse]
        /// Indices into the product's demand, ascending.
        package let demands: [Int]
    }

    package let groups: [Group]
    /// Number of (group, demand) pairs: token flows a step.
    package let flowCount: Int
    private let sitesOfDemand: [[[Int]]]

    /// Complexity: O(sites × modes × origins).
    package init(_ scenario: Scenario) {
        let links = LinkTable(scenario)
        var groups: [Group] = []
        for (siteIndex, site) in scenario.sites.enumerated() {
            for (productIndex, product) in scenario.products.enumerated() {
                groups += Self.groups(
                    scenario, site, siteIndex, product, productIndex, links)
            }
        }
        self.groups = groups
        flowCount = groups.reduce(0) { $0 + $1.demands.count }
        var table = scenario.products.map { [[Int]](repeating: [], count: $0.demand.count) }
        for group in groups {
            for demand in group.demands where table[group.product][demand].last != group.site {
                table[group.product][demand].append(group.site)
            }
        }
        sitesOfDemand = table
    }

    /// Sites that can serve a demand, ascending.
    package func sites(product: Int, demand: Int) -> [Int] { sitesOfDemand[product][demand] }

    private static func groups(
        _ scenario: Scenario, _ site: Site, _ siteIndex: Int, _ product: Product,
        _ productIndex: Int, _ links: LinkTable
    ) -> [Group] {
        var uses: [[Int]: [ModeUse]] = [:]
        var order: [[Int]] = []
        for (pool, poolValue) in site.pools.enumerated() {
            for (service, serviceValue) in poolValue.serves.enumerated() {
                guard let profile = links.profiles[serviceValue.profile],
                    profile.product == product.id
                else { continue }
                let served = profile.modes.map { mode in
                    product.demand.indices.filter {
                        links.serves(product, product.demand[$0], site.id, siteIndex, mode)
                    }
                }
                for (mode, demands) in served.enumerated() {
                    guard !demands.isEmpty, !isWasteful(mode, profile.modes, served) else {
                        continue
                    }
                    if uses[demands] == nil { order.append(demands) }
                    uses[demands, default: []].append(
                        ModeUse(pool: pool, service: service, mode: mode))
                }
            }
        }
        return order.map { demands in
            Group(
                site: siteIndex, product: productIndex, uses: uses[demands] ?? [],
                demands: demands)
        }
    }

    /// Whether another mode serves the same demands with at least the tokens and at most the power.
    ///
    /// Such a mode could only waste power; the second of two equal ones is left out too.
    private static func isWasteful(
        _ mode: Int, _ modes: [ServingProfile.Mode], _ served: [[Int]]
    ) -> Bool {
        modes.indices.contains { other in
            let (a, b) = (modes[mode], modes[other])
            guard other != mode, b.millionTokensPerHour >= a.millionTokensPerHour,
                b.busyKW <= a.busyKW, Set(served[other]).isSuperset(of: served[mode])
            else { return false }
            let isEqual =
                a.millionTokensPerHour == b.millionTokensPerHour && a.busyKW == b.busyKW
                && served[other] == served[mode]
            return !isEqual || other < mode
        }
    }
}

/// Network links by pair, and profiles by name.
struct LinkTable: Sendable {
    private let links: [String: [Int: NetworkLink]]
    let profiles: [String: ServingProfile]

    init(_ scenario: Scenario) {
        let siteIndex = Dictionary(
            scenario.sites.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { a, _ in a })
        var links: [String: [Int: NetworkLink]] = [:]
        for link in scenario.network {
            guard let site = siteIndex[link.site] else { continue }
            links[link.origin, default: [:]][site] = link
        }
        self.links = links
        profiles = Dictionary(
            scenario.profiles.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    }

    func link(_ origin: String, _ site: Int) -> NetworkLink? { links[origin]?[site] }

    /// round trip + time to first token ≤ limit, time per token ≤ limit, site allowed.
    func serves(
        _ product: Product, _ demand: Product.Demand, _ siteID: String, _ site: Int,
        _ mode: ServingProfile.Mode
    ) -> Bool {
        guard let link = link(demand.origin, site),
            demand.allowedSites.isEmpty || demand.allowedSites.contains(siteID)
        else { return false }
        let firstToken = link.roundTripMS + mode.firstTokenMS
        return firstToken <= product.firstTokenLimitMS ?? .infinity
            && mode.tokenIntervalMS <= product.tokenIntervalLimitMS ?? .infinity
    }
}
