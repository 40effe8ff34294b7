import Forecast
import Testing

@Suite("Processes that tell their past errors") struct SequentialProcessTests {
    /// Six rows at 0, 1, 3, 4, 6, 7 with the covariance 1 / (1 + distance) and noise 0.1; asked at 8.
    private static let places = [0.0, 1, 3, 4, 6, 7, 8]
    private static let targets = [[1.0, 2], [2, -1], [0, 3], [1, 1], [4, 0], [3, 2]]

    private static func covariance(_ rows: Range<Int>) -> Matrix {
        var matrix = Matrix(
            rows.map { row in rows.map { 1 / (1 + abs(places[row] - places[$0])) } })
        for index in 0..<rows.count { matrix[index, index] += 0.1 }
        return matrix
    }

    private static func cross(_ row: Int, _ past: Range<Int>) -> [Double] {
        past.map { 1 / (1 + abs(places[row] - places[$0])) }
    }

    /// What a process says that is estimated on the first `count` rows alone.
    private static func fresh(_ row: Int, from count: Int) throws -> [Double] {
        let solved = try Cholesky(covariance(0..<count)).solve(
            Matrix(Array(targets[..<count])))
        return solved.transposedTimes(
            Matrix(rows: count, columns: 1, elements: cross(row, 0..<count))
        ).elements
    }

    @Test("Past errors are those of processes estimated then", arguments: [1, 2, 4])
    func errors(_ gap: Int) throws {
        let process = try SequentialProcess(
            covariance: Self.covariance(0..<6), cross: Self.cross(6, 0..<6),
            targets: Matrix(Self.targets), gap: gap)
        for row in gap..<6 {
            let said = try Self.fresh(row, from: row - gap + 1)
            for column in 0..<2 {
                let error = Self.targets[row][column] - said[column]
                #expect(abs(process.errors[row, column] - error) < 1e-12)
            }
        }
        let answer = try Self.fresh(6, from: 6)
        #expect(zip(process.mean, answer).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    /// Errors of deviation 1 for 100 rows, then of 3 for 60: the bands must have grown.
    @Test("Bands follow the size of the errors")
    func bands() throws {
        var random = SeededNumbers(seed: 3)
        let errors = Matrix(
            (0..<160).map { row in (0..<4).map { _ in random.normal() * (row < 100 ? 1 : 3) } })
        let bands = try #require(ScaledErrorBands(errors))
        let upper = bands.quantiles(of: 1)[94]
        // 3 · 1.645 = 4.9
        #expect((3.9...6.5).contains(upper), "\(upper)")
        #expect(ScaledErrorBands(Matrix(rows: 2, columns: 4)) == nil)
    }
}
