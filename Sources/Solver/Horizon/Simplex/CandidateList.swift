/// Variables that may be worth a step, each listed once.
struct CandidateList {
    private(set) var variables: [Int32] = []
    private var isListed: [Bool]
    /// Whether all variables must be looked at again.
    var isStale = true
    private var next = 0
    /// So many are compared for one step.
    private static let section = 2000

    init(count: Int) { isListed = [Bool](repeating: false, count: count) }

    @inline(__always)
    mutating func add(_ variable: Int) {
        guard !isListed[variable] else { return }
        isListed[variable] = true
        variables.append(Int32(variable))
    }

    mutating func clear() {
        for variable in variables { isListed[Int(variable)] = false }
        variables.removeAll(keepingCapacity: true)
    }

    /// The variable of greatest score among a part of the list; nil when nothing is left.
    ///
    /// The part moves on from call to call, and those of no score leave the list.
    @inline(__always)
    mutating func best(_ score: (Int) -> Double) -> Int? {
        var (best, most) = (-1, 0.0)
        var looked = 0
        while !variables.isEmpty, looked < Self.section || best < 0 {
            if next >= variables.count { next = 0 }
            let variable = Int(variables[next])
            let value = score(variable)
            looked += 1
            guard value > 0 else {
                isListed[variable] = false
                variables.swapAt(next, variables.count - 1)
                variables.removeLast()
                continue
            }
            if value > most { (best, most) = (variable, value) }
            next += 1
            if looked >= variables.count { break }
        }
        return best < 0 ? nil : best
    }
}
