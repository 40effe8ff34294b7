/// Changing the step of a series: means of power, sums of energy.
public enum Resampling {
    /// Share of a longer step that must be measured for it to have a value.
    public static let leastShare = 0.5

    /// True when one step is a whole multiple of the other and both divide a day.
    public static func isPossible(from: Int, to: Int) -> Bool {
        from == to
            || (to > 0 && 86_400 % to == 0 && (to % from == 0 || from % to == 0))
    }
}

extension Series {
    /// The series at another step.
    ///
    /// Joining takes the mean of a power and the sum of an energy; a step of which less than half is
    /// measured has no value, and one that is partly measured is flagged and, for a sum, scaled to its
    /// full length. Dividing repeats a mean and shares a sum out evenly. Longer steps begin at whole
    /// multiples of their length after local midnight.
    ///
    /// - Precondition: `Resampling.isPossible`.
    public func resampled(to seconds: Int, zone: CivilZone = .utc) -> Series {
        if seconds == stepSeconds || values.isEmpty { return self }
        return seconds > stepSeconds ? joined(to: seconds, zone) : divided(to: seconds)
    }

    private func joined(to seconds: Int, _ zone: CivilZone) -> Series {
        let offset = zone.offset(at: start)
        let first = (start + offset).flooredQuotient(by: seconds) * seconds - offset
        let parts = seconds / stepSeconds
        let lead = (start - first) / stepSeconds
        let steps = (lead + count + parts - 1) / parts
        var result = [Double](repeating: .nan, count: steps)
        var flags = [Quality](repeating: [], count: steps)
        for step in 0..<steps {
            let range = max(0, step * parts - lead)..<min(count, (step + 1) * parts - lead)
            let present = values[range].filter(\.isFinite)
            let share = Double(present.count) / Double(parts)
            if !quality.isEmpty {
                flags[step] = quality[range].reduce(Quality()) { $0.union($1) }
                    .subtracting(.missing)
            }
            guard share >= Resampling.leastShare else {
                flags[step].insert(.missing)
                continue
            }
            let sum = present.reduce(0, +)
            result[step] = measure == .sum ? sum / share : sum / Double(present.count)
            if share < 1 { flags[step].insert(.partial) }
        }
        return Series(
            name: name, unit: unit, measure: measure, start: first, stepSeconds: seconds,
            values: result, quality: flags.contains { !$0.isEmpty } ? flags : [])
    }

    private func divided(to seconds: Int) -> Series {
        let parts = stepSeconds / seconds
        let divisor = measure == .sum ? Double(parts) : 1
        return Series(
            name: name, unit: unit, measure: measure, start: start, stepSeconds: seconds,
            values: values.flatMap { Array(repeating: $0 / divisor, count: parts) },
            quality: quality.flatMap { Array(repeating: $0, count: parts) })
    }
}
