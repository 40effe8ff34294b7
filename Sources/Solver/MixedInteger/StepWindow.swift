/// The part of a program within a window of steps, everything outside held at a point.
///
/// Columns whose rows all lie in the window stay free; rows of them keep what the others leave.
/// The point is feasible for it, so that whatever is better here is better as a whole. Method: fix and
/// optimise (S. Helber, F. Sahling, "A fix-and-optimize approach for the multi-level capacitated lot sizing problem",
/// Int. J. Production Economics 123 (2010)).
struct StepWindow {
    /// The columns and rows inside; its offset is the cost of what is held.
    let program: LinearProgram
    /// The columns of the whole program that those inside are.
    let columns: [Int]

    /// - Parameters:
    ///   - whole: the program, whose rows know their steps.
    ///   - spans: the first and last step of each column.
    ///   - window: the steps.
    ///   - point: what is held.
    init(
        _ whole: LinearProgram, spans: [ClosedRange<Int32>?], window: ClosedRange<Int32>,
        at point: [Double]
    ) {
        var place = [Int32](repeating: -1, count: whole.rowCount)
        var rows: [Int] = []
        var activity = [Double](repeating: 0, count: whole.rowCount)
        var (columns, start, index, values): ([Int], [Int32], [Int32], [Double]) = ([], [0], [], [])
        var offset = CompensatedSum(whole.offset)
        for column in 0..<whole.columnCount {
            let isFree = spans[column].map { window.contains($0) } ?? false
            if !isFree { offset.add(whole.cost[column], times: point[column]) }
            for entry in whole.matrix.entries(ofColumn: column) {
                let row = Int(whole.matrix.rowIndex[entry])
                guard isFree else {
                    activity[row] += whole.matrix.value[entry] * point[column]
                    continue
                }
                if place[row] < 0 {
                    place[row] = Int32(rows.count)
                    rows.append(row)
                }
                index.append(place[row])
                values.append(whole.matrix.value[entry])
            }
            guard isFree else { continue }
            columns.append(column)
            start.append(Int32(values.count))
        }
        let isInteger = Set(whole.integerColumns)
        program = LinearProgram(
            cost: columns.map { whole.cost[$0] }, offset: offset.value,
            columnLower: columns.map { whole.columnLower[$0] },
            columnUpper: columns.map { whole.columnUpper[$0] },
            rowLower: rows.map { whole.rowLower[$0] - activity[$0] },
            rowUpper: rows.map { whole.rowUpper[$0] - activity[$0] },
            matrix: SparseMatrix(
                rowCount: rows.count, columnStart: start, rowIndex: index, value: values),
            integerColumns: columns.indices.filter { isInteger.contains(columns[$0]) })
        self.columns = columns
    }

    /// A point with the columns inside replaced.
    func replacing(_ inside: [Double], in point: [Double]) -> [Double] {
        var point = point
        for (index, column) in columns.enumerated() { point[column] = inside[index] }
        return point
    }
}

extension LinearProgram {
    /// First and last step of the rows of each column; nil for one without any.
    var columnSpans: [ClosedRange<Int32>?] {
        guard rowSteps.count == rowCount else {
            return [ClosedRange<Int32>?](repeating: nil, count: columnCount)
        }
        return (0..<columnCount).map { column in
            var (first, last) = (Int32.max, Int32.min)
            for entry in matrix.entries(ofColumn: column) {
                let step = rowSteps[Int(matrix.rowIndex[entry])]
                guard step >= 0 else { continue }
                (first, last) = (min(first, step), max(last, step))
            }
            return first <= last ? first...last : nil
        }
    }
}

extension ClosedRange {
    fileprivate func contains(_ other: ClosedRange) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
