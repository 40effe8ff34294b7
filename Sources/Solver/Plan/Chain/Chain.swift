/// The chain WATT → FLOPS → TOKENS → VALUES, computed upward from the replicas.
///
/// For a site and step, the energy at the meter is what the facility and its storage use:
/// facility + charge − discharge, whether imported or made by the site's own supply. A product's direct energy is pue · (its loaded and busy
/// replicas); what is left (accelerators switched off, fixed overhead, storage losses) is shared
/// in proportion to direct energy, and stays with `shared` where nothing runs. Training and other
/// jobs are a part beside the products: energy and FLOP, no tokens, their value as business value
/// in proportion to the work done. Parts equal the whole because the whole is their sum; the
/// difference to the solver's import is reported.
public struct Chain: Sendable {
    /// Links by site, then part (the products, then shared use, then jobs), then clock hour.
    public let cells: [[[Link]]]
    /// Number of the part of shared use.
    public let shared: Int
    /// Number of the part of jobs.
    public var jobs: Int { shared + 1 }
    /// Start of each clock hour of the horizon, local ISO 8601.
    public let hours: [String]
    /// Largest difference between the energy at the meter computed upward and the solver's, MWh.
    public let largestImportDifferenceMWh: Double

    /// The sum over hours of a site and product; nil sums over all.
    public func sum(site: Int? = nil, product: Int? = nil, hour: Int? = nil) -> Link {
        var total = Link()
        for (s, products) in cells.enumerated() where site == nil || site == s {
            for (p, links) in products.enumerated() where product == nil || product == p {
                if let hour {
                    total += links[hour]
                } else {
                    for link in links { total += link }
                }
            }
        }
        return total
    }

    /// Everything.
    public var total: Link { sum() }

    init(_ formulation: Formulation, _ schedule: Schedule, _ costs: Costs) {
        let scenario = formulation.scenario
        shared = scenario.products.count
        let hourOfStep = GreenMatching.clockHours(scenario.grid)
        let hourCount = (hourOfStep.last ?? -1) + 1
        hours = (0..<hourCount).map { hour in
            scenario.grid.text(hourOfStep.firstIndex(of: hour) ?? 0)
        }
        let forge = ChainForge(formulation, schedule, costs)
        var cells: [[[Link]]] = []
        var difference = 0.0
        for site in scenario.sites.indices {
            var products = [[Link]](
                repeating: [Link](repeating: Link(), count: hourCount),
                count: scenario.products.count + 2)
            for step in 0..<scenario.grid.stepCount {
                let (links, gap) = forge.links(site: site, step: step)
                difference = max(difference, abs(gap))
                for (product, link) in links.enumerated() {
                    products[product][hourOfStep[step]] += link
                }
            }
            cells.append(products)
        }
        self.cells = cells
        largestImportDifferenceMWh = difference
    }
}
