/// A few paths that stand for many, each with the probability of those it stands for.
///
/// Fast forward selection: one path after the other is kept, each time the one that brings all
/// paths closest to a kept one; then every path gives its probability to the nearest kept one.
/// H. Heitsch, W. Römisch: Scenario reduction algorithms in stochastic programming, Computational
/// Optimization and Applications 24 (2003), algorithm 2.4.
package struct ScenarioReduction: Sendable, Equatable {
    /// The rows of the paths that are kept, in the order of their selection.
    package let kept: [Int]
    /// Their probabilities, which add up to 1.
    package let probabilities: [Double]

    /// Keeps at most `count` of equally probable paths, one a row.
    package init(_ paths: Matrix, to count: Int) {
        let number = paths.rows
        let distances = Self.distances(paths)
        var nearest = Array(repeating: Double.infinity, count: number)
        var kept: [Int] = []
        for _ in 0..<min(count, number) {
            var best = (path: 0, cost: Double.infinity)
            for candidate in 0..<number where !kept.contains(candidate) {
                var cost = 0.0
                for path in 0..<number {
                    cost += min(nearest[path], distances[candidate, path])
                }
                if cost < best.cost { best = (candidate, cost) }
            }
            kept.append(best.path)
            for path in 0..<number {
                nearest[path] = min(nearest[path], distances[best.path, path])
            }
        }
        var shares = Array(repeating: 0.0, count: kept.count)
        for path in 0..<number {
            let closest = kept.indices.min { one, other in
                distances[kept[one], path] < distances[kept[other], path]
            }
            if let closest { shares[closest] += 1 / Double(number) }
        }
        self.kept = kept
        probabilities = shares
    }

    /// Euclidean distances between the rows.
    private static func distances(_ paths: Matrix) -> Matrix {
        var distances = Matrix(rows: paths.rows, columns: paths.rows)
        for one in 0..<paths.rows {
            for other in 0..<one {
                let squares = zip(paths[row: one], paths[row: other])
                    .reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                distances[one, other] = squares.squareRoot()
                distances[other, one] = squares.squareRoot()
            }
        }
        return distances
    }
}
