import Glibc

/// Windows of a series as features of a day.
enum ProfileWindow {
    /// Means of a window in at most `bins` parts; NaN where nothing is known.
    static func means(_ values: [Double], _ start: Int, _ length: Int, bins: Int) -> [Double] {
        let parts = length > bins && length % bins == 0 ? bins : min(length, max(bins, length))
        let size = length / parts
        return (0..<parts).map { part in
            var sum = 0.0
            var number = 0.0
            let from = start + part * size
            for step in from..<from + size
            where values.indices.contains(step) && values[step].isFinite {
                sum += values[step]
                number += 1
            }
            return number > 0 ? sum / number : .nan
        }
    }

    /// A quantity that is mostly near zero and sometimes large, like rain, on a logarithmic scale.
    static func tamed(_ values: [Double]) -> [Double] {
        var number = 0.0
        var sum = 0.0
        var least = Double.infinity
        for value in values where value.isFinite {
            number += 1
            sum += value
            least = min(least, value)
        }
        let mean = sum / max(number, 1)
        guard number > 2, least >= 0, mean > 0 else { return values }
        var second = 0.0
        var third = 0.0
        for value in values where value.isFinite {
            let distance = value / mean - 1
            second += distance * distance
            third += distance * distance * distance
        }
        let skewness = third / number / pow(second / number, 1.5)
        guard skewness > 2.5 else { return values }
        return values.map { log($0 / mean + 0.4) }
    }

    /// The mean of rows, column by column, over what is known.
    static func mean(_ rows: [[Double]]) -> [Double] {
        (0..<(rows.first?.count ?? 0)).map { column in
            let known = rows.map { $0[column] }.filter(\.isFinite)
            return known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
        }
    }
}
