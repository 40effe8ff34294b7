import Solver

/// Why there is no plan: the limits in conflict and the cheapest way to relax them.
struct ConflictSection {
    private let conflict: Conflict
    private let scenario: Scenario
    private let names: Names

    init(_ conflict: Conflict, _ scenario: Scenario) {
        self.conflict = conflict
        self.scenario = scenario
        names = Names(scenario)
    }

    /// The section.
    func markup() -> Markup {
        var table = DataTable(
            columns: [
                .init(heading: Text("Loosened", "放宽的限值"), isNumber: false),
                .init(heading: Text("Of", "对象"), isNumber: false),
                .init(heading: Text("First at", "首次时刻"), isNumber: false),
                .init(heading: Text("In", "出现"), unit: Text("steps", "时段数")),
                .init(heading: Text("Limit", "限值")),
                .init(heading: Text("More needed", "还需")),
                .init(heading: Text("Unit", "单位"), isNumber: false),
            ])
        table.rows = conflict.relaxations.map { entry in
            let step = min(entry.firstStep, scenario.grid.stepCount - 1)
            return [
                Markup(Words.limit(entry.kind)), Markup(names.subject(entry.kind, entry.subject)),
                Markup(ReportContext.time(scenario.grid.text(step))),
                Markup(NumberText.fixed(Double(entry.count))),
                Markup(NumberText.plain(entry.limit)), Markup(NumberText.plain(entry.amount)),
                Markup(Words.unit(entry.kind, entry.subject, scenario)),
            ]
        }
        return .section(
            "conflict", Text("Limits in conflict", "相互冲突的约束"),
            [
                .element(
                    "p", [:], Words.relaxation(isProven: conflict.isCheapestProven)),
                table.markup(),
                .element(
                    "p", [:],
                    conflict.parties.isEmpty
                        ? Words.conflictNotFound
                        : Words.conflict(
                            isIrreducible: conflict.isIrreducible,
                            needsIntegers: conflict.needsIntegers)),
                .element("ul", [:], conflict.parties.map(party)),
            ])
    }

    private func party(_ party: Conflict.Party) -> Markup {
        let low = NumberText.plain(party.smallest)
        let high = NumberText.plain(party.largest)
        let size = low == high ? low : low + " – " + high
        let value: Text =
            party.kind.hasOwnValue
            ? ", " + Words.side(isUpper: party.isUpper) + " \(size) "
                + Words.unit(party.kind, party.subject, scenario) : ""
        let steps = scenario.grid.stepCount
        let from = scenario.grid.text(min(party.firstStep, steps))
        let to = scenario.grid.text(min(party.lastStep + 1, steps))
        let time: Text =
            party.kind == .greenMatching
            ? "" : ", \(ReportContext.time(from)) – \(ReportContext.time(to))"
        return .element(
            "li", [:],
            [
                Markup(Words.limit(party.kind) + ": "),
                Markup(names.subject(party.kind, party.subject)), Markup(value + time),
            ])
    }
}
