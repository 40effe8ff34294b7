/// Splits whole numbers in proportion without losing a unit.
public enum LargestRemainder {
    /// Shares of a total in proportion to weights, by largest remainder (Hamilton's method).
    ///
    ///     share[i] = floor(total · w[i] / W), then one more for the largest remainders total · w[i] mod W
    ///     W = Σ w,  Σ share = total
    ///
    /// Equal remainders go to the first. All is exact: products have 128 bits.
    ///
    /// - Returns: Nil for negative numbers, and when a total above 0 has no weight to go to.
    /// - Complexity: O(n log n).
    public static func split(_ total: Int64, by weights: [Int64]) -> [Int64]? {
        guard total >= 0, weights.allSatisfy({ $0 >= 0 }) else { return nil }
        let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
        guard sum > 0 else { return total == 0 ? weights.map { _ in 0 } : nil }
        var shares: [Int64] = []
        var remainders: [(index: Int, rest: Int128)] = []
        for (index, weight) in weights.enumerated() {
            let (quotient, rest) = (Int128(total) * Int128(weight)).quotientAndRemainder(
                dividingBy: sum)
            shares.append(Int64(quotient))
            remainders.append((index, rest))
        }
        let left = Int(total - shares.reduce(0, +))
        remainders.sort { ($1.rest, $0.index) < ($0.rest, $1.index) }
        for entry in remainders.prefix(left) { shares[entry.index] += 1 }
        return shares
    }
}
