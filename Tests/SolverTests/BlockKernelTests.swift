import CHorizon
import Solver
import Testing

/// The kernels of small blocks beside plain loops, in every width that this processor has.
@Suite("Kernels of dense blocks") struct BlockKernelTests {
    /// Widths from the oldest registers to those of this machine.
    static let widths: [Int32] = [2, 4, 8].filter { $0 <= block_width() }

    /// A block by columns, positive definite on its own rows, with room behind it.
    private struct Block {
        let (columns, rows): (Int, Int)
        var values: [Double]

        init(_ columns: Int, below: Int, _ random: inout SeededNumbers) {
            (self.columns, rows) = (columns, columns + below)
            values = (0..<columns * rows + 8).map { _ in Double.random(in: -1...1, using: &random) }
            for column in 0..<columns { values[column * rows + column] = Double(2 * columns) }
        }

        subscript(row: Int, column: Int) -> Double { values[column * rows + row] }

        /// L by the plain method; its diagonal as it is.
        var factor: Block {
            var factor = self
            for column in 0..<columns {
                for row in column..<rows {
                    let sum = (0..<column).reduce(self[row, column]) {
                        $0 - factor[row, $1] * factor[column, $1]
                    }
                    let root = row == column ? sum.squareRoot() : factor[column, column]
                    factor.values[column * rows + row] = row == column ? root : sum / root
                }
            }
            return factor
        }
    }

    private static let shapes = [(1, 0), (3, 5), (8, 9), (9, 1), (17, 40), (23, 0), (40, 67)]

    @Test("Factor, update and both solves are those of plain loops", arguments: widths)
    func kernels(width: Int32) {
        for (number, (columns, below)) in Self.shapes.enumerated() {
            var random = SeededNumbers(state: UInt64(number) + 3)
            var block = Block(columns, below: below, &random)
            let rows = block.rows
            let plain = block.factor
            let diagonal = (0..<columns).map { block[$0, $0] }
            #expect(
                unsafe block_factorise(width, &block.values, rows, columns, diagonal, 1e-15))
            for column in 0..<columns {
                #expect(isNear(block[column, column], 1 / plain[column, column], 1e-12))
                for row in column + 1..<rows {
                    #expect(isNear(block[row, column], plain[row, column], 1e-12))
                }
            }

            let stride = (below + 7) & ~7
            var update = [Double](repeating: .nan, count: stride * below + 8)
            unsafe block_update(width, block.values, rows, columns, &update, stride)
            for column in 0..<below {
                for row in column..<below {
                    let sum = (0..<columns).reduce(0) {
                        $0 - plain[columns + row, $1] * plain[columns + column, $1]
                    }
                    #expect(isNear(update[column * stride + row], sum, 1e-12))
                }
            }

            // Rows below lie apart in x; the kernels may read eight numbers behind their list.
            let places = (0..<below).map { Int32(columns + 2 * $0) }
            let list = places + [Int32](repeating: 0, count: 8)
            let given = (0..<rows + below + 8).map { _ in Double.random(in: -1...1, using: &random)
            }
            var x = given
            unsafe x.withUnsafeMutableBufferPointer { x in
                unsafe block_forward(
                    width, block.values, rows, columns, x.baseAddress, x.baseAddress, list)
            }
            var expected = given
            for column in 0..<columns {
                expected[column] /= plain[column, column]
                for row in column + 1..<columns {
                    expected[row] -= plain[row, column] * expected[column]
                }
                for (row, place) in places.enumerated() {
                    expected[Int(place)] -= plain[columns + row, column] * expected[column]
                }
            }
            #expect(
                zip(x, expected).allSatisfy { isNear($0, $1, 1e-12) }, "forward \(columns) \(below)"
            )

            x = given
            // What lies in the room before must not matter.
            var work = [Double](repeating: .nan, count: rows + 8)
            unsafe x.withUnsafeMutableBufferPointer { x in
                unsafe block_backward(
                    width, block.values, rows, columns, x.baseAddress, x.baseAddress, list, &work)
            }
            expected = given
            for column in (0..<columns).reversed() {
                for row in column + 1..<columns {
                    expected[column] -= plain[row, column] * expected[row]
                }
                for (row, place) in places.enumerated() {
                    expected[column] -= plain[columns + row, column] * expected[Int(place)]
                }
                expected[column] /= plain[column, column]
            }
            #expect(
                zip(x, expected).allSatisfy { isNear($0, $1, 1e-12) },
                "backward \(columns) \(below)")
        }
    }

    @Test("A child's update goes to the places of its parent", arguments: widths)
    func add(width: Int32) {
        // Places that jump, then follow each other.
        let places: [Int32] = [0, 2, 3, 7] + (9..<30).map { Int32($0) }
        let (count, stride, side) = (places.count, 32, 32)
        let update = (0..<count * stride).map { Double($0 % 101) }
        var sum = [Double](repeating: 1, count: side * side)
        unsafe block_add(width, update, count, stride, 0, count, places, &sum, side)
        var expected = [Double](repeating: 1, count: side * side)
        for column in 0..<count {
            for row in column..<count {
                expected[Int(places[column]) * side + Int(places[row])] +=
                    update[column * stride + row]
            }
        }
        #expect(sum == expected)
    }
}
