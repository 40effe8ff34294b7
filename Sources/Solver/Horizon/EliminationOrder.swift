import CCHOLMOD

/// Picks the order in which the rows are eliminated: the one with fewer operations.
///
/// CHOLMOD finds and counts it. (Y. Chen, T. A. Davis, W. W. Hager, S. Rajamanickam, *Algorithm 887:
/// CHOLMOD*, ACM TOMS 35 (2008); G. Karypis, V. Kumar, METIS, SIAM J. Sci. Comput. 20 (1998).)
struct EliminationOrder {
    /// Row that comes k-th; a postorder of the elimination tree.
    let order: [Int32]
    private let operations: Double

    /// Below so many operations, looking for an order takes longer than all factorisations.
    private static let fewOperations = 1e7

    /// Tries minimum degree and nested dissection; nil when there is no memory for either.
    init?(_ matrix: SparseMatrix) {
        let pattern = NormalPattern(matrix, leavingOut: DenseColumns.marks(matrix))
        guard let degree = Self(pattern, CHOLMOD_AMD) else { return nil }
        guard degree.operations > Self.fewOperations,
            let dissection = Self(pattern, CHOLMOD_METIS),
            dissection.operations < degree.operations
        else {
            self = degree
            return
        }
        self = dissection
    }

    /// Analyses a lower triangle with one of CHOLMOD's orderings.
    private init?(_ pattern: NormalPattern, _ ordering: Int32) {
        let size = pattern.start.count - 1
        let entries = pattern.row.count
        var common = unsafe cholmod_common()
        unsafe cholmod_start(&common)
        defer { unsafe cholmod_finish(&common) }
        unsafe common.print = 0
        unsafe common.nmethods = 1
        unsafe common.method.0.ordering = ordering
        var lower = unsafe cholmod_allocate_sparse(
            size, size, entries, 1, 1, -1, CHOLMOD_PATTERN, &common)
        defer { unsafe cholmod_free_sparse(&lower, &common) }
        guard let places = unsafe lower?.pointee else { return nil }
        unsafe places.p.assumingMemoryBound(to: Int32.self).update(
            from: pattern.start, count: size + 1)
        unsafe places.i.assumingMemoryBound(to: Int32.self).update(
            from: pattern.row, count: entries)
        var factor = unsafe cholmod_analyze(lower, &common)
        defer { unsafe cholmod_free_factor(&factor, &common) }
        guard let analysed = unsafe factor?.pointee else { return nil }
        operations = unsafe common.fl
        order = unsafe Array(
            UnsafeBufferPointer(
                start: analysed.Perm.assumingMemoryBound(to: Int32.self), count: size))
    }
}
