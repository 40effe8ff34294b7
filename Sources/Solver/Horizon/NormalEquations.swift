/// Solves (A Θ Aᵀ) y = r, anew for every Θ on a pattern that stays.
///
/// The factor is of A Θ Aᵀ + δ I without the dense columns of A, which come back through a Schur
/// complement: with V the dense columns times √Θ and S the rest,
/// (S + V Vᵀ)⁻¹ = S⁻¹ − S⁻¹V (I + VᵀS⁻¹V)⁻¹ VᵀS⁻¹. What this and δ leave of the error goes by conjugate
/// gradients on the true matrix, with the factor as preconditioner. (K. D. Andersen, *A modified
/// Schur-complement method for handling dense columns in interior-point methods*, ACM TOMS 22
/// (1996); A. Altman, J. Gondzio, *Regularized symmetric indefinite systems in interior point
/// methods*, Optim. Methods Softw. 11 (1999).)
struct NormalEquations: ~Copyable {
    private let passes: ColumnPasses
    private var matrix: SparseMatrix { passes.matrix }
    private let pattern: NormalPattern
    /// Places of the diagonal in the factor's blocks.
    private let diagonal: [Int32]
    private var factor: SupernodalFactor
    private var dense: DenseColumns
    /// The image of a solution, what it leaves of a right side, or the image of a direction.
    private let image: Vector
    /// Whether the first solve with this factor was so good that the next ones need no check.
    private var isExact = false
    /// δ: grows when a factorisation fails.
    private var shift = NormalEquations.leastShift

    static let leastShift = 1e-14
    static let greatestShift = 1e-3
    /// A first error of this share of what is allowed tells that a factor needs no refinement.
    private static let exactShare = 1e-2
    /// Steps of conjugate gradients for one right side.
    private static let mostSteps = 12

    /// Entries and operations of the factor, for the record.
    var entryCount: Double { factor.entryCount }
    var operationCount: Double { factor.operationCount }

    /// Prepares for columns whose rows are in the order of elimination.
    init(_ passes: ColumnPasses, _ watch: HorizonWatch) {
        self.passes = passes
        let (matrix, isDense) = (passes.matrix, passes.isDense)
        var pattern = NormalPattern(matrix, leavingOut: isDense, watch: watch)
        let blocks = Supernodes(pattern)
        let places = SupernodalFactor.places(of: pattern, in: blocks)
        diagonal = pattern.start.dropLast().map { places[Int($0)] }
        pattern.moveTargets(to: places)
        self.pattern = pattern
        factor = SupernodalFactor(blocks, sharing: watch.sharing)
        image = Vector(count: matrix.rowCount)
        dense = DenseColumns(columns: isDense.indices.filter { isDense[$0] })
    }

    /// Gives the memory of the factor's numbers back until the next factorisation.
    mutating func forgetFactor() { factor.forgetValues() }

    /// Factorises for these weights of the columns; false when that fails however large δ is.
    ///
    /// - Parameters:
    ///   - theta: the weights.
    ///   - right: a right side that will be solved for first, if it is known.
    ///   - solution: takes what `solve` goes on from then.
    ///   - watch: may stop it.
    mutating func factorise(
        _ theta: borrowing Vector, along right: borrowing Vector, into solution: Entries?,
        _ watch: HorizonWatch
    ) -> Bool {
        isExact = false
        shift = max(Self.leastShift, shift / 10)
        while shift <= Self.greatestShift {
            let sum = unsafe factor.numbers
            unsafe sum.update(repeating: 0)
            for place in diagonal { unsafe sum[Int(place)] = shift }
            solution?.copy(right.entries)
            let (windows, weights, passes, targets) = (
                passes.windows, theta.entries, passes, pattern.target
            )
            var next = 0
            let isSound = factor.factorise(watch, along: solution) { row in
                while next < windows.count, windows[next].firstRow <= row {
                    unsafe passes.addProducts(of: windows[next], weights, to: sum, at: targets)
                    next += 1
                }
            }
            if isSound, dense.update(matrix, theta, factor, watch) { return true }
            guard watch.reason == nil else { return false }
            shift *= 100
        }
        return false
    }

    /// Solves for a right side to a relative error; false when numbers run out of range.
    ///
    /// - Parameters:
    ///   - right: the right side.
    ///   - theta: the weights of the last factorisation.
    ///   - tolerance: what is left of the right side, as a share of it.
    ///   - solution: is written over; holds L⁻¹ of the right side already if `isHalfDone`.
    ///   - watch: may stop it.
    mutating func solve(
        _ right: borrowing Vector, _ theta: borrowing Vector, tolerance: Double,
        into solution: Entries, isHalfDone: Bool = false, _ watch: HorizonWatch
    ) -> Bool {
        if isHalfDone {
            finish(solution, watch)
        } else {
            precondition(right, into: solution, watch)
        }
        guard watch.reason == nil else { return false }
        guard !isExact else { return solution.isFinite }
        let goal = tolerance * max(right.size, 1e-300)
        apply(theta, to: solution)
        for row in right.indices { image[row] = right[row] - image[row] }
        let error = image.size
        isExact = error <= Self.exactShare * goal
        if error > goal { refine(solution, theta, from: error, to: goal, watch) }
        return watch.reason == nil && solution.isFinite
    }

    /// Takes steps of conjugate gradients from what the solution leaves of the right side (`image`);
    /// the best solution is what remains.
    private mutating func refine(
        _ solution: Entries, _ theta: borrowing Vector, from error: Double, to goal: Double,
        _ watch: HorizonWatch
    ) {
        var least = error
        // Needed in few iterations: held while they last.
        let residual = Vector(count: solution.count)
        residual.copy(image)
        let direction = Vector(count: solution.count)
        let best = Vector(count: solution.count)
        best.entries.copy(solution)
        precondition(residual, into: direction.entries, watch)
        var product = residual.dot(direction)
        for _ in 0..<Self.mostSteps {
            apply(theta, to: direction.entries)
            let curvature = direction.dot(image)
            guard watch.reason == nil, curvature > 0, product.isFinite else { break }
            let step = product / curvature
            for row in residual.indices {
                solution[row] += step * direction[row]
                residual[row] -= step * image[row]
            }
            let size = residual.size
            guard size.isFinite else { break }
            if size < least {
                least = size
                best.entries.copy(solution)
            }
            if size <= goal { break }
            precondition(residual, into: image.entries, watch)
            let following = residual.dot(image)
            let keep = following / product
            product = following
            for row in direction.indices { direction[row] = image[row] + keep * direction[row] }
        }
        solution.copy(best.entries)
    }

    /// image ← A Θ Aᵀ y, in one pass over the matrix.
    private func apply(_ theta: borrowing Vector, to y: Entries) {
        image.clear()
        passes.addImage(theta.entries, of: y, to: image.entries)
    }

    /// Solves with the factor and the dense columns alone.
    private func precondition(
        _ right: borrowing Vector, into solution: Entries, _ watch: HorizonWatch
    ) {
        solution.copy(right.entries)
        factor.forward(solution, watch)
        finish(solution, watch)
    }

    /// From L⁻¹ of a right side to the solution with the factor and the dense columns.
    private func finish(_ solution: Entries, _ watch: HorizonWatch) {
        factor.backward(solution, watch)
        dense.correct(solution, matrix)
    }
}
