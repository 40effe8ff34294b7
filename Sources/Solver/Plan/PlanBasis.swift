/// The basis of a plan, from which plans of similar scenarios are found sooner.
///
/// Similar: other prices, loads, limits, efficiencies; the same horizon some steps later; things more or
/// less. Columns and rows are told by what they are, whose they are, and when. Plans do not
/// depend on it but for the choice among equals within rounding: every answer is proven.
public struct PlanBasis: Sendable {
    private let states: ProgramBasis
    private let names: FamilyNames
    private let grid: TimeGrid

    /// Keeps the basis of a formulation's program.
    init(_ formulation: Formulation, _ states: ProgramBasis) {
        (self.states, names, grid) = (states, formulation.names, formulation.scenario.grid)
    }

    /// Where the columns and rows of another formulation stand by this basis; nil where steps have
    /// another length.
    ///
    /// What is not here begins as what is added to a program: columns at a bound, rows basic.
    func states(for other: Formulation) -> ProgramBasis? {
        let next = other.scenario.grid
        guard next.stepMinutes == grid.stepMinutes else { return nil }
        let shift = Shift(from: grid, to: next)
        return ProgramBasis(
            columns: shift.states(
                states.columns, names.columnFamilies, other.names.columnFamilies, new: .lower),
            rows: shift.states(states.rows, names.rowFamilies, other.names.rowFamilies, new: .basic)
        )
    }

    /// How many steps one horizon begins after another.
    private struct Shift {
        let steps: Int
        let hours: Int
        private let stepsPerDay: Int

        init(from grid: TimeGrid, to next: TimeGrid) {
            steps = (next.start.seconds - grid.start.seconds) / (60 * grid.stepMinutes)
            hours = Self.hour(next) - Self.hour(grid)
            stepsPerDay = 24 * 60 / grid.stepMinutes
        }

        /// The clock hour in which a horizon begins.
        private static func hour(_ grid: TimeGrid) -> Int {
            Int((Double(grid.start.seconds) / 3600).rounded(.down))
        }

        /// States of the members of families, by those of the same name and time.
        func states(
            _ states: [ProgramBasis.State], _ families: [Family], _ next: [Family],
            new: ProgramBasis.State
        ) -> [ProgramBasis.State] {
            var known: [Key: Place] = [:]
            for place in Place.all(families) { known[place.key] = place }
            var moved: [ProgramBasis.State] = []
            for place in Place.all(next) {
                let family = place.family
                guard let own = known[place.key], own.family.stepCount > 0 else {
                    moved += repeatElement(new, count: family.stepCount)
                    continue
                }
                for step in family.steps {
                    let steps = own.family.steps
                    let then = earlier(step + offset(of: family), in: steps, family)
                    moved.append(states[own.first + then - steps.lowerBound])
                }
            }
            return moved
        }

        /// The step of the earlier horizon that a step stands like.
        ///
        /// One after the last stands like the same time a day before, whose prices and loads are
        /// nearest; in a horizon of a day that would be the first, which follows from what was
        /// before: there it stands like the last. A tick of a week then takes 485 steps in place of
        /// a try given up.
        private func earlier(_ step: Int, in steps: Range<Int>, _ family: Family) -> Int {
            guard step >= steps.upperBound else { return max(step, steps.lowerBound) }
            let dayBefore = step - (family.stepLength > 1 ? 24 : stepsPerDay)
            guard dayBefore > steps.lowerBound else { return steps.upperBound - 1 }
            return min(dayBefore, steps.upperBound - 1)
        }

        private func offset(of family: Family) -> Int {
            if family.stepCount == 1, family.firstStep == 0 { return 0 }
            return family.stepLength > 1 ? hours : steps
        }
    }

    /// What a member of a family is, and whose; the ordinal tells those apart that share both.
    private struct Key: Hashable {
        let kind: FamilyKind
        let member: String
        let ordinal: Int
    }

    /// A member of a family, and the index of its first step.
    private struct Place {
        let key: Key
        let family: Family
        let first: Int

        static func all(_ families: [Family]) -> [Place] {
            var count: [Key: Int] = [:]
            return families.flatMap { family in
                family.members.enumerated().map { number, member in
                    let name = Key(kind: family.kind, member: member, ordinal: 0)
                    let ordinal = count[name, default: 0]
                    count[name] = ordinal + 1
                    return Place(
                        key: Key(kind: family.kind, member: member, ordinal: ordinal),
                        family: family, first: family.first + number * family.stepCount)
                }
            }
        }
    }
}
