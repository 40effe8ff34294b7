import CCHOLMOD

/// One block of the factor: its columns of L as a dense array, column by column.
///
/// Most blocks are so small that a call of BLAS costs more than its work: these have kernels of
/// their own, which take four columns at a time. Large ones go to BLAS.
@safe
struct DenseBlock {
    let values: UnsafeMutablePointer<Double>
    let rows: Int
    let columns: Int

    /// Blocks up to so many columns, and so many entries, are not worth a call of BLAS.
    private static let fewColumns = 16
    private static let fewEntries = 2000

    private var below: Int { rows - columns }
    private var isSmall: Bool { columns <= Self.fewColumns && rows * columns <= Self.fewEntries }

    /// A pivot of less than this share of the diagonal that it is left of is rounding.
    private static let leastPivot = 1e-15

    /// Eliminates the columns, and takes what they bring from an update of the rows below.
    ///
    /// A row that depends on others leaves a pivot of rounding: its whole diagonal takes the place,
    /// so that the row hardly moves. (Cf. S. J. Wright, *Modified Cholesky factorizations in
    /// interior-point algorithms for linear programming*, SIAM J. Optim. 9 (1999).)
    ///
    /// - Parameters:
    ///   - update: of which the lower triangle counts.
    ///   - diagonal: that of the block before anything was taken from it, with room for the square
    ///     of the columns behind it.
    /// - Returns: false when numbers run out of range.
    func factorise(
        _ update: UnsafeMutablePointer<Double>, _ diagonal: UnsafeMutablePointer<Double>
    ) -> Bool {
        guard isSmall else { return unsafe factoriseByBLAS(update, diagonal) }
        for column in 0..<columns {
            let own = unsafe values + column * rows
            for earlier in 0..<column {
                let other = unsafe values + earlier * rows
                let factor = unsafe other[column]
                for row in column..<rows { unsafe own[row] -= factor * other[row] }
            }
            let root = unsafe Self.pivot(own[column], of: diagonal[column]).squareRoot()
            guard root.isFinite else { return false }
            unsafe own[column] = root
            let inverse = 1 / root
            for row in column + 1..<rows { unsafe own[row] *= inverse }
        }
        var column = 0
        while column + 4 <= columns {
            unsafe subtractFour(from: column, update)
            column += 4
        }
        for last in column..<columns { unsafe subtractOne(last, update) }
        return true
    }

    /// Takes the products of four columns with themselves from the update.
    private func subtractFour(from column: Int, _ update: UnsafeMutablePointer<Double>) {
        let a = unsafe values + column * rows + columns
        let b = unsafe a + rows
        let c = unsafe b + rows
        let d = unsafe c + rows
        for place in 0..<below {
            let goal = unsafe update + place * below
            let (p, q, r, s) = unsafe (a[place], b[place], c[place], d[place])
            for row in place..<below {
                unsafe goal[row] -= (a[row] * p + b[row] * q) + (c[row] * r + d[row] * s)
            }
        }
    }

    private func subtractOne(_ column: Int, _ update: UnsafeMutablePointer<Double>) {
        let own = unsafe values + column * rows + columns
        for place in 0..<below {
            let goal = unsafe update + place * below
            let factor = unsafe own[place]
            for row in place..<below { unsafe goal[row] -= own[row] * factor }
        }
    }

    @inline(__always)
    private static func pivot(_ value: Double, of diagonal: Double) -> Double {
        if value > leastPivot * diagonal { return value }
        return diagonal > 0 ? diagonal : 1
    }

    private func factoriseByBLAS(
        _ update: UnsafeMutablePointer<Double>, _ diagonal: UnsafeMutablePointer<Double>
    ) -> Bool {
        var (size, stride, info) = (Int32(columns), Int32(rows), Int32(0))
        let copy = unsafe diagonal + columns
        for column in 0..<columns {
            unsafe (copy + column * columns + column).update(
                from: values + column * rows + column, count: columns - column)
        }
        unsafe dpotrf_("L", &size, values, &stride, &info)
        let isSound = unsafe info == 0 && hasPivots(diagonal)
        if !isSound {
            guard unsafe factoriseTriangle(copy, diagonal) else { return false }
        }
        guard below > 0 else { return true }
        unsafe cblas_dtrsm(
            CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, Int32(below), size, 1,
            values, stride, values + columns, stride)
        unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, CblasNoTrans, Int32(below), size, -1, values + columns,
            stride, 1, update, Int32(below))
        return true
    }

    /// Whether all pivots are more than rounding.
    private func hasPivots(_ diagonal: UnsafeMutablePointer<Double>) -> Bool {
        for column in 0..<columns {
            let root = unsafe values[column * rows + column]
            guard unsafe root * root > Self.leastPivot * diagonal[column] else { return false }
        }
        return true
    }

    /// Factorises the triangle of the block's own rows from a copy, pivot by pivot.
    private func factoriseTriangle(
        _ copy: UnsafeMutablePointer<Double>, _ diagonal: UnsafeMutablePointer<Double>
    ) -> Bool {
        for column in 0..<columns {
            let own = unsafe values + column * rows
            for row in column..<columns { unsafe own[row] = copy[column * columns + row] }
            for earlier in 0..<column {
                let other = unsafe values + earlier * rows
                let factor = unsafe other[column]
                for row in column..<columns { unsafe own[row] -= factor * other[row] }
            }
            let root = unsafe Self.pivot(own[column], of: diagonal[column]).squareRoot()
            guard root.isFinite else { return false }
            unsafe own[column] = root
            for row in column + 1..<columns { unsafe own[row] /= root }
        }
        return true
    }

    /// Replaces the block's part of b by that of L⁻¹b; `work` becomes what the rows below lose.
    func forward(_ head: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>) {
        guard isSmall else { return unsafe forwardByBLAS(head, work) }
        for column in 0..<columns {
            let own = unsafe values + column * rows
            let value = unsafe head[column] / own[column]
            unsafe head[column] = value
            for row in column + 1..<columns { unsafe head[row] -= own[row] * value }
        }
        unsafe work.update(repeating: 0, count: below)
        var column = 0
        while column + 4 <= columns {
            let a = unsafe values + column * rows + columns
            let b = unsafe a + rows
            let c = unsafe b + rows
            let d = unsafe c + rows
            let (p, q) = unsafe (head[column], head[column + 1])
            let (r, s) = unsafe (head[column + 2], head[column + 3])
            for row in 0..<below {
                unsafe work[row] += (a[row] * p + b[row] * q) + (c[row] * r + d[row] * s)
            }
            column += 4
        }
        for last in column..<columns {
            let own = unsafe values + last * rows + columns
            let factor = unsafe head[last]
            for row in 0..<below { unsafe work[row] += own[row] * factor }
        }
    }

    private func forwardByBLAS(
        _ head: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>
    ) {
        unsafe cblas_dtrsv(
            CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, Int32(columns), values,
            Int32(rows), head, 1)
        guard below > 0 else { return }
        unsafe cblas_dgemv(
            CblasColMajor, CblasNoTrans, Int32(below), Int32(columns), 1, values + columns,
            Int32(rows), head, 1, 0, work, 1)
    }

    /// Replaces the block's part of b by that of L⁻ᵀb, `work` being the part of the rows below.
    func backward(_ head: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>) {
        guard isSmall else { return unsafe backwardByBLAS(head, work) }
        var column = 0
        while column + 4 <= columns {
            let a = unsafe values + column * rows + columns
            let b = unsafe a + rows
            let c = unsafe b + rows
            let d = unsafe c + rows
            // Four sums a column: one sum would wait for each of its additions.
            var (p, q) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
            var (r, s) = (p, q)
            var row = 0
            while row + 4 <= below {
                let value = unsafe Self.four(work + row)
                unsafe p += Self.four(a + row) * value
                unsafe q += Self.four(b + row) * value
                unsafe r += Self.four(c + row) * value
                unsafe s += Self.four(d + row) * value
                row += 4
            }
            var rest = SIMD4<Double>.zero
            for row in row..<below {
                unsafe rest += SIMD4(a[row], b[row], c[row], d[row]) * work[row]
            }
            unsafe head[column] -= p.sum() + rest.x
            unsafe head[column + 1] -= q.sum() + rest.y
            unsafe head[column + 2] -= r.sum() + rest.z
            unsafe head[column + 3] -= s.sum() + rest.w
            column += 4
        }
        for last in column..<columns {
            let own = unsafe values + last * rows + columns
            var sum = 0.0
            for row in 0..<below { unsafe sum += own[row] * work[row] }
            unsafe head[last] -= sum
        }
        for column in stride(from: columns - 1, through: 0, by: -1) {
            let own = unsafe values + column * rows
            var value = unsafe head[column]
            for row in column + 1..<columns { unsafe value -= own[row] * head[row] }
            unsafe head[column] = value / own[column]
        }
    }

    @inline(__always)
    private static func four(_ place: UnsafeMutablePointer<Double>) -> SIMD4<Double> {
        unsafe UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Double>.self)
    }

    private func backwardByBLAS(
        _ head: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>
    ) {
        if below > 0 {
            unsafe cblas_dgemv(
                CblasColMajor, CblasTrans, Int32(below), Int32(columns), -1, values + columns,
                Int32(rows), work, 1, 1, head, 1)
        }
        unsafe cblas_dtrsv(
            CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, Int32(columns), values,
            Int32(rows), head, 1)
    }
}
