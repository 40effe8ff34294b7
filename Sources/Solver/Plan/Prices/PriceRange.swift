/// How far the energy price of a site may move in all steps without another plan.
///
/// The range is that of one optimal basis: at a degenerate optimum the plan may hold over more.
/// What batch work left for later will cost is taken as it stands.
public struct PriceRange: Sendable, Equatable {
    /// Index of the site.
    public let site: Int
    /// Changes of the energy component over which the plan stays optimal, CNY per MWh.
    public let change: ClosedRange<Double>

    static func all(_ formulation: Formulation, _ sensitivity: Sensitivity?) -> [PriceRange] {
        (sensitivity?.costs ?? []).enumerated().compactMap { site, range in
            range.map { PriceRange(site: site, change: $0) }
        }
    }
}

extension Formulation {
    /// So many sites are asked for: each takes a look at the whole basis.
    private static let rangedSites = 20

    /// How far the binding limits that are worth most, and the energy prices, may move.
    ///
    /// The program is the one that was solved: it may have more rows than this one.
    func questions(_ solved: LinearProgram, _ point: Point) -> SensitivityQuestions {
        let limits = BindingLimit.all(self, point, solved.reducedCosts(point.rowDuals))
        return SensitivityQuestions(
            limits: limits.prefix(ScenarioSolver.rangedLimits).map(\.sides),
            costs: scenario.sites.indices.prefix(Self.rangedSites).map(energyPrice))
    }

    /// The costs that one CNY per MWh on the energy component of a site changes: of import, and of
    /// contracts through the grid, which are paid instead of it.
    package func energyPrice(site: Int) -> [SensitivityQuestions.CostRate] {
        let hours = scenario.grid.stepHours
        let steps = 0..<scenario.grid.stepCount
        let bought = steps.map {
            SensitivityQuestions.CostRate(column: connection.imported(site, $0), rate: hours)
        }
        let members = supply.entries.indices.filter {
            supply.entries[$0].site == site && supply.entries[$0].renewable.delivery == .grid
        }
        return bought
            + members.flatMap { member in
                steps.map {
                    SensitivityQuestions.CostRate(column: supply.used(member, $0), rate: -hours)
                }
            }
    }
}
