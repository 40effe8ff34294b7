import CGLPK

// Iterative refinement of a basic solution.
extension GLPKProblem {
    /// A basic solution whose rows hold to the last digits.
    ///
    /// The factors of a basis with coefficients of very different size leave residuals of 1e-6 on
    /// flows of thousands of megawatts. One step solves B · dx = A · x − r for the rows that are
    /// nonbasic, with the factors as they are, and adds dx to the basic columns.
    func refined(_ point: Point, _ program: LinearProgram) -> Point {
        var refined = point
        for _ in 0..<2 where hasFactors {
            var residual = [Double](repeating: 0, count: rowCount + 1)
            for column in 0..<program.columnCount {
                for entry in program.matrix.entries(ofColumn: column) {
                    residual[Int(program.matrix.rowIndex[entry]) + 1] +=
                        program.matrix.value[entry] * refined.columns[column]
                }
            }
            for row in 1...rowCount {
                let isBasic = unsafe glp_get_row_stat(handle, Int32(row)) == GLP_BS
                let value = unsafe glp_get_row_prim(handle, Int32(row))
                residual[row] = isBasic ? 0 : residual[row] - value
            }
            unsafe glp_ftran(handle, &residual)
            for place in 1...rowCount {
                let variable = unsafe Int(glp_get_bhead(handle, Int32(place)))
                if variable > rowCount {
                    refined.columns[variable - rowCount - 1] += residual[place]
                }
            }
        }
        return refined
    }

    private var hasFactors: Bool {
        guard rowCount > 0 else { return false }
        return unsafe glp_bf_exists(handle) != 0 || glp_factorize(handle) == 0
    }
}
