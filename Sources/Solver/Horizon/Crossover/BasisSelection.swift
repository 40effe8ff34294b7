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

    /// L by the rows of its pivots, and U by positions.
    private var lower: TriangularFactor
    private var upper: TriangularFactor

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
        lower = TriangularFactor(count: form.rowCount, hasDiagonal: false)
        upper = TriangularFactor(count: form.rowCount, hasDiagonal: true)
        work = SparseVector(count: form.rowCount)
        search = DepthSearch(count: form.rowCount)
        rowCount = [Int32](repeating: 0, count: form.rowCount)
        heading.reserveCapacity(form.rowCount)
        upper.reserve(3 * form.rowCount)
    }

    /// Offers variables; those that depend on others are rejected.
    mutating func offer(_ variables: [Int32]) {
        var order = SingletonOrder(form, variables, isGone: rowPosition.map { $0 >= 0 })
        order.run()
        rowCount = order.rowCount
        // As long as nothing has filled, a column and its pivot are what they are in the matrix.
        var isUnfilled = heading.isEmpty
        for (variable, row) in order.result {
            isUnfilled = isUnfilled && row >= 0
            if isUnfilled {
                isUnfilled = split(variable, at: Int(row))
            } else {
                take(variable, preferring: row)
            }
        }
    }

    /// Takes the logical variable of every row that has no pivot yet.
    mutating func complete() {
        for row in rowPosition.indices where rowPosition[row] < 0 {
            take(Int32(form.ownCount + row), preferring: Int32(row))
        }
    }

    /// Adds a column as it is; false when it is turned down.
    private mutating func split(_ variable: Int32, at row: Int) -> Bool {
        var (pivot, largest) = (0.0, 0.0)
        let (upperBegin, lowerBegin) = (upper.poolCount, lower.poolCount)
        form.forEach(of: Int(variable)) { place, value in
            largest = max(largest, abs(value))
            if place == row { pivot = value }
        }
        guard abs(pivot) > leastPivot * largest else {
            rejected.append(variable)
            return false
        }
        form.forEach(of: Int(variable)) { place, value in
            let position = rowPosition[place]
            if position >= 0 {
                upper.add(position, value)
            } else if place != row {
                lower.add(Int32(place), value / pivot)
            }
        }
        close(variable, row, pivot, upperBegin, lowerBegin)
        return true
    }

    private mutating func close(
        _ variable: Int32, _ row: Int, _ pivot: Double, _ upperBegin: Int, _ lowerBegin: Int
    ) {
        form.forEach(of: Int(variable)) { place, _ in rowCount[place] -= 1 }
        let position = heading.count
        upper.close(position, since: upperBegin)
        upper.diagonal[position] = pivot
        lower.close(row, since: lowerBegin)
        rowPosition[row] = Int32(position)
        heading.append(variable)
    }

    /// Adds a column to the factor, unless it depends on those taken.
    private mutating func take(_ variable: Int32, preferring preferred: Int32) {
        var largestEntry = 0.0
        form.forEach(of: Int(variable)) { row, value in
            work[row] = value
            largestEntry = max(largestEntry, abs(value))
        }
        lower.solve(&work, &search)
        defer { work.clear() }
        guard let row = chosenRow(preferring: preferred, atLeast: leastPivot * largestEntry)
        else { return rejected.append(variable) }
        let pivot = work.value[row]
        let (upperBegin, lowerBegin) = (upper.poolCount, lower.poolCount)
        for place in work.places {
            let value = work.value[Int(place)]
            guard abs(value) > SparseVector.least, Int(place) != row else { continue }
            let position = rowPosition[Int(place)]
            if position >= 0 {
                upper.add(position, value)
            } else {
                lower.add(place, value / pivot)
            }
        }
        close(variable, row, pivot, upperBegin, lowerBegin)
    }

    /// The sparsest row among those whose entry is large enough.
    private func chosenRow(preferring preferred: Int32, atLeast least: Double) -> Int? {
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
        BasisFactor(lower: lower, upper: upper, rowPosition: rowPosition)
    }
}
