/// Slices cut so that each use takes a whole one, because the registry retires whole slices.
///
/// A slice of which one use takes everything stays. Any other is split into a part for each use, in the
/// order of uses, and a last part for the rest; parts have the registry's names (`SLICE.1`, …). A slice
/// with more uses than one split may have parts is split again at its last part.
struct SliceCut {
    /// What is retired, whole.
    let parts: [Part]
    /// The slice of each use.
    let ids: [String]
    /// Splits in rounds: those of a round need the parts of the rounds before.
    let rounds: [[SliceSplits.Split]]

    /// A slice, or a part of one, that one use takes; there can be a million, so the energy certificate
    /// is not held again.
    struct Part: Sendable {
        let id: String
        let wattHours: Int64
        /// Position of the slice in the problem.
        let slice: Int
    }

    init(_ uses: [EnergyUse], of problem: AssignmentProblem) {
        // By slice, and in the order of uses.
        let order = uses.indices.sorted { (uses[$0].slice, $0) < (uses[$1].slice, $1) }
        var made: [Part] = []
        made.reserveCapacity(uses.count)
        var ids = [String](repeating: "", count: uses.count)
        var rounds: [[SliceSplits.Split]] = []
        var next = 0
        while next < order.count {
            let slice = uses[order[next]].slice
            let end = order[next...].firstIndex { uses[$0].slice != slice } ?? order.endIndex
            var waiting = order[next..<end]
            next = end
            var open = (id: problem.slices[slice].id, wattHours: problem.slices[slice].wattHours)
            var round = 0
            while let first = waiting.first {
                if waiting.count == 1, uses[first].wattHours == open.wattHours {
                    ids[first] = open.id
                    made.append(Part(id: open.id, wattHours: open.wattHours, slice: slice))
                    break
                }
                let served = waiting.prefix(SliceSplits.partLimit - 1)
                waiting = waiting.dropFirst(served.count)
                var sizes = served.map { uses[$0].wattHours }
                let rest = open.wattHours - sizes.reduce(0, +)
                if rest > 0 { sizes.append(rest) }
                let split = SliceSplits.Split(slice: open.id, parts: sizes)
                if rounds.count == round { rounds.append([]) }
                rounds[round].append(split)
                round += 1
                for (use, name) in zip(served, split.names) {
                    ids[use] = name
                    made.append(
                        Part(id: name, wattHours: uses[use].wattHours, slice: slice))
                }
                open.wattHours = rest
                open.id = split.names[split.names.count - 1]
            }
        }
        parts = made
        self.ids = ids
        self.rounds = rounds
    }
}
