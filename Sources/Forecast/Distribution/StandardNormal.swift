import Glibc

/// The normal distribution of mean 0 and deviation 1.
package enum StandardNormal {
    /// The probability of a value below `z`.
    package static func probability(below z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// The value below which the given probability lies; infinite for 0 and 1.
    ///
    /// P. J. Acklam's rational approximation (2003), made exact to rounding by one step of Halley's
    /// method.
    package static func quantile(_ probability: Double) -> Double {
        guard probability > 0 else { return -.infinity }
        guard probability < 1 else { return .infinity }
        let rough = approximation(probability)
        let error = Self.probability(below: rough) - probability
        let step = error * (2 * Double.pi).squareRoot() * exp(rough * rough / 2)
        return rough - step / (1 + rough * step / 2)
    }

    private static func approximation(_ probability: Double) -> Double {
        let low = 0.02425
        if probability < low { return tail(probability) }
        if probability > 1 - low { return -tail(1 - probability) }
        let q = probability - 0.5
        let r = q * q
        let above = polynomial(
            [
                -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2,
                1.383577518672690e2, -3.066479806614716e1, 2.506628277459239,
            ], r)
        let below = polynomial(
            [
                -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2,
                6.680131188771972e1, -1.328068155288572e1, 1,
            ], r)
        return above * q / below
    }

    private static func tail(_ probability: Double) -> Double {
        let q = (-2 * log(probability)).squareRoot()
        let above = polynomial(
            [
                -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838,
                -2.549732539343734, 4.374664141464968, 2.938163982698783,
            ], q)
        let below = polynomial(
            [
                7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996,
                3.754408661907416, 1,
            ], q)
        return above / below
    }

    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }
}
