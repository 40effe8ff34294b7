/// Power balance of every site.
///
/// For all s, t, in MW:
///
///     import + Σ on-site renewable used + Σ discharge − facility − Σ charge − export = 0
///
/// The parts add their own terms. The dual divided by Δ is the site price, CNY/MWh.
struct SiteBalance {
    let balance: Family

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        let sites = scenario.sites.map(\.id)
        balance = builder.addRows(
            .siteBalance, sites, steps: scenario.grid.stepCount, lower: 0, upper: 0)
    }

    /// Adds a source (+1) or a use (−1) of power at a site.
    func add(
        _ builder: inout ProgramBuilder, site: Int, step: Int, column: Int, _ coefficient: Double
    ) {
        builder.addTerm(row: balance(site, step), column: column, coefficient)
    }
}
