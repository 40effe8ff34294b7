/// Sums of squares and products of features and targets over a window of days that slides.
///
/// A day that comes or goes is one outer product; what regressions need is read off the sums.
package struct WindowMoments: Sendable {
    /// Number of features.
    package let features: Int
    /// Number of targets.
    package let targets: Int
    /// Days in the window.
    package private(set) var count = 0
    /// Sums over features, a one and targets, each with each.
    private var sums: Matrix

    /// An empty window.
    package init(features: Int, targets: Int) {
        self.features = features
        self.targets = targets
        sums = Matrix(rows: features + 1 + targets, columns: features + 1 + targets)
    }

    /// The window of some days: one row of features and one of targets a day.
    package init(_ features: Matrix, _ targets: Matrix) {
        precondition(features.rows == targets.rows, "one row of targets a row of features")
        self.init(features: features.columns, targets: targets.columns)
        count = features.rows
        let joined = (0..<count).flatMap { features[row: $0] + [1] + targets[row: $0] }
        sums = Matrix(rows: count, columns: sums.columns, elements: joined).gram
    }

    /// Takes a day in.
    package mutating func add(_ row: [Double], _ targets: [Double]) {
        sums.addOuterProduct(row + [1] + targets, weight: 1)
        count += 1
    }

    /// Lets a day go that was taken in before.
    package mutating func remove(_ row: [Double], _ targets: [Double]) {
        sums.addOuterProduct(row + [1] + targets, weight: -1)
        count -= 1
    }

    /// The window as standardised regressions read it.
    package var standardised: Standardised { Standardised(self) }

    /// Features of mean 0 and variance 1, with their products, summed over the window.
    package struct Standardised: Sendable {
        /// Days in the window.
        package let count: Int
        /// Means of the features.
        package let means: [Double]
        /// One over the deviation of each feature; 0 for one that does not change.
        package let factors: [Double]
        /// Products of standardised features.
        package let gram: Matrix
        /// Products of standardised features with centred targets; one row a feature.
        package let products: Matrix
        /// Means of the targets.
        package let targetMeans: [Double]
        /// Sums of squares of the centred targets.
        package let targetSquares: [Double]

        fileprivate init(_ moments: WindowMoments) {
            let number = Double(max(moments.count, 1))
            let width = moments.features
            let sums = moments.sums
            let means = (0..<sums.rows).map { sums[width, $0] / number }
            func centred(_ row: Int, _ column: Int) -> Double {
                sums.elements[row * sums.columns + column] - number * means[row] * means[column]
            }
            let factors = (0..<width).map { column -> Double in
                let variance = centred(column, column) / number
                return variance > 1e-10 * max(sums[column, column] / number, 1e-6)
                    ? 1 / variance.squareRoot() : 0
            }
            var gram = Matrix(rows: width, columns: width)
            var products = Matrix(rows: width, columns: moments.targets)
            for row in 0..<width {
                for column in 0...row {
                    let value = factors[row] * factors[column] * centred(row, column)
                    gram.elements[row * width + column] = value
                    gram.elements[column * width + row] = value
                }
                for target in 0..<moments.targets {
                    products.elements[row * moments.targets + target] =
                        factors[row] * centred(row, width + 1 + target)
                }
            }
            count = moments.count
            self.means = Array(means[..<width])
            self.factors = factors
            self.gram = gram
            self.products = products
            targetMeans = Array(means[(width + 1)...])
            targetSquares = (0..<moments.targets).map { target in
                max(0, centred(width + 1 + target, width + 1 + target))
            }
        }

        /// A row of features, standardised as the window's.
        package func standardised(_ row: [Double]) -> [Double] {
            row.indices.map { (row[$0] - means[$0]) * factors[$0] }
        }
    }
}
