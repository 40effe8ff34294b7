import CCHOLMOD

/// A sparse Cholesky factor L Lᵀ of a symmetric positive definite matrix, by CHOLMOD.
///
/// The pattern is analysed once; every factorisation and solve reuses it. (Y. Chen, T. A. Davis,
/// W. W. Hager, S. Rajamanickam, *Algorithm 887: CHOLMOD*, ACM TOMS 35 (2008).)
@safe
struct CholeskyFactor: ~Copyable {
    private let common: UnsafeMutablePointer<cholmod_common>
    private let matrix: UnsafeMutablePointer<cholmod_sparse>
    private let factor: UnsafeMutablePointer<cholmod_factor>
    private let rowCount: Int
    /// Entries of the factor.
    let entryCount: Double
    /// Floating-point operations of one factorisation.
    let operationCount: Double

    /// How rows are ordered before the elimination.
    enum Ordering {
        case asGiven
        /// Approximate minimum degree.
        case minimumDegree
        /// Nested dissection by METIS.
        case nestedDissection
    }

    /// Analyses a lower triangle; nil when there is no memory for it.
    init?(_ pattern: NormalPattern, ordering: Ordering) {
        openblas_set_num_threads(1)
        rowCount = pattern.start.count - 1
        unsafe common = UnsafeMutablePointer<cholmod_common>.allocate(capacity: 1)
        unsafe cholmod_start(common)
        unsafe common.pointee.print = 0
        unsafe common.pointee.nmethods = 1
        unsafe common.pointee.postorder = ordering == .asGiven ? 0 : 1
        unsafe common.pointee.method.0.ordering =
            switch ordering {
            case .asGiven: CHOLMOD_NATURAL
            case .minimumDegree: CHOLMOD_AMD
            case .nestedDissection: CHOLMOD_METIS
            }
        let entries = pattern.row.count
        guard
            let lower = unsafe cholmod_allocate_sparse(
                rowCount, rowCount, entries, 1, 1, -1, CHOLMOD_REAL, common)
        else {
            unsafe cholmod_finish(common)
            unsafe common.deallocate()
            return nil
        }
        unsafe lower.pointee.p.assumingMemoryBound(to: Int32.self).update(
            from: pattern.start, count: rowCount + 1)
        unsafe lower.pointee.i.assumingMemoryBound(to: Int32.self).update(
            from: pattern.row, count: entries)
        guard let analysed = unsafe cholmod_analyze(lower, common) else {
            var held: UnsafeMutablePointer<cholmod_sparse>? = unsafe lower
            unsafe cholmod_free_sparse(&held, common)
            unsafe cholmod_finish(common)
            unsafe common.deallocate()
            return nil
        }
        unsafe matrix = lower
        unsafe factor = analysed
        unsafe (entryCount, operationCount) = (common.pointee.lnz, common.pointee.fl)
    }

    deinit {
        var heldMatrix: UnsafeMutablePointer<cholmod_sparse>? = unsafe matrix
        var heldFactor: UnsafeMutablePointer<cholmod_factor>? = unsafe factor
        unsafe cholmod_free_sparse(&heldMatrix, common)
        unsafe cholmod_free_factor(&heldFactor, common)
        unsafe cholmod_finish(common)
        unsafe common.deallocate()
    }

    /// The order of elimination: place k holds the row that is eliminated k-th.
    var order: [Int32] {
        let places = unsafe UnsafeBufferPointer(
            start: factor.pointee.Perm.assumingMemoryBound(to: Int32.self), count: rowCount)
        return unsafe Array(places)
    }

    /// Factorises the matrix with these values; false when it is not positive definite.
    mutating func factorise(_ values: [Double]) -> Bool {
        unsafe matrix.pointee.x.assumingMemoryBound(to: Double.self).update(
            from: values, count: values.count)
        unsafe cholmod_factorize(matrix, factor, common)
        let (status, minor) = unsafe (common.pointee.status, factor.pointee.minor)
        return status == CHOLMOD_OK && minor == rowCount
    }

    /// Solves L Lᵀ x = b; nil when there is no memory for it.
    func solve(_ right: [Double]) -> [Double]? {
        guard
            let b = unsafe cholmod_allocate_dense(rowCount, 1, rowCount, CHOLMOD_REAL, common)
        else { return nil }
        var held: UnsafeMutablePointer<cholmod_dense>? = unsafe b
        defer { unsafe cholmod_free_dense(&held, common) }
        unsafe b.pointee.x.assumingMemoryBound(to: Double.self).update(
            from: right, count: rowCount)
        guard let x = unsafe cholmod_solve(CHOLMOD_A, factor, b, common) else { return nil }
        var answer: UnsafeMutablePointer<cholmod_dense>? = unsafe x
        defer { unsafe cholmod_free_dense(&answer, common) }
        return unsafe Array(
            UnsafeBufferPointer(
                start: x.pointee.x.assumingMemoryBound(to: Double.self), count: rowCount))
    }
}
