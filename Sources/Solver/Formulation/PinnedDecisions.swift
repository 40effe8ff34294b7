/// Decisions that people hold: pins, freezes and maintenance windows.
///
/// For every pin i and step t in which it counts, and every maintenance window w likewise:
///
///     at_least[i,t] ≤ Σ a · decision ≤ at_most[i,t]
///     use of the thing ≤ available share[w] · (what there is + built)
///
/// A freeze is a pin that equals the values of the last plan. Rows of their own, not bounds of the
/// decisions, so that each pin has its dual, which is its cost, and its name in a conflict.
struct PinnedDecisions {
    private let pins: Family
    private let pinIndex: [Int]
    private let windows: Family
    private let windowIndex: [Int]

    init(_ builder: inout ProgramBuilder, _ scenario: Scenario, _ decisions: DecisionColumns) {
        let grid = scenario.grid
        pinIndex = scenario.pins.indices.filter { index in
            let pin = scenario.pins[index]
            return !pin.isExpired(grid) && (0..<grid.stepCount).contains { pin.holds(grid, $0) }
        }
        pins = builder.addRows(
            .pin, pinIndex.map { scenario.pins[$0].id }, steps: grid.stepCount, lower: -.infinity,
            upper: .infinity)
        var members: [(index: Int, use: DecisionColumns.Use)] = []
        for (index, window) in scenario.maintenance.enumerated() {
            guard let thing = try? scenario.thing(window) else { continue }
            members += decisions.uses(thing, window.asset).map { (index, $0) }
        }
        windowIndex = members.map(\.index)
        windows = builder.addRows(
            .maintenance,
            members.map { member in
                [scenario.maintenance[member.index].id, member.use.name]
                    .filter { !$0.isEmpty }.joined(separator: ",")
            }, steps: grid.stepCount, lower: -.infinity, upper: .infinity)
        addPins(&builder, scenario, decisions)
        for (row, member) in members.enumerated() {
            let window = scenario.maintenance[member.index]
            var copies: [Int: [Int]] = [:]
            for step in 0..<grid.stepCount where window.hold.holds(grid, step) {
                Self.limit(
                    &builder, row: windows(row, step), member.use, step,
                    share: window.availableShare)
                guard let same = member.use.sameAsRow?(step) else { continue }
                copies[same] = [windows(row, step)]
            }
            builder.copyTerms(copies)
        }
    }

    private func addPins(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ decisions: DecisionColumns
    ) {
        let grid = scenario.grid
        for (row, index) in pinIndex.enumerated() {
            let pin = scenario.pins[index]
            guard let thing = try? scenario.thing(pin) else { continue }
            let columns = decisions.terms(pin.decision, thing)
            for step in 0..<grid.stepCount where pin.holds(grid, step) {
                guard let terms = columns(step) else { continue }
                builder.setBounds(
                    row: pins(row, step), lower: pin.atLeast?[step] ?? -.infinity,
                    upper: pin.atMost?[step] ?? .infinity)
                for term in terms {
                    builder.addTerm(row: pins(row, step), column: term.column, term.factor)
                }
            }
        }
    }

    private static func limit(
        _ builder: inout ProgramBuilder, row: Int, _ use: DecisionColumns.Use, _ step: Int,
        share: Double
    ) {
        let range = use.range(step)
        builder.setBounds(
            row: row, lower: range.lower.isFinite ? share * range.lower : -.infinity,
            upper: share * range.upper)
        for term in use.terms(step) {
            builder.addTerm(row: row, column: term.column, term.factor)
        }
        if let built = use.built {
            // A copied row has the whole of what is added already.
            let whole = use.sameAsRow == nil ? 0.0 : 1
            builder.addTerm(
                row: row, column: built.column, (whole - share) * built.factor(step))
        }
        // A generator that must run may not while it is out of service.
        for term in use.terms(step) where range.lower > 0 {
            builder.lowerBound(ofColumn: term.column, atMost: share * range.lower)
        }
    }
}

extension PinnedDecisions {
    /// What each pin and window costs at the margin in each step, CNY per unit.
    ///
    /// The dual: what one more unit of the value it sets adds to the cost.
    func prices(_ scenario: Scenario, _ duals: [Double]) -> [Prices.Held] {
        let pins = pinIndex.enumerated().map { row, index in
            Prices.Held(
                id: scenario.pins[index].id, kind: .pin, index: index,
                marginalCNYPerUnit: self.pins.values(duals, row),
                isWhole: scenario.pins[index].holdsWholeNumbers(scenario))
        }
        let windows = windowIndex.enumerated().map { row, index in
            Prices.Held(
                id: self.windows.members[row], kind: .maintenance, index: index,
                marginalCNYPerUnit: self.windows.values(duals, row), isWhole: false)
        }
        return pins + windows
    }
}
