import Glibc

/// Random cosines and sines of standardised inputs.
///
/// A linear model of them is a Gaussian process of rational smoothness, for thousands of hours at the
/// cost of a ridge (A. Rahimi, B. Recht: Random features for large-scale kernel machines, NIPS 2007);
/// the frequencies are Student distributed.
struct RandomFeatures {
    private let means: [Double]
    private let scales: [Double]
    private let frequencies: Matrix

    /// Pairs of cosine and sine, and columns of the design with the constant.
    let pairs: Int
    var width: Int { 2 * pairs + 1 }

    /// Draws frequencies for columns that are standardised over some steps.
    init(_ columns: [WindFeatures.Column], _ steps: [Int], pairs: Int, seed: UInt64) {
        self.pairs = pairs
        let moments = columns.map { Self.moments($0.values, steps) }
        means = moments.map(\.mean)
        scales = moments.map { $0.deviation > 1e-9 * abs($0.mean) ? 1 / $0.deviation : 0 }
        frequencies = Self.frequencies(columns.map(\.rate), pairs: pairs, seed: seed)
    }

    /// One row a step: the constant, the cosines, the sines.
    func design(_ steps: [Int], _ columns: [WindFeatures.Column]) -> Matrix {
        let inputs = Matrix(
            steps.map { step in
                columns.indices.map { index in
                    let value = (columns[index].values[step] - means[index]) * scales[index]
                    // A forecast far outside of what was seen says no more than the edge.
                    return value.isFinite ? min(max(value, -8), 8) : 0
                }
            })
        let phases = inputs.times(frequencies)
        let size = 1 / Double(pairs).squareRoot()
        var design = Matrix(rows: steps.count, columns: width)
        for row in 0..<steps.count {
            let place = row * width
            design.elements[place] = 1
            for pair in 0..<pairs {
                let phase = phases.elements[row * pairs + pair]
                design.elements[place + 1 + pair] = size * cos(phase)
                design.elements[place + 1 + pairs + pair] = size * sin(phase)
            }
        }
        return design
    }

    private static func moments(
        _ values: [Double], _ steps: [Int]
    ) -> (mean: Double, deviation: Double) {
        let mean = steps.reduce(0) { $0 + values[$1] } / Double(steps.count)
        let square = steps.reduce(0) {
            $0 + (values[$1] - mean) * (values[$1] - mean)
        }
        return (mean, (square / Double(steps.count)).squareRoot())
    }

    /// Directions of Student's distribution with five degrees of freedom, one column a pair.
    private static func frequencies(_ rates: [Double], pairs: Int, seed: UInt64) -> Matrix {
        var random = SeededRandom(seed: seed)
        var result = Matrix(rows: rates.count, columns: pairs)
        for pair in 0..<pairs {
            let squares = (0..<5).reduce(0.0) { sum, _ in
                let number = random.normal()
                return sum + number * number
            }
            let stretch = 1 / max(squares / 5, 1e-6).squareRoot()
            for (row, rate) in rates.enumerated() {
                result[row, pair] = rate * stretch * random.normal()
            }
        }
        return result
    }
}
