import Glibc

/// The capacity of a PyPSA component: what stands, and what may be built.
///
/// Of an extendable component PyPSA decides the whole capacity, from its minimum to its maximum,
/// and counts what stands today only in a constant of the objective. Here the minimum stands, the
/// rest may be added, and the two constants are kept apart.
struct PyPSACapacity {
    /// Capacity that stands whatever is decided, in the attribute's own unit.
    let standing: Double
    /// Largest capacity that may be added; zero where nothing is decided.
    let addable: Double
    /// Cost of one more unit over the horizon.
    let cost: Double
    /// Size of a module; nil for any amount.
    let module: Double?
    /// Cost of what stands whatever is decided.
    let standingCost: Double
    /// Cost of what exists today, which PyPSA deducts from its objective.
    let existingCost: Double

    /// - Parameter attribute: `p_nom`, `s_nom` or `e_nom`.
    /// - Parameter limit: stands in for an infinite capacity.
    init(
        _ table: PyPSATable, _ row: Int, _ attribute: String, limit: Double, years: Double,
        _ omissions: PyPSAOmissions
    ) {
        func number(_ suffix: String) -> Double { table.number(row, attribute + suffix) }
        func finite(_ value: Double, _ suffix: String) -> Double {
            guard value > limit else { return value }
            omissions.add(
                table.component.rawValue, attribute + suffix, .replaced, [table.names[row]],
                JSON.text(of: limit))
            return limit
        }
        let exists = number("")
        let cost = Self.cost(table, row, years: years)
        let (least, most, fixed) = (number("_min"), number("_max"), number("_set"))
        let size = number("_mod")
        guard table.flag(row, attribute + "_extendable") else {
            standing = finite(exists, "")
            (addable, self.cost, module, standingCost, existingCost) = (0, 0, nil, 0, 0)
            return
        }
        self.cost = cost
        existingCost = cost * exists
        module = size > 0 ? size : nil
        // PyPSA's whole capacity comes in modules, so the least of it does, too.
        let step = { (value: Double, up: Bool) -> Double in
            guard size > 0, value.isFinite else { return value }
            let count = value / size
            return size * (up ? ceil(count - 1e-9) : floor(count + 1e-9))
        }
        let low = fixed.isNaN ? step(least, true) : fixed
        let high = fixed.isNaN ? step(finite(most, "_max"), false) : fixed
        if high < low || low < 0 {
            table.fault(
                row, given: "\(attribute) from \(low) to \(high)",
                allowed: "a minimum of at least 0 and at most the maximum")
        }
        if cost < 0 {
            table.fault(row, given: "a capital cost of \(cost)", allowed: "at least 0")
        }
        standing = low
        standingCost = cost * low
        addable = max(0, high - low)
    }

    /// Cost of a unit of capacity over the horizon.
    private static func cost(_ table: PyPSATable, _ row: Int, years: Double) -> Double {
        let (capital, overnight) = (
            table.number(row, "capital_cost"), table.number(row, "overnight_cost")
        )
        let (rate, life) = (table.number(row, "discount_rate"), table.number(row, "lifetime"))
        let upkeep = table.number(row, "fom_cost")
        guard !overnight.isNaN else { return capital + upkeep }
        return overnight * annuity(rate, life) * years + upkeep
    }

    /// Share of an overnight cost to pay each year.
    private static func annuity(_ rate: Double, _ life: Double) -> Double {
        if rate == 0 { return life.isInfinite ? 0 : 1 / life }
        if life.isInfinite { return max(rate, 0) }
        return rate / (1 - pow(1 + rate, -life))
    }

    /// The `expansion` of a scenario; nil where nothing may be added.
    ///
    /// - Parameter scale: units of the scenario's capacity for one of PyPSA's.
    func expansion(unit: String, scale: Double = 1, hours: Double, _ more: [JSON.Member] = [])
        -> JSON?
    {
        guard addable > 0 else { return nil }
        var members = [
            JSON.Member("maximum_" + unit, .number(addable * scale)),
            // The horizon's share of the year makes of it what PyPSA counts.
            JSON.Member(
                "annual_cost_cny_per_" + unit,
                .number(hours > 0 ? cost / scale * 8760 / hours : 0)),
        ]
        if let module { members.append(JSON.Member("module_" + unit, .number(module * scale))) }
        return .object(members + more)
    }
}
