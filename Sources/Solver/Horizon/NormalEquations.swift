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
    let matrix: SparseMatrix
    private let pattern: NormalPattern
    /// Places of the diagonal in the factor's blocks.
    private let diagonal: [Int32]
    private var factor: SupernodalFactor
    private var dense: DenseColumns
    private var theta: [Double] = []
    /// δ: grows when a factorisation fails.
    private var shift = NormalEquations.leastShift
    /// Conjugate gradient steps so far.
    private(set) var refinements = 0

    static let leastShift = 1e-11
    static let greatestShift = 1e-3
    /// Steps of conjugate gradients for one right side.
    private static let mostSteps = 12

    /// Entries and operations of the factor, for the record.
    var entryCount: Double { factor.entryCount }
    var operationCount: Double { factor.operationCount }

    /// Prepares for a matrix whose rows are in the order of elimination.
    init(_ matrix: SparseMatrix) {
        self.matrix = matrix
        let isDense = DenseColumns.marks(matrix)
        var pattern = NormalPattern(matrix, leavingOut: isDense)
        let blocks = Supernodes(pattern)
        let places = SupernodalFactor.places(of: pattern, in: blocks)
        diagonal = pattern.start.dropLast().map { places[Int($0)] }
        pattern.moveTargets(to: places)
        self.pattern = pattern
        factor = SupernodalFactor(blocks)
        dense = DenseColumns(columns: isDense.indices.filter { isDense[$0] })
    }

    /// Factorises for these weights of the columns; false when that fails however large δ is.
    mutating func factorise(_ theta: [Double]) -> Bool {
        self.theta = theta
        shift = max(Self.leastShift, shift / 10)
        while shift <= Self.greatestShift {
            unsafe factor.fill { sum in
                unsafe sum.update(repeating: 0)
                for place in diagonal { unsafe sum[Int(place)] = shift }
                unsafe pattern.addProducts(matrix, theta, to: sum)
            }
            if factor.factorise(), dense.update(matrix, theta, factor) { return true }
            shift *= 100
        }
        return false
    }

    /// Solves for a right side to a relative error; nil when numbers run out of range.
    mutating func solve(_ right: [Double], tolerance: Double) -> [Double]? {
        var solution = precondition(right)
        var residual = remainder(right, solution)
        let goal = tolerance * max(Self.norm(right), 1e-300)
        guard Self.norm(residual) > goal else { return solution }
        var direction = precondition(residual)
        var product = Self.dot(residual, direction)
        var best = (size: Self.norm(residual), solution: solution)
        for _ in 0..<Self.mostSteps {
            refinements += 1
            let image = applied(direction)
            let curvature = Self.dot(direction, image)
            guard curvature > 0, product.isFinite else { break }
            let step = product / curvature
            for row in solution.indices {
                solution[row] += step * direction[row]
                residual[row] -= step * image[row]
            }
            let size = Self.norm(residual)
            guard size.isFinite else { break }
            if size < best.size { best = (size, solution) }
            if size <= goal { break }
            let next = precondition(residual)
            let following = Self.dot(residual, next)
            let keep = following / product
            product = following
            for row in direction.indices { direction[row] = next[row] + keep * direction[row] }
        }
        return best.solution.allSatisfy(\.isFinite) ? best.solution : nil
    }

    /// r − A Θ Aᵀ y.
    private func remainder(_ right: [Double], _ y: [Double]) -> [Double] {
        var rest = applied(y)
        for row in rest.indices { rest[row] = right[row] - rest[row] }
        return rest
    }

    /// A Θ Aᵀ y.
    private func applied(_ y: [Double]) -> [Double] {
        var weighted = matrix.transposedProduct(y)
        for column in weighted.indices { weighted[column] *= theta[column] }
        var result = [Double](repeating: 0, count: matrix.rowCount)
        matrix.addProduct(weighted, to: &result)
        return result
    }

    private func precondition(_ right: [Double]) -> [Double] {
        var solution = right
        factor.solve(&solution)
        return dense.corrected(solution, matrix)
    }

    private static func norm(_ vector: [Double]) -> Double {
        vector.reduce(0) { max($0, abs($1)) }
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }
}
