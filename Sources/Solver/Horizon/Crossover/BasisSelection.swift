/// Chooses independent columns, in the order in which they are offered, and factorises them.
///
/// A left-looking LU factorisation: each column is solved with the factor so far; what is left of
/// it in rows without a pivot gives the next pivot, the sparsest row among those of good size. A
/// column of which nothing is left depends on those before it and is turned down. Columns and rows
/// with one entry come first, since they fill nothing. (J. R. Gilbert, T. Peierls, 1988; R. E.
/// Bixby, M. J. Saltzman, *Recovering an optimal LP basis from an interior point solution*,
/// Operations Research Letters 15 (1994).)
struct BasisSelection {
    /// The matrix, all its columns.
    private let form: SimplexForm
    /// Variables taken, by position.
    private(set) var heading: [Int32] = []
    /// Position of each row's pivot; −1 for none.
    private(set) var rowPosition: [Int32]
    /// Variables that depend on others.
    private(set) var rejected: [Int32] = []

    // L by columns: rows and values below the pivot.
    private var lowerStart: [Int32] = [0]
    private var lowerRow: [Int32] = []
    private var lowerValue: [Double] = []
    // U by columns: positions and values above the diagonal.
    private var upperStart: [Int32] = [0]
    private var upperPosition: [Int32] = []
    private var upperValue: [Double] = []
    private var diagonal: [Double] = []

    private var work: SparseVector
    private var search: DepthSearch
    /// Columns still to come with an entry in each row.
    private var rowCount: [Int32]

    /// What is left of a column, relative to its largest entry, that counts as nothing.
    private let leastPivot: Double
    /// Share of the largest candidate that a pivot has at least.
    private static let threshold = 0.1

    /// Begins with nothing.
    init(_ form: SimplexForm, leastPivot: Double) {
        self.form = form
        self.leastPivot = leastPivot
        rowPosition = [Int32](repeating: -1, count: form.rowCount)
        work = SparseVector(count: form.rowCount)
        search = DepthSearch(count: form.rowCount)
        rowCount = [Int32](repeating: 0, count: form.rowCount)
    }

    /// Offers variables; those that depend on others are rejected.
    mutating func offer(_ variables: [Int32]) {
        var order = SingletonOrder(form, variables, isGone: rowPosition.map { $0 >= 0 })
        order.run()
        rowCount = order.rowCount
        for (variable, row) in order.result { take(variable, preferring: row) }
    }

    /// Takes the logical variable of every row that has no pivot yet.
    mutating func complete() {
        for row in rowPosition.indices where rowPosition[row] < 0 {
            take(Int32(form.ownCount + row), preferring: Int32(row))
        }
    }

    /// Adds a column to the factor, unless it depends on those taken.
    private mutating func take(_ variable: Int32, preferring preferred: Int32) {
        search.begin()
        var largestEntry = 0.0
        form.forEach(of: Int(variable)) { row, value in
            work[row] = value
            largestEntry = max(largestEntry, abs(value))
            search.visit(row, lowerRow) { [rowPosition, lowerStart] row in
                let position = Int(rowPosition[row])
                return position < 0 ? 0..<0 : lowerStart[position]..<lowerStart[position + 1]
            }
        }
        for node in search.order.reversed() {
            let position = Int(rowPosition[Int(node)])
            guard position >= 0 else { continue }
            let pivot = work.value[Int(node)]
            guard abs(pivot) > SparseVector.least else { continue }
            for entry in Int(lowerStart[position])..<Int(lowerStart[position + 1]) {
                work.subtract(lowerValue[entry] * pivot, at: Int(lowerRow[entry]))
            }
        }
        defer { work.clear() }
        guard let row = pivotRow(preferring: preferred, atLeast: leastPivot * largestEntry)
        else {
            rejected.append(variable)
            return
        }
        let pivot = work.value[row]
        for place in work.places {
            let value = work.value[Int(place)]
            guard abs(value) > SparseVector.least, Int(place) != row else { continue }
            let position = rowPosition[Int(place)]
            if position >= 0 {
                upperPosition.append(position)
                upperValue.append(value)
            } else {
                lowerRow.append(place)
                lowerValue.append(value / pivot)
            }
        }
        form.forEach(of: Int(variable)) { row, _ in rowCount[row] -= 1 }
        rowPosition[row] = Int32(heading.count)
        heading.append(variable)
        diagonal.append(pivot)
        lowerStart.append(Int32(lowerRow.count))
        upperStart.append(Int32(upperPosition.count))
    }

    /// The sparsest row among those whose entry is large enough.
    private func pivotRow(preferring preferred: Int32, atLeast least: Double) -> Int? {
        var largest = 0.0
        for place in work.places where rowPosition[Int(place)] < 0 {
            largest = max(largest, abs(work.value[Int(place)]))
        }
        guard largest > least else { return nil }
        if preferred >= 0, rowPosition[Int(preferred)] < 0,
            abs(work.value[Int(preferred)]) >= 0.01 * largest
        {
            return Int(preferred)
        }
        var best: (count: Int32, size: Double, row: Int)?
        for place in work.places where rowPosition[Int(place)] < 0 {
            let size = abs(work.value[Int(place)])
            guard size >= Self.threshold * largest else { continue }
            let count = rowCount[Int(place)]
            if let known = best,
                (known.count, -known.size, known.row) <= (count, -size, Int(place))
            {
                continue
            }
            best = (count, size, Int(place))
        }
        return best?.row
    }

    /// The factor of a complete basis.
    var factor: BasisFactor {
        let lower = TriangularFactor(
            start: lowerStart, index: lowerRow.map { rowPosition[Int($0)] }, value: lowerValue,
            isLower: true)
        let upper = TriangularFactor(
            start: upperStart, index: upperPosition, value: upperValue, diagonal: diagonal,
            isLower: false)
        return BasisFactor(lower: lower, upper: upper, rowPosition: rowPosition)
    }
}
