import CHorizon
import Solver
import Testing

/// The passes over columns beside plain loops, in every width that this processor has.
@Suite("Passes over columns") struct ColumnPassTests {
    /// Columns of all kinds and some lengths, in runs longer and shorter than eight.
    private struct Columns {
        let rowCount = 12
        var start: [Int32] = [0]
        var row: [Int32] = []
        var value: [Double] = []
        var runs: [pass_run] = []
        var kinds: [UInt32] = []
        var boxes = 0

        init(_ random: inout SeededNumbers) {
            for (kind, length, count) in [
                (pass_lower, 1, 9), (pass_lower, 2, 19), (pass_lower, 5, 3), (pass_boxed, 2, 13),
                (pass_boxed, 3, 8), (pass_free, 2, 5), (pass_fixed, 1, 2), (pass_lower, 3, 300),
            ] {
                runs.append(
                    pass_run(
                        kind: Int32(kind.rawValue), length: Int32(length), first: start.count - 1,
                        count: count, box: boxes, is_dense: false))
                for _ in 0..<count {
                    kinds.append(kind.rawValue)
                    row += (0..<rowCount).shuffled(using: &random).prefix(length).map { Int32($0) }
                    value += (0..<length).map { _ in Double.random(in: -2...2, using: &random) }
                    start.append(Int32(row.count))
                }
                if kind == pass_boxed { boxes += count }
            }
        }

        var count: Int { kinds.count }

        func entries(_ column: Int) -> Range<Int> {
            Int(start[column])..<Int(start[column + 1])
        }

        func product(_ column: Int, _ y: [Double]) -> Double {
            entries(column).reduce(0) { $0 + value[$1] * y[Int(row[$1])] }
        }

        func add(_ column: Int, _ factor: Double, _ sum: inout [Double]) {
            for entry in entries(column) {
                sum[Int(row[entry])] += factor * value[entry]
            }
        }
    }

    /// Numbers with the room behind them that kernels may read.
    private static func numbers(
        _ count: Int, _ range: ClosedRange<Double>, _ random: inout SeededNumbers
    ) -> [Double] {
        (0..<count + 8).map { _ in Double.random(in: range, using: &random) }
    }

    @Test("A Θ Aᵀ y is that of plain loops", arguments: BlockKernelTests.widths)
    func image(width: Int32) {
        var random = SeededNumbers(state: 11)
        let columns = Columns(&random)
        let theta = Self.numbers(columns.count, 0.1...3, &random)
        let y = Self.numbers(columns.rowCount, -1...1, &random)
        var image = [Double](repeating: 0, count: columns.rowCount + 8)
        unsafe columns.start.withUnsafeBufferPointer { start in
            unsafe columns.row.withUnsafeBufferPointer { row in
                unsafe columns.value.withUnsafeBufferPointer { value in
                    unsafe columns.runs.withUnsafeBufferPointer { runs in
                        var all = unsafe pass_columns(
                            start: start.baseAddress, row: row.baseAddress,
                            value: value.baseAddress, runs: runs.baseAddress, first_run: 0,
                            end_run: runs.count)
                        unsafe pass_image(width, &all, theta, y, &image)
                    }
                }
            }
        }
        var expected = [Double](repeating: 0, count: columns.rowCount + 8)
        for column in 0..<columns.count where columns.kinds[column] != pass_fixed.rawValue {
            columns.add(column, theta[column] * columns.product(column, y), &expected)
        }
        #expect(zip(image, expected).allSatisfy { isNear($0, $1, 1e-12) })
    }
}
