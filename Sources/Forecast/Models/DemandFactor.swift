import Glibc

/// A kernel of demand on a layout of times: what does not depend on the values, made once for all
/// gates that share the layout.
///
/// The factor `U` of the covariance whitens the values, `z = U⁻ᵀ·x`; the first m of them are all that
/// the first m places say. So the forecasts that would have been made at any place of the past, and
/// the evidence for the kernel until then, follow from one factorisation.
package struct DemandFactor: Sendable {
    /// The values as each place adds something new to those before it.
    package struct Whitened {
        /// One number a place.
        package let values: [Double]
        /// Variance of the process by the places before each; the last is by all of them.
        package let variances: [Double]
        /// Logarithm of the evidence of the places before each, less a constant of all kernels.
        package let evidence: [Double]
    }

    private let factor: Cholesky
    /// `U⁻ᵀ` times the covariances of places and steps of the horizon.
    private let half: Matrix
    /// Variance of each step of the horizon given the history, in variances of the process.
    package let variances: [Double]

    /// Factors the covariance.
    ///
    /// - Parameters:
    ///   - lead: steps between the history and the horizon.
    ///   - horizon: steps of the horizon.
    package init(
        _ kernel: DemandKernel, _ layout: HistoryLayout, lead: Int, horizon: Int
    ) throws(LinearAlgebraError) {
        let count = layout.places
        let places = (0..<count).map(layout.middle)
        let asked = (0..<horizon).map { layout.middle(count + lead + $0) }
        let reach = (asked.last ?? 0) - (places.first ?? 0)
        let table = (0...max(reach, 0)).map { lag in
            kernel.covariance(Double(lag) / 2 * layout.stepHours)
        }
        var covariance = Matrix(rows: count, columns: count)
        for row in 0..<count {
            let start = places[row]
            for column in row..<count {
                covariance.elements[row * count + column] = table[places[column] - start]
            }
            covariance.elements[row * count + row] += DemandKernel.noise
        }
        factor = try Cholesky(covariance)
        let cross = places.flatMap { place in asked.map { table[$0 - place] } }
        half = factor.halfSolve(Matrix(rows: count, columns: horizon, elements: cross))
        var variances = [Double](repeating: table[0] + DemandKernel.noise, count: horizon)
        for place in 0..<count {
            for (step, value) in half[row: place].enumerated() { variances[step] -= value * value }
        }
        self.variances = variances.map { max($0, DemandKernel.noise) }
    }

    /// Whitens the values of the layout's places.
    package func whitened(_ values: [Double]) -> Whitened {
        let white = factor.halfSolve(
            Matrix(rows: values.count, columns: 1, elements: values)
        ).elements
        var variances = [1.0]
        var evidence = [0.0]
        var squares = 0.0
        var logarithms = 0.0
        for (place, value) in white.enumerated() {
            squares += value * value
            logarithms += log(factor[place, place])
            let count = Double(place + 1)
            // What never changes fits every kernel; the floor keeps its logarithm finite.
            let variance = max(squares / count, 1e-12)
            variances.append(variance)
            evidence.append(-0.5 * count * log(variance) - logarithms)
        }
        return Whitened(values: white, variances: variances, evidence: evidence)
    }

    /// The expected values of the horizon.
    package func means(_ white: Whitened) -> [Double] {
        Matrix(rows: 1, columns: white.values.count, elements: white.values).times(half).elements
    }

    /// The errors and variances of the forecasts of some places by those before the first of them.
    package func trial(_ white: Whitened, _ places: Range<Int>) -> (
        errors: [Double], sizes: [Double]
    ) {
        var errors = [Double](repeating: 0, count: places.count)
        var sizes = errors
        for row in places {
            for column in row..<places.upperBound {
                let entry = factor[row, column]
                errors[column - places.lowerBound] += entry * white.values[row]
                sizes[column - places.lowerBound] += entry * entry
            }
        }
        return (errors, sizes)
    }
}
