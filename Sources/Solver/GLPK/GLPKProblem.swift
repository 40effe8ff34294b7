import CGLPK

/// A GLPK problem object with one owner.
///
/// GLPK's allocator is thread-local: an object must be made, solved, read and freed on one thread,
/// hence `noasync`. Out-of-range or duplicate entries would abort the process; the caller has
/// checked the program (`GLPKEngine.check`).
@safe
struct GLPKProblem: ~Copyable {
    /// Which simplex method to run.
    enum Method: String {
        case dual, primal
    }

    /// Branch and cut drops nodes that are better than the incumbent by no more than this share;
    /// GLPK's `tol_obj` is half of it.
    static let pruningTolerance = 2e-7

    let handle: OpaquePointer
    let columnCount: Int
    var rowCount: Int { unsafe Int(glp_get_num_rows(handle)) }

    @available(*, noasync, message: "a GLPK problem must live and die on one thread")
    init(_ program: LinearProgram) {
        // GLPK prints to stdout unless told otherwise; the setting is per thread.
        _ = glp_term_out(GLP_OFF)
        unsafe handle = glp_create_prob()
        columnCount = program.columnCount
        unsafe glp_set_obj_dir(handle, GLP_MIN)
        unsafe glp_set_obj_coef(handle, 0, program.offset)
        addRows(program)
        addColumns(program)
    }

    deinit { unsafe glp_delete_prob(handle) }

    private func addRows(_ program: LinearProgram) {
        guard program.rowCount > 0 else { return }
        unsafe glp_add_rows(handle, Int32(program.rowCount))
        for row in 0..<program.rowCount {
            let (lower, upper) = (program.rowLower[row], program.rowUpper[row])
            unsafe glp_set_row_bnds(
                handle, Int32(row + 1), Self.kind(lower, upper), lower, upper)
        }
    }

    private func addColumns(_ program: LinearProgram) {
        guard program.columnCount > 0 else { return }
        unsafe glp_add_cols(handle, Int32(program.columnCount))
        var index: [Int32] = []
        var value: [Double] = []
        for column in 0..<program.columnCount {
            unsafe glp_set_obj_coef(handle, Int32(column + 1), program.cost[column])
            setBounds(
                column: column, lower: program.columnLower[column],
                upper: program.columnUpper[column])
            // GLPK's arrays are 1-based.
            index.removeAll(keepingCapacity: true)
            value.removeAll(keepingCapacity: true)
            index.append(0)
            value.append(0)
            for entry in program.matrix.entries(ofColumn: column) {
                index.append(program.matrix.rowIndex[entry] + 1)
                value.append(program.matrix.value[entry])
            }
            unsafe glp_set_mat_col(
                handle, Int32(column + 1), Int32(index.count - 1), index, value)
        }
        for column in program.integerColumns {
            unsafe glp_set_col_kind(handle, Int32(column + 1), GLP_IV)
        }
    }

    private static func kind(_ lower: Double, _ upper: Double) -> Int32 {
        switch (lower.isFinite, upper.isFinite) {
        case (false, false): GLP_FR
        case (true, false): GLP_LO
        case (false, true): GLP_UP
        case (true, true): lower == upper ? GLP_FX : GLP_DB
        }
    }

    func setBounds(column: Int, lower: Double, upper: Double) {
        unsafe glp_set_col_bnds(
            handle, Int32(column + 1), Self.kind(lower, upper), lower, upper)
    }

    func setBounds(row: Int, lower: Double, upper: Double) {
        unsafe glp_set_row_bnds(handle, Int32(row + 1), Self.kind(lower, upper), lower, upper)
    }

    func setCost(column: Int, _ cost: Double) {
        unsafe glp_set_obj_coef(handle, Int32(column + 1), cost)
    }

    /// The scale s of a column: inside, its cost is s · cost.
    func scale(column: Int) -> Double { unsafe glp_get_sjj(handle, Int32(column + 1)) }

    func setOffset(_ offset: Double) { unsafe glp_set_obj_coef(handle, 0, offset) }

    /// Geometric and equilibration scaling, rounded to powers of two.
    func scale() { unsafe glp_scale_prob(handle, GLP_SF_GM | GLP_SF_EQ | GLP_SF_2N) }

    func unscale() { unsafe glp_unscale_prob(handle) }

    /// The basis of row variables.
    func standardBasis() { unsafe glp_std_basis(handle) }

    /// The basis of row variables, with the columns that a program suggests in the place of rows.
    func startBasis(_ program: LinearProgram) {
        standardBasis()
        for pair in program.startBasis {
            unsafe glp_set_row_stat(handle, Int32(pair.row + 1), GLP_NS)
            unsafe glp_set_col_stat(handle, Int32(pair.column + 1), GLP_BS)
        }
    }

    /// Factorises the current basis anew and recomputes the point.
    func warmUp() -> Int32 { unsafe glp_warm_up(handle) }

    /// Runs the simplex method for at most the given time and iterations from the current basis.
    func simplex(
        _ method: Method, milliseconds: Int32, iterations: Int32, tolerance: Double = 1e-9
    ) -> GLPKEnding {
        var parameters = glp_smcp()
        unsafe glp_init_smcp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.meth = method == .dual ? GLP_DUAL : GLP_PRIMAL
        // The Harris ratio test can report grossly infeasible points as optimal (GLPK 5.0).
        parameters.r_test = GLP_RT_FLIP
        parameters.tol_bnd = 1e-9
        parameters.tol_dj = tolerance
        parameters.tm_lim = milliseconds
        parameters.it_lim = iterations
        let code = unsafe glp_simplex(handle, &parameters)
        return unsafe .simplex(code: code, status: glp_get_status(handle))
    }

    /// Branch and cut from an optimal LP basis, with cuts, rounding and feasibility heuristics.
    func branchAndCut(
        milliseconds: Int32, relativeGap: Double, watch: MixedIntegerWatch
    ) -> GLPKEnding {
        var parameters = unsafe glp_iocp()
        unsafe glp_init_iocp(&parameters)
        unsafe parameters.msg_lev = GLP_MSG_OFF
        unsafe parameters.gmi_cuts = GLP_ON
        unsafe parameters.mir_cuts = GLP_ON
        unsafe parameters.cov_cuts = GLP_ON
        unsafe parameters.fp_heur = GLP_ON
        unsafe parameters.tm_lim = milliseconds
        unsafe parameters.mip_gap = relativeGap
        unsafe parameters.cb_func = { tree, info in
            guard let info = unsafe info else { return }
            let watch = unsafe Unmanaged<MixedIntegerWatch>.fromOpaque(info).takeUnretainedValue()
            let node = unsafe glp_ios_best_node(tree)
            if node != 0 { unsafe watch.bound = glp_ios_node_bound(tree, node) }
            if !watch.goOn() { unsafe glp_ios_terminate(tree) }
        }
        unsafe parameters.cb_info = Unmanaged.passUnretained(watch).toOpaque()
        let code = withExtendedLifetime(watch) { unsafe glp_intopt(handle, &parameters) }
        return unsafe .mixedInteger(code: code, status: glp_mip_status(handle))
    }

    var iterations: Int { unsafe Int(glp_get_it_cnt(handle)) }
    var objective: Double { unsafe glp_get_obj_val(handle) }
    var isPrimalFeasible: Bool { unsafe glp_get_prim_stat(handle) == GLP_FEAS }

    /// The basic solution, with the duals of the rows.
    var point: Point {
        Point(
            columns: (0..<columnCount).map { unsafe glp_get_col_prim(handle, Int32($0 + 1)) },
            rowDuals: (0..<rowCount).map { unsafe glp_get_row_dual(handle, Int32($0 + 1)) })
    }

    /// Values, reduced costs and status of all rows and columns in the current basis.
    var basicPoint: GLPKBasicPoint {
        let rows = (0..<rowCount).map { row -> GLPKBasicPoint.Variable in
            let index = Int32(row + 1)
            return unsafe GLPKBasicPoint.Variable(
                status: .init(glp_get_row_stat(handle, index)),
                value: glp_get_row_prim(handle, index), dual: glp_get_row_dual(handle, index))
        }
        let columns = (0..<columnCount).map { column -> GLPKBasicPoint.Variable in
            let index = Int32(column + 1)
            return unsafe GLPKBasicPoint.Variable(
                status: .init(glp_get_col_stat(handle, index)),
                value: glp_get_col_prim(handle, index), dual: glp_get_col_dual(handle, index))
        }
        return GLPKBasicPoint(variables: rows + columns)
    }

    /// The best integer solution, integers rounded to the nearest whole number.
    func integerPoint(_ integerColumns: [Int]) -> Point {
        var columns = (0..<columnCount).map { unsafe glp_mip_col_val(handle, Int32($0 + 1)) }
        for column in integerColumns { columns[column] = columns[column].rounded() }
        return Point(columns: columns, rowDuals: [])
    }
}

/// What a running branch and cut tells, and whether it may go on.
final class MixedIntegerWatch {
    /// Bound of the tree; −∞ before the first node is solved.
    var bound = -Double.infinity
    let goOn: () -> Bool

    init(goOn: @escaping () -> Bool) { self.goOn = goOn }
}
