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
    /// What is left of a right side, a direction of the gradients, and its image.
    private var residual: [Double]
    private var direction: [Double]
    private var image: [Double]
    /// Whether the first solve with this factor was so good that the next ones need no check.
    private var isExact = false
    /// δ: grows when a factorisation fails.
    private var shift = NormalEquations.leastShift
    /// Conjugate gradient steps so far.
    private(set) var refinements = 0

    static let leastShift = 1e-11
    static let greatestShift = 1e-3
    /// A first error of this share of what is allowed tells that a factor needs no refinement.
    private static let exactShare = 1e-2
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
        residual = [Double](repeating: 0, count: matrix.rowCount)
        (direction, image) = (residual, residual)
        dense = DenseColumns(columns: isDense.indices.filter { isDense[$0] })
    }

    /// Factorises for these weights of the columns; false when that fails however large δ is.
    mutating func factorise(_ theta: [Double]) -> Bool {
        self.theta = theta
        isExact = false
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

    /// Solves for a right side to a relative error; false when numbers run out of range.
    mutating func solve(
        _ right: [Double], tolerance: Double, into solution: inout [Double]
    ) -> Bool {
        Self.precondition(right, factor, dense, matrix, into: &solution)
        guard !isExact else { return solution.allSatisfy(\.isFinite) }
        let goal = tolerance * max(Self.norm(right), 1e-300)
        apply(to: solution)
        for row in right.indices { residual[row] = right[row] - image[row] }
        var best = Self.norm(residual)
        isExact = best <= Self.exactShare * goal
        guard best > goal else { return solution.allSatisfy(\.isFinite) }
        Self.precondition(residual, factor, dense, matrix, into: &direction)
        var product = Self.dot(residual, direction)
        var current = solution
        for _ in 0..<Self.mostSteps {
            refinements += 1
            apply(to: direction)
            let curvature = Self.dot(direction, image)
            guard curvature > 0, product.isFinite else { break }
            let step = product / curvature
            for row in current.indices {
                current[row] += step * direction[row]
                residual[row] -= step * image[row]
            }
            let size = Self.norm(residual)
            guard size.isFinite else { break }
            if size < best { (best, solution) = (size, current) }
            if size <= goal { break }
            Self.precondition(residual, factor, dense, matrix, into: &image)
            let following = Self.dot(residual, image)
            let keep = following / product
            product = following
            for row in direction.indices { direction[row] = image[row] + keep * direction[row] }
        }
        return solution.allSatisfy(\.isFinite)
    }

    /// image ← A Θ Aᵀ y, in one pass over the matrix.
    private mutating func apply(to y: [Double]) {
        for row in image.indices { image[row] = 0 }
        unsafe image.withUnsafeMutableBufferPointer { image in
            unsafe matrix.value.withUnsafeBufferPointer { value in
                unsafe matrix.rowIndex.withUnsafeBufferPointer { row in
                    for column in theta.indices where theta[column] != 0 {
                        let entries = matrix.columnStart[column]..<matrix.columnStart[column + 1]
                        var sum = 0.0
                        for entry in entries { unsafe sum += value[entry] * y[Int(row[entry])] }
                        sum *= theta[column]
                        for entry in entries {
                            unsafe image[Int(row[entry])] += value[entry] * sum
                        }
                    }
                }
            }
        }
    }

    /// Solves with the factor and the dense columns alone.
    private static func precondition(
        _ right: [Double], _ factor: borrowing SupernodalFactor, _ dense: DenseColumns,
        _ matrix: SparseMatrix, into solution: inout [Double]
    ) {
        for row in right.indices { solution[row] = right[row] }
        factor.solve(&solution)
        dense.correct(&solution, matrix)
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
