/// What one site's tariff says for every step and month of the horizon.
///
/// Plans and metered bills both read prices here and nowhere else.
public struct TariffSchedule: Sendable {
    /// The terms of one calendar month.
    public struct Month: Sendable {
        /// Steps of the month inside the horizon.
        public let steps: Range<Int>
        /// The version in force at the end of those steps.
        public let version: TariffVersion
        /// True for the month in which the horizon starts.
        public let isFirst: Bool
    }

    /// Price of each component in each step, CNY per MWh.
    public let components: [TariffVersion.Component.Kind: [Double]]
    /// Price added for PUE in each step, CNY per MWh.
    public let pueAdderCNYPerMWh: [Double]
    /// Time-of-use period of each step.
    public let periods: [Season.Period]
    /// The months of the horizon.
    public let months: [Month]

    /// The energy component alone: what a contract through the grid replaces.
    public func energyCNYPerMWh(_ step: Int) -> Double { components[.energy]?[step] ?? 0 }

    /// All components and the PUE adder, added in one order so that equal input gives equal bits.
    public func totalCNYPerMWh(_ step: Int) -> Double {
        TariffVersion.Component.Kind.allCases.reduce(pueAdderCNYPerMWh[step]) { sum, kind in
            sum + (components[kind]?[step] ?? 0)
        }
    }

    /// Evaluates a tariff on the scenario's grid for a site with the given rated PUE.
    ///
    /// - Parameter hasEnergy: false where something else replaces the energy component.
    public init(_ tariff: Tariff, grid: TimeGrid, ratedPUE: Double?, hasEnergy: Bool = true) {
        var components: [TariffVersion.Component.Kind: [Double]] = [:]
        for kind in Set(tariff.versions.flatMap { $0.components.map(\.kind) }) {
            components[kind] = [Double](repeating: 0, count: grid.stepCount)
        }
        var adder = [Double](repeating: 0, count: grid.stepCount)
        var periods = [Season.Period](repeating: .flat, count: grid.stepCount)
        for step in 0..<grid.stepCount {
            guard let version = tariff.version(grid, step) else { continue }
            let local = grid.local[step]
            for component in version.components {
                guard hasEnergy || component.kind != .energy else { continue }
                components[component.kind]?[step] = version.priceCNYPerMWh(component, local, step)
            }
            if let rule = version.pueAdder, let ratedPUE {
                adder[step] = rule.priceCNYPerMWh(ratedPUE: ratedPUE)
            }
            periods[step] = version.period(local)
        }
        self.components = components
        pueAdderCNYPerMWh = adder
        self.periods = periods
        months = grid.monthStarts.indices.compactMap { index in
            let steps = grid.steps(ofMonth: index)
            return tariff.version(grid, steps.upperBound - 1).map {
                Month(steps: steps, version: $0, isFirst: index == 0)
            }
        }
    }
}

extension Scenario {
    /// The schedule of a site's tariff; at a node of the grid without the energy component, which
    /// the cost of supply replaces.
    public func tariffSchedule(_ site: Site) -> TariffSchedule {
        guard let tariff = tariffs.first(where: { $0.id == site.tariff }) else {
            preconditionFailure("a validated scenario has the tariff of every site")
        }
        return TariffSchedule(
            tariff, grid: grid, ratedPUE: site.ratedPUE, hasEnergy: site.node == nil)
    }
}
