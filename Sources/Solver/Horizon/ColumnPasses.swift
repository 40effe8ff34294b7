import CHorizon

/// The columns of a standard form as the passes of the method go through them.
///
/// Columns of one kind and length that follow each other are a run, of which the kernels
/// (`passes.h`) take eight columns at a time; the standard form sorts its columns so that runs are
/// long.
struct ColumnPasses {
    let matrix: SparseMatrix
    /// Columns whose products are left out of A Θ Aᵀ.
    let isDense: [Bool]
    private let runs: [pass_run]
    /// The columns window by window, in the order of their first rows.
    let windows: [ColumnWindow]
    /// Where the runs of a second thread begin; nil where there is none.
    let middle: Int?
    /// How many numbers the kernels take at once.
    private let width = block_width()

    /// Numbers that a pass reads or writes in a column.
    private static let numbers = 10.0

    /// Finds the runs.
    ///
    /// - Parameters:
    ///   - matrix: A.
    ///   - kinds: the kind of each column.
    ///   - isDense: columns whose products are left out of A Θ Aᵀ.
    ///   - sharing: how many threads share the work, and from which size on.
    init(
        _ matrix: SparseMatrix, kinds: [ColumnKind], isDense: [Bool], sharing: WorkSharing
    ) {
        (self.matrix, self.isDense) = (matrix, isDense)
        var runs: [pass_run] = []
        var windows: [ColumnWindow] = []
        var (box, products) = (0, 0)
        for (column, kind) in kinds.enumerated() {
            let run = pass_run(
                kind: Int32(kind.rawValue), length: Int32(matrix.entries(ofColumn: column).count),
                first: column, count: 0, box: box, is_dense: isDense[column])
            if column % StandardForm.window == 0 {
                windows.append(ColumnWindow(firstRun: runs.count, firstProduct: products))
            }
            let last = runs.last
            if column % StandardForm.window == 0 || last?.kind != run.kind
                || last?.length != run.length || last?.is_dense != run.is_dense
            {
                runs.append(run)
            }
            runs[runs.count - 1].count += 1
            windows[windows.count - 1].see(matrix, column, endRun: runs.count)
            if kind == .boxed { box += 1 }
            if !isDense[column] { products += Int(run.length * (run.length + 1) / 2) }
        }
        (self.runs, self.windows) = (runs, windows)
        middle =
            sharing.isShared(Self.numbers * Double(kinds.count))
            ? runs.firstIndex { $0.first >= kinds.count / 2 } : nil
    }

    /// The runs of both threads, or all of them.
    private func lanes() -> (Range<Int>, Range<Int>?) {
        guard let middle else { return (runs.indices, nil) }
        return (0..<middle, middle..<runs.count)
    }

    /// Lets kernels read the columns of some runs.
    private func withColumns(_ runs: Range<Int>, _ pass: (UnsafePointer<pass_columns>) -> Void) {
        unsafe matrix.columnStart.withUnsafeBufferPointer { start in
            unsafe matrix.rowIndex.withUnsafeBufferPointer { row in
                unsafe matrix.value.withUnsafeBufferPointer { value in
                    unsafe self.runs.withUnsafeBufferPointer { all in
                        let columns = unsafe pass_columns(
                            start: start.baseAddress, row: row.baseAddress,
                            value: value.baseAddress, runs: all.baseAddress,
                            first_run: runs.lowerBound, end_run: runs.upperBound)
                        unsafe withUnsafePointer(to: columns) { unsafe pass($0) }
                    }
                }
            }
        }
    }

    /// image += A Θ Aᵀ y.
    func addImage(_ theta: Entries, of y: Entries, to image: Entries) {
        unsafe withColumns(runs.indices) { columns in
            unsafe pass_image(width, columns, theta.base, y.base, image.base)
        }
    }

    /// Adds a window's part of A Θ Aᵀ to the places that its products go to, column by column.
    func addProducts(
        of window: ColumnWindow, _ theta: Entries, to sum: UnsafeMutableBufferPointer<Double>,
        at targets: [Int32]
    ) {
        unsafe withColumns(window.firstRun..<window.endRun) { columns in
            unsafe targets.withUnsafeBufferPointer { targets in
                guard let all = targets.baseAddress else { return }
                unsafe pass_products(
                    width, columns, theta.base, all + window.firstProduct, sum.baseAddress)
            }
        }
    }

    /// Measures what an iterate misses; sums come back in the measure.
    func measure(_ measure: inout pass_measure) {
        unsafe withColumns(runs.indices) { columns in
            unsafe measure.a = columns.pointee
            unsafe pass_measure(width, &measure)
        }
    }

    /// Adds A Θ h of a stage to the right side; a second thread adds to a vector of its own.
    func gather(_ stage: pass_stage, _ direction: pass_direction, second: Entries) {
        let run = { (runs: Range<Int>, right: Entries) in
            var own = unsafe direction
            unsafe withColumns(runs) { columns in
                unsafe (own.a, own.right) = (columns.pointee, right.base)
                unsafe pass_gather(width, Int32(stage.rawValue), &own)
            }
        }
        let right = unsafe Entries(base: direction.right, count: matrix.rowCount)
        let (first, other) = lanes()
        guard let other else { return run(first, right) }
        SideBySide.run({ run(first, right) }, { run(other, second) })
        for row in 0..<right.count { right[row] += second[row] }
    }

    /// Goes from dy to all other parts of a direction; how far it leads comes back.
    func spread(_ stage: pass_stage, _ direction: pass_direction) -> DirectionReach {
        let run = { (runs: Range<Int>) -> DirectionReach in
            var own = unsafe direction
            unsafe withColumns(runs) { columns in
                unsafe own.a = columns.pointee
                unsafe pass_spread(width, Int32(stage.rawValue), &own)
            }
            return unsafe DirectionReach(own)
        }
        let (first, other) = lanes()
        guard let other else { return run(first) }
        var (reach, second) = (DirectionReach(), DirectionReach())
        SideBySide.run({ reach = run(first) }, { second = run(other) })
        reach.add(second)
        return reach
    }
}

/// Columns that follow each other, in runs of one kind and length.
struct ColumnWindow {
    let firstRun: Int
    private(set) var endRun = 0
    /// Place of the first product in the list of all.
    let firstProduct: Int
    /// The first row of all columns; no product goes to a row before it.
    private(set) var firstRow = Int.max

    fileprivate init(firstRun: Int, firstProduct: Int) {
        (self.firstRun, self.firstProduct) = (firstRun, firstProduct)
    }

    fileprivate mutating func see(_ matrix: SparseMatrix, _ column: Int, endRun: Int) {
        self.endRun = endRun
        guard let first = matrix.entries(ofColumn: column).first else { return }
        firstRow = min(firstRow, Int(matrix.rowIndex[first]))
    }
}
