/// Slices cut so that each use takes a whole one, because the registry retires whole slices.
///
/// A slice of which one use takes everything stays. Any other is split into a part for each use, in the
/// order of uses, and a last part for the rest; parts have the registry's names (`SLICE.1`, …). A slice
/// with more uses than one split may have parts is split again at its last part.
struct SliceCut {
    /// What is retired, whole.
    let slices: [EnergySlice]
    /// The slice of each use.
    let ids: [String]
    /// Splits in rounds: those of a round need the parts of the rounds before.
    let rounds: [[SliceSplits.Split]]

    init(_ uses: [EnergyUse], of problem: AssignmentProblem) {
        var usesOfSlice: [Int: [Int]] = [:]
        for (index, use) in uses.enumerated() { usesOfSlice[use.slice, default: []].append(index) }
        var slices: [EnergySlice] = []
        var ids = [String](repeating: "", count: uses.count)
        var rounds: [[SliceSplits.Split]] = []
        for slice in usesOfSlice.keys.sorted() {
            var open = problem.slices[slice]
            var waiting = (usesOfSlice[slice] ?? [])[...]
            var round = 0
            while let first = waiting.first {
                if waiting.count == 1, uses[first].wattHours == open.wattHours {
                    ids[first] = open.id
                    slices.append(open)
                    break
                }
                let served = waiting.prefix(SliceSplits.partLimit - 1)
                waiting = waiting.dropFirst(served.count)
                var parts = served.map { uses[$0].wattHours }
                let rest = open.wattHours - parts.reduce(0, +)
                if rest > 0 { parts.append(rest) }
                let split = SliceSplits.Split(slice: open.id, parts: parts)
                if rounds.count == round { rounds.append([]) }
                rounds[round].append(split)
                round += 1
                for (use, name) in zip(served, split.names) {
                    ids[use] = name
                    slices.append(
                        EnergySlice(
                            id: name, wattHours: uses[use].wattHours,
                            certificate: open.certificate))
                }
                open.wattHours = rest
                open.id = split.names[split.names.count - 1]
            }
        }
        self.slices = slices
        self.ids = ids
        self.rounds = rounds
    }
}
