/// Quantiles from past errors whose size changes with time and with the hour.
///
/// Each error is divided by the mean absolute error of its hour so far, which forgets with a half
/// life; the quantiles of all these ratios, times the size of now, are those of the next error. The
/// running size makes the bands follow calm and wild weeks.
package struct ScaledErrorBands {
    /// Half life of the running size, rows.
    static let halfLife = 25.0
    /// Rows whose ratios are pooled.
    static let rows = 182

    /// Quantiles of the ratios, ascending.
    let ratios: [Double]
    /// Size of an error now, one a column.
    let sizes: [Double]
    /// How many rows of errors there were.
    let count: Int
    /// What the misses of the same rows ask for.
    private var conformal = AdaptiveConformal()

    /// Learns from errors: one row a forecast, oldest first, one column a step of the day.
    ///
    /// Nil when there are too few.
    package init?(_ errors: Matrix) {
        count = errors.rows
        let width = errors.columns
        let warm = max(2, min(20, errors.rows / 3))
        guard errors.rows > warm, width > 0 else { return nil }
        let first = max(0, errors.rows - Self.rows - warm)
        var sizes = [Double](repeating: 0, count: width)
        for row in first..<first + warm {
            for (column, size) in Self.smoothed(errors[row: row]).enumerated() {
                sizes[column] += size / Double(warm)
            }
        }
        var ratios: [Double] = []
        var past: [[Double]] = []
        let keep = Self.decay
        for row in first + warm..<errors.rows {
            past.append(sizes)
            for (column, error) in errors[row: row].enumerated() where sizes[column] > 0 {
                ratios.append(error / sizes[column])
            }
            for (column, size) in Self.smoothed(errors[row: row]).enumerated() {
                sizes[column] = keep * sizes[column] + (1 - keep) * size
            }
        }
        guard !ratios.isEmpty else { return nil }
        self.ratios = Forecast.quantiles(ofSorted: ratios.sorted())
        self.sizes = sizes
        for (index, sizes) in past.enumerated() {
            let row = errors.rows - past.count + index
            conformal.learn(
                sizes.flatMap { size in self.ratios.map { $0 * size } },
                truth: Array(errors[row: row]))
        }
    }

    /// The 99 quantiles of the error of a step.
    package func quantiles(of column: Int) -> [Double] {
        conformal.adapted(ratios.map { $0 * sizes[column] })
    }

    /// Absolute errors, each with a quarter of its neighbours.
    private static func smoothed(_ errors: ArraySlice<Double>) -> [Double] {
        let sizes = errors.map { abs($0) }
        return sizes.indices.map { index in
            let before = sizes[max(0, index - 1)]
            let after = sizes[min(sizes.count - 1, index + 1)]
            return (before + 2 * sizes[index] + after) / 4
        }
    }

    /// `0.5^(1/25)`.
    private static let decay = 0.972_654_947_4
}
