/// An order of columns that fills little: those with one entry, or the only one of a row, first.
///
/// What is left when none of these is there any more follows by the steps of the horizon.
struct SingletonOrder {
    /// Variables, with the row of their pivot where it is known, −1 where not.
    private(set) var result: [(variable: Int32, row: Int32)] = []
    /// Columns that are left with an entry in each row.
    private(set) var rowCount: [Int32]

    private let form: SimplexForm
    private let variables: [Int32]
    private var isGone: [Bool]
    private var isDone: [Bool]
    private var columnCount: [Int32]
    /// Places of the columns with an entry in each row.
    private let rowStart: [Int32]
    private let rowPlaces: [Int32]
    private var columnQueue: [Int32] = []
    private var rowQueue: [Int32] = []

    /// Share of its column's largest entry that the only entry of a row must have to be a pivot.
    private static let threshold = 0.01

    /// Looks at the columns of variables, without the rows that are gone.
    init(_ form: SimplexForm, _ variables: [Int32], isGone: [Bool]) {
        (self.form, self.variables, self.isGone) = (form, variables, isGone)
        isDone = [Bool](repeating: false, count: variables.count)
        result.reserveCapacity(variables.count)
        var columnCount = [Int32](repeating: 0, count: variables.count)
        var rowCount = [Int32](repeating: 0, count: isGone.count)
        form.withEntries { entries in
            rowCount.withWriter { rowCount in
                for (place, variable) in variables.enumerated() {
                    entries.forEach(of: Int(variable)) { row, _ in
                        guard !isGone[row] else { return }
                        columnCount[place] += 1
                        rowCount[row] += 1
                    }
                }
            }
        }
        var next = [Int32](repeating: 0, count: isGone.count + 1)
        for row in rowCount.indices { next[row + 1] = next[row] + rowCount[row] }
        rowStart = next
        var rowPlaces = [Int32](repeating: 0, count: Int(next[isGone.count]))
        form.withEntries { entries in
            rowPlaces.withWriter { rowPlaces in
                for (place, variable) in variables.enumerated() {
                    entries.forEach(of: Int(variable)) { row, _ in
                        guard !isGone[row] else { return }
                        rowPlaces[Int(next[row])] = Int32(place)
                        next[row] += 1
                    }
                }
            }
        }
        (self.columnCount, self.rowCount, self.rowPlaces) = (columnCount, rowCount, rowPlaces)
    }

    /// Finds the order.
    mutating func run() {
        for place in columnCount.indices where columnCount[place] == 1 {
            columnQueue.append(Int32(place))
        }
        for row in rowCount.indices where rowCount[row] == 1 { rowQueue.append(Int32(row)) }
        let form = form
        form.withEntries { entries in
            while true {
                if let place = columnQueue.popLast() {
                    takeColumn(Int(place), entries)
                } else if let row = rowQueue.popLast() {
                    takeRow(Int(row), entries)
                } else {
                    break
                }
            }
        }
        let rest = variables.indices.filter { !isDone[$0] }
            .map { (step: form.firstStep(Int(variables[$0])), count: columnCount[$0], place: $0) }
            .sorted { $0 < $1 }
        for item in rest { result.append((variables[item.place], -1)) }
    }

    /// Pivots on the only row that a column has left.
    private mutating func takeColumn(_ place: Int, _ entries: SimplexForm.Entries) {
        guard !isDone[place], columnCount[place] == 1 else { return }
        var found = -1
        entries.forEach(of: Int(variables[place])) { row, _ in
            if !isGone[row] { found = row }
        }
        if found >= 0 { pivot(place, found, entries) }
    }

    /// Pivots on the only column that a row has left, if the entry is of good size.
    private mutating func takeRow(_ row: Int, _ entries: SimplexForm.Entries) {
        guard !isGone[row], rowCount[row] == 1 else { return }
        var place = -1
        for entry in Int(rowStart[row])..<Int(rowStart[row + 1])
        where !isDone[Int(rowPlaces[entry])] {
            place = Int(rowPlaces[entry])
        }
        guard place >= 0 else { return }
        var (own, largest) = (0.0, 0.0)
        entries.forEach(of: Int(variables[place])) { other, value in
            guard !isGone[other] else { return }
            if other == row { own = abs(value) }
            largest = max(largest, abs(value))
        }
        if own >= Self.threshold * largest { pivot(place, row, entries) }
    }

    private mutating func pivot(_ place: Int, _ row: Int, _ entries: SimplexForm.Entries) {
        result.append((variables[place], Int32(row)))
        isDone[place] = true
        isGone[row] = true
        for entry in Int(rowStart[row])..<Int(rowStart[row + 1]) {
            let other = Int(rowPlaces[entry])
            guard !isDone[other] else { continue }
            columnCount[other] -= 1
            if columnCount[other] == 1 { columnQueue.append(Int32(other)) }
        }
        entries.forEach(of: Int(variables[place])) { other, _ in
            guard !isGone[other] else { return }
            rowCount[other] -= 1
            if rowCount[other] == 1 { rowQueue.append(Int32(other)) }
        }
    }
}
