import CCHOLMOD

/// Picks the order in which the rows are eliminated: the one with fewer operations.
///
/// Where the steps of the rows are known, they are divided in time (`TimeDissection`); minimum degree
/// orders each part. CHOLMOD finds and counts it. (Y. Chen, T. A. Davis, W. W. Hager, S.
/// Rajamanickam, *Algorithm 887: CHOLMOD*, ACM TOMS 35 (2008); G. Karypis, V. Kumar, METIS, SIAM J.
/// Sci. Comput. 20 (1998).)
struct EliminationOrder {
    /// Row that comes k-th; a postorder of the elimination tree.
    let order: [Int32]
    /// Operations of one factorisation.
    let operations: Double

    /// Below so many operations, looking for an order takes longer than all factorisations.
    private static let fewOperations = 1e7
    /// An order in time with so few operations a row is taken without looking for another one.
    private static let fewPerRow = 2500.0
    /// An order in time that saves this share of minimum degree's operations is taken as it is.
    private static let clearShare = 0.5

    /// From so many entries on CHOLMOD takes longer than somebody who stops the solve should wait.
    private static let manyEntries = 200_000

    /// How CHOLMOD is to find an order.
    private enum Method {
        case minimumDegree, nestedDissection
        /// Minimum degree within sets, one set after the other.
        case sets([Int32])
    }

    /// Tries minimum degree, time and nested dissection; nil when there is no memory.
    ///
    /// - Parameters:
    ///   - matrix: A, whose A·Aᵀ is factorised.
    ///   - steps: step of each row, negative for none; empty where steps are not known.
    init?(_ matrix: SparseMatrix, steps: [Int32] = [], watch: HorizonWatch) {
        let pattern = NormalPattern(
            matrix, leavingOut: DenseColumns.marks(matrix), withTargets: false, watch: watch)
        var timed: Self?
        if steps.count == matrix.rowCount {
            let sets = TimeDissection(pattern, steps: steps, watch: watch).set
            timed = Self.found(pattern, .sets(sets), watch)
            if let timed, timed.operations < Self.fewPerRow * Double(matrix.rowCount) {
                self = timed
                return
            }
        }
        guard var best = Self.found(pattern, .minimumDegree, watch) else { return nil }
        guard best.operations > Self.fewOperations else {
            self = best
            return
        }
        let degree = best.operations
        if let timed, timed.operations < best.operations { best = timed }
        if best.operations > Self.clearShare * degree,
            let dissection = Self.found(pattern, .nestedDissection, watch),
            dissection.operations < best.operations
        {
            best = dissection
        }
        self = best
    }

    /// Analyses a lower triangle; nil when there is no memory, or when it is stopped.
    private static func found(
        _ pattern: NormalPattern, _ method: Method, _ watch: HorizonWatch
    ) -> Self? {
        guard watch.goesOn(pattern.row.count) else { return nil }
        guard pattern.row.count > manyEntries else { return Self(pattern, method) }
        return Abandonable.run(watch) { Self(pattern, method) } ?? nil
    }

    /// Analyses a lower triangle with one of CHOLMOD's orderings.
    private init?(_ pattern: NormalPattern, _ method: Method) {
        let size = pattern.start.count - 1
        let entries = pattern.row.count
        var common = unsafe cholmod_common()
        unsafe cholmod_start(&common)
        defer { unsafe cholmod_finish(&common) }
        unsafe common.print = 0
        unsafe common.nmethods = 1
        var lower = unsafe cholmod_allocate_sparse(
            size, size, entries, 1, 1, -1, CHOLMOD_PATTERN, &common)
        defer { unsafe cholmod_free_sparse(&lower, &common) }
        guard let places = unsafe lower?.pointee else { return nil }
        unsafe places.p.assumingMemoryBound(to: Int32.self).update(
            from: pattern.start, count: size + 1)
        unsafe places.i.assumingMemoryBound(to: Int32.self).update(
            from: pattern.row, count: entries)
        var factor: UnsafeMutablePointer<cholmod_factor>?
        switch method {
        case .minimumDegree:
            unsafe common.method.0.ordering = CHOLMOD_AMD
            unsafe factor = cholmod_analyze(lower, &common)
        case .nestedDissection:
            unsafe common.method.0.ordering = CHOLMOD_METIS
            unsafe factor = cholmod_analyze(lower, &common)
        case .sets(var sets):
            var given = [Int32](repeating: 0, count: size)
            guard unsafe cholmod_camd(lower, nil, 0, &sets, &given, &common) != 0 else {
                return nil
            }
            unsafe common.method.0.ordering = CHOLMOD_GIVEN
            unsafe factor = cholmod_analyze_p(lower, &given, nil, 0, &common)
        }
        defer { unsafe cholmod_free_factor(&factor, &common) }
        guard let analysed = unsafe factor?.pointee else { return nil }
        operations = unsafe common.fl
        order = unsafe Array(
            UnsafeBufferPointer(
                start: analysed.Perm.assumingMemoryBound(to: Int32.self), count: size))
    }
}
