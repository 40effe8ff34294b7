import CGLPK

/// A GLPK problem object with one owner.
///
/// GLPK's allocator is thread-local: an object must be made, solved, read and freed on one thread,
/// hence `noasync`. Out-of-range or duplicate entries would abort the process; the caller has
/// checked the program (`LinearProgram.check`).
@safe
struct GLPKProblem: ~Copyable {
    /// Which simplex method to run.
    enum Method: String {
        case dual, primal
    }

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

    /// Branch and cut from an optimal LP basis.
    func branchAndCut(_ parameters: BranchAndCut, watch: BranchAndCutWatch) -> GLPKEnding {
        var iocp = unsafe parameters.iocp
        unsafe iocp.cb_func = { tree, info in
            guard let tree = unsafe tree, let info = unsafe info else { return }
            let watch = unsafe Unmanaged<BranchAndCutWatch>.fromOpaque(info).takeUnretainedValue()
            unsafe watch.look(at: tree)
        }
        unsafe iocp.cb_info = Unmanaged.passUnretained(watch).toOpaque()
        let code = withExtendedLifetime(watch) { unsafe glp_intopt(handle, &iocp) }
        return unsafe .mixedInteger(code: code, status: glp_mip_status(handle))
    }

    var iterations: Int { unsafe Int(glp_get_it_cnt(handle)) }
    var objective: Double { unsafe glp_get_obj_val(handle) }
    var isPrimalFeasible: Bool { unsafe glp_get_prim_stat(handle) == GLP_FEAS }

    /// The basic solution, with the duals of the rows.
    var point: Point {
        Point(
            columns: columns,
            rowDuals: (0..<rowCount).map { unsafe glp_get_row_dual(handle, Int32($0 + 1)) })
    }

    /// Values of the columns in the basic solution.
    var columns: [Double] {
        (0..<columnCount).map { unsafe glp_get_col_prim(handle, Int32($0 + 1)) }
    }

    /// The objective of the best integer solution, as GLPK has it.
    var integerObjective: Double { unsafe glp_mip_obj_val(handle) }

    /// Which rows and columns are basic, and where the others stand.
    var basis: GLPKBasis {
        get {
            GLPKBasis(
                rows: (0..<rowCount).map { unsafe glp_get_row_stat(handle, Int32($0 + 1)) },
                columns: (0..<columnCount).map { unsafe glp_get_col_stat(handle, Int32($0 + 1)) })
        }
        nonmutating set {
            for (row, state) in newValue.rows.enumerated() {
                unsafe glp_set_row_stat(handle, Int32(row + 1), state)
            }
            for (column, state) in newValue.columns.enumerated() {
                unsafe glp_set_col_stat(handle, Int32(column + 1), state)
            }
        }
    }

    /// Value of one column in the basic solution.
    func columnValue(_ column: Int) -> Double {
        unsafe glp_get_col_prim(handle, Int32(column + 1))
    }

    /// After the dual simplex found no feasible point: which columns would mend the row that
    /// proves it if they moved, and whether up.
    ///
    /// The row says x_k = Σ α_j x_j with x_k beyond its bound, and no x_j of the sum can move the
    /// right way. Only columns that `isOurs` accepts are named.
    func blocking(_ isOurs: (Int) -> Bool) -> [(column: Int, isUp: Bool)] {
        let k = unsafe glp_get_unbnd_ray(handle)
        guard k > 0, unsafe glp_bf_exists(handle) != 0 else { return [] }
        let column = k - Int32(rowCount)
        let isColumn = column > 0
        let state =
            unsafe isColumn
            ? glp_get_col_stat(handle, column) : glp_get_row_stat(handle, k)
        guard state == GLP_BS else { return [] }
        let value =
            unsafe isColumn
            ? glp_get_col_prim(handle, column) : glp_get_row_prim(handle, k)
        let lower = unsafe isColumn ? glp_get_col_lb(handle, column) : glp_get_row_lb(handle, k)
        var index = [Int32](repeating: 0, count: rowCount + columnCount + 1)
        var alpha = [Double](repeating: 0, count: rowCount + columnCount + 1)
        let count = unsafe glp_eval_tab_row(handle, k, &index, &alpha)
        guard count > 0 else { return [] }
        let isBelow = value < lower
        return (1...Int(count)).compactMap { place in
            let other = Int(index[place]) - rowCount - 1
            guard other >= 0, abs(alpha[place]) > 1e-9, isOurs(other) else { return nil }
            return (other, (alpha[place] > 0) == isBelow)
        }
    }

    /// Values of the columns in the basic solution, integers rounded to the nearest whole number.
    func wholeColumns(_ integerColumns: [Int]) -> [Double] {
        var columns = columns
        for column in integerColumns { columns[column] = columns[column].rounded() }
        return columns
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
    func integerColumns(_ integerColumns: [Int]) -> [Double] {
        var columns = (0..<columnCount).map { unsafe glp_mip_col_val(handle, Int32($0 + 1)) }
        for column in integerColumns { columns[column] = columns[column].rounded() }
        return columns
    }
}

/// A basis of a GLPK problem: the state of every row and column.
struct GLPKBasis {
    let rows: [Int32]
    let columns: [Int32]
}
