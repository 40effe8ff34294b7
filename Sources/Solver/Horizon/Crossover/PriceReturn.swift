/// Brings basic variables that have a price back to the bound that it holds them at.
///
/// A vertex near an optimal point may have such variables a little way off their bounds. Steps of
/// the primal simplex method that move them back, and lower the cost as a whole, are few. Costs are
/// counted by prices: c·x and d·x differ by a constant where A x − r = 0.
struct PriceReturn {
    /// How many steps it took.
    private(set) var steps = 0
    private let price: [Double]
    private var rho: SparseVector
    private var w: SparseVector
    private var alpha: SparseVector
    private var push: PrimalPush

    /// Steps for one variable, and candidates for one step.
    private static let mostSteps = 50
    private static let mostCandidates = 8
    private static let mostPasses = 10
    private static let leastPivot = 1e-6

    init(_ basis: CrossoverBasis, price: [Double]) {
        self.price = price
        rho = SparseVector(count: basis.form.rowCount)
        w = rho
        alpha = SparseVector(count: basis.form.count)
        push = PrimalPush(basis.form)
    }

    /// Brings back what costs most, the dearest first, until nothing costs more than an amount.
    mutating func run(_ basis: inout CrossoverBasis, worth least: Double) {
        for _ in 0..<Self.mostPasses {
            let before = steps
            let dear = basis.heading
                .map { (loss: loss(Int($0), basis), variable: Int($0)) }
                .filter { $0.loss > least }
                .sorted { ($1.loss, $0.variable) < ($0.loss, $1.variable) }
            for item in dear {
                for _ in 0..<Self.mostSteps where loss(item.variable, basis) > least {
                    guard !basis.isTooLong, basis.position[item.variable] >= 0,
                        step(item.variable, &basis)
                    else { break }
                    steps += 1
                }
            }
            if steps == before { return }
        }
    }

    /// What it costs that a variable is not at the bound that its price pulls it to.
    private func loss(_ variable: Int, _ basis: CrossoverBasis) -> Double {
        let value = basis.value[variable]
        let way =
            price[variable] > 0
            ? value - basis.form.lower[variable] : basis.form.upper[variable] - value
        return way.isFinite ? way * abs(price[variable]) : 0
    }

    /// One step that moves a basic variable towards its bound; false when none lowers the cost.
    private mutating func step(_ variable: Int, _ basis: inout CrossoverBasis) -> Bool {
        basis.row(at: Int(basis.position[variable]), into: &rho)
        basis.tableauRow(rho, into: &alpha)
        // x changes by −α t: it is to fall where its price is positive.
        let fall = price[variable] > 0 ? 1.0 : -1.0
        var candidates: [(worth: Double, variable: Int, isUp: Bool)] = []
        for other in alpha.places {
            let candidate = Int(other)
            let size = fall * alpha.value[candidate]
            guard abs(size) > Self.leastPivot, canMove(candidate, up: size > 0, basis) else {
                continue
            }
            let cost = size > 0 ? price[candidate] : -price[candidate]
            let worth = abs(price[variable] * size) - cost
            if worth > 0 { candidates.append((worth, candidate, size > 0)) }
        }
        candidates.sort { ($1.worth, $0.variable) < ($0.worth, $1.variable) }
        for candidate in candidates.prefix(Self.mostCandidates) {
            basis.column(of: candidate.variable, into: &w)
            var slope = price[candidate.variable]
            for place in w.places {
                slope -= price[Int(basis.heading[Int(place)])] * w.value[Int(place)]
            }
            guard candidate.isUp ? slope < 0 : slope > 0 else { continue }
            push.move(candidate.variable, up: candidate.isUp, &basis)
            return true
        }
        return false
    }

    private func canMove(_ variable: Int, up: Bool, _ basis: CrossoverBasis) -> Bool {
        let value = basis.value[variable]
        return up ? value < basis.form.upper[variable] : value > basis.form.lower[variable]
    }
}
