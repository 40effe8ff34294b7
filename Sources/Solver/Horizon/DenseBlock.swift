import CCHOLMOD
import CHorizon

/// One block of the factor: its columns of L as a dense array, column by column.
///
/// Most blocks are so small that a call of BLAS costs as much as its work: these have kernels of
/// their own (`blocks.h`), as wide as the processor's registers. Large ones go to BLAS.
@safe
struct DenseBlock {
    let values: UnsafeMutablePointer<Double>
    let rows: Int
    let columns: Int
    /// How many numbers the kernels take at once.
    let width: Int32

    /// Blocks up to so many columns, and so many entries, are done sooner without BLAS.
    private static let fewColumns = 128
    private static let fewEntries = 40_000

    var below: Int { rows - columns }
    private var isSmall: Bool { columns <= Self.fewColumns && rows * columns <= Self.fewEntries }

    /// A pivot of less than this share of the diagonal that it is left of is rounding.
    private static let leastPivot = 1e-15

    /// How far apart the columns of an update of so many rows are: whole registers.
    @inline(__always)
    static func stride(_ below: Int) -> Int { (below + 7) & ~7 }

    /// Notes the diagonal, before anything is taken from it.
    func copyDiagonal(to place: UnsafeMutablePointer<Double>) {
        for column in 0..<columns { unsafe place[column] = values[column * rows + column] }
    }

    /// Eliminates the columns.
    ///
    /// A row that depends on others leaves a pivot of rounding: its whole diagonal takes the place,
    /// so that the row hardly moves. (Cf. S. J. Wright, *Modified Cholesky factorizations in
    /// interior-point algorithms for linear programming*, SIAM J. Optim. 9 (1999).)
    ///
    /// - Parameter diagonal: that of the block before anything was taken from it, with room for the
    ///   square of the columns behind it.
    /// - Returns: false when numbers run out of range.
    func factorise(_ diagonal: UnsafeMutablePointer<Double>) -> Bool {
        guard isSmall else { return unsafe factoriseByBLAS(diagonal) }
        return unsafe block_factorise(width, values, rows, columns, diagonal, Self.leastPivot)
    }

    /// What the columns take from the rows below, in the lower triangle of a square.
    func update(_ update: UnsafeMutablePointer<Double>) {
        guard !isSmall else {
            return unsafe block_update(
                width, values, rows, columns, update, Self.stride(below))
        }
        guard below > 0 else { return }
        unsafe cblas_dsyrk(
            CblasColMajor, CblasLower, CblasNoTrans, Int32(below), Int32(columns), -1,
            values + columns, Int32(rows), 0, update, Int32(Self.stride(below)))
    }

    @inline(__always)
    private static func pivot(_ value: Double, of diagonal: Double) -> Double {
        if value > leastPivot * diagonal || !value.isFinite { return value }
        return diagonal > 0 ? diagonal : 1
    }

    private func factoriseByBLAS(_ diagonal: UnsafeMutablePointer<Double>) -> Bool {
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

    /// Replaces the block's part of x by that of L⁻¹x, and takes what it brings from `rest`.
    ///
    /// - Parameters:
    ///   - head: the block's part.
    ///   - x: all of it.
    ///   - row: the rows below the block.
    ///   - work: room for one number for each of them.
    func forward(
        _ head: UnsafeMutablePointer<Double>, _ x: UnsafeMutablePointer<Double>,
        _ row: UnsafePointer<Int32>, _ work: UnsafeMutablePointer<Double>
    ) {
        guard !isSmall else {
            return unsafe block_forward(width, values, rows, columns, head, x, row)
        }
        unsafe forwardByBLAS(head, work)
        for index in 0..<below { unsafe x[Int(row[index])] -= work[index] }
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

    /// Replaces the block's part of x by that of L⁻ᵀx.
    ///
    /// - Parameters:
    ///   - head: the block's part.
    ///   - x: all of it.
    ///   - row: the rows below the block.
    ///   - work: room for one number for each of the block's rows, and eight more.
    func backward(
        _ head: UnsafeMutablePointer<Double>, _ x: UnsafeMutablePointer<Double>,
        _ row: UnsafePointer<Int32>, _ work: UnsafeMutablePointer<Double>
    ) {
        guard !isSmall else {
            return unsafe block_backward(width, values, rows, columns, head, x, row, work)
        }
        for index in 0..<below { unsafe work[index] = x[Int(row[index])] }
        unsafe backwardByBLAS(head, work)
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
