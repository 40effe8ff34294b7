/// Whole local days of a target and its known inputs: what a day-ahead model reads.
///
/// A day has a fixed number of slots: where the clock skips some, they are filled from their
/// neighbours; where it shows some twice, they are averaged. Gaps are filled by `GapFilling`.
struct DayTable: Sendable {
    /// Slots of a day.
    let slots: Int
    /// The first day, counted from 1970-01-01.
    let firstDay: Int
    /// The target, one row a day, from the first day to the last whole one that is known.
    private(set) var target: Matrix
    /// The known inputs, one row a day, to the last day of the horizon.
    let known: [Matrix]
    /// Names of the known inputs.
    let knownNames: [String]
    /// Known inputs with gaps in the days to forecast.
    let incomplete: [String]
    /// Whether values of the target were missing.
    let isFilled: Bool

    /// The day after the last one whose target is known.
    var endDay: Int { firstDay + target.rows }

    /// Arranges the last `most` days of a problem; nil without a single whole day.
    init?(_ problem: ForecastProblem, most: Int) {
        let step = problem.stepSeconds
        let series = problem.target
        guard 86_400 % step == 0, !series.values.isEmpty else { return nil }
        let slots = 86_400 / step
        let end = Self.firstUnknownDay(problem)
        let first = max(problem.zone.firstWholeDay(of: series), end - most)
        guard first < end else { return nil }
        self.slots = slots
        firstDay = first
        let lastDay = problem.zone.day(of: problem.start + (problem.horizon - 1) * step)
        let raw = Self.arrange(series, problem.zone, slots, first..<end)
        isFilled = raw.contains { !$0.isFinite }
        target = Matrix(
            rows: end - first, columns: slots, elements: GapFilling.filled(raw, slots: slots))
        var known: [Matrix] = []
        var names: [String] = []
        var incomplete: [String] = []
        for series in problem.known {
            let raw = Self.arrange(series, problem.zone, slots, first..<max(lastDay, end) + 1)
            let future = raw.suffix((max(lastDay, end) + 1 - end) * slots)
            if future.contains(where: { !$0.isFinite }) { incomplete.append(series.name) }
            names.append(series.name)
            known.append(
                Matrix(
                    rows: raw.count / slots, columns: slots,
                    elements: GapFilling.filled(raw, slots: slots)))
        }
        self.known = known
        knownNames = names
        self.incomplete = incomplete
    }

    /// Adds a day of which only a forecast is known, for the days after it.
    mutating func append(_ day: [Double]) {
        target.append(row: day)
    }

    /// Drops the target of a day and of all days after it.
    mutating func cut(to day: Int) {
        target = target.rows(0..<day - firstDay)
    }

    /// Whether the days that two tables share are the same, so that what was learned still holds.
    func agrees(with other: DayTable) -> Bool {
        guard slots == other.slots, knownNames == other.knownNames else { return false }
        let days = max(firstDay, other.firstDay)..<min(endDay, other.endDay)
        guard !days.isEmpty else { return false }
        return zip([target] + known, [other.target] + other.known).allSatisfy { mine, theirs in
            mine.elements[
                (days.lowerBound - firstDay) * slots..<(days.upperBound - firstDay) * slots]
                == theirs.elements[
                    (days.lowerBound - other.firstDay)
                        * slots..<(days.upperBound
                        - other.firstDay) * slots]
        }
    }

    /// The first day whose target is not known to its end.
    private static func firstUnknownDay(_ problem: ForecastProblem) -> Int {
        problem.zone.day(of: problem.target.end)
    }

    private static func arrange(
        _ series: Series, _ zone: CivilZone, _ slots: Int, _ days: Range<Int>
    ) -> [Double] {
        var sums = Array(repeating: 0.0, count: days.count * slots)
        var counts = Array(repeating: 0, count: days.count * slots)
        let from = max(0, series.step(at: zone.time(day: days.lowerBound)))
        let to = min(series.count, series.step(at: zone.time(day: days.upperBound)) + 1)
        for step in from..<max(from, to) where series.values[step].isFinite {
            let time = series.time(step)
            let day = zone.day(of: time)
            guard days.contains(day) else { continue }
            let slot = zone.secondOfDay(time) / series.stepSeconds
            let place = (day - days.lowerBound) * slots + slot
            sums[place] += series.values[step]
            counts[place] += 1
        }
        var values = zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan }
        bridgeSkipped(&values, zone, slots, days)
        return values
    }

    /// Draws the slots that the clock skips straight between their neighbours: nothing is missing.
    private static func bridgeSkipped(
        _ values: inout [Double], _ zone: CivilZone, _ slots: Int, _ days: Range<Int>
    ) {
        let step = 86_400 / slots
        for day in days {
            let times = zone.time(day: day)..<zone.time(day: day + 1)
            guard times.count < 86_400 else { continue }
            let shown = Set(
                stride(from: times.lowerBound, to: times.upperBound, by: step).map {
                    zone.secondOfDay($0) / step
                })
            let skipped = (0..<slots).filter { !shown.contains($0) }
            guard let first = skipped.first, let last = skipped.last else { continue }
            let before = (day - days.lowerBound) * slots + first - 1
            let after = (day - days.lowerBound) * slots + last + 1
            guard before >= 0, after < values.count else { continue }
            let rise = (values[after] - values[before]) / Double(after - before)
            for place in before + 1..<after {
                values[place] = values[before] + rise * Double(place - before)
            }
        }
    }
}

extension CivilZone {
    /// The first day that a series covers from its beginning.
    fileprivate func firstWholeDay(of series: Series) -> Int {
        let day = day(of: series.start)
        return time(day: day) == series.start ? day : day + 1
    }
}

/// Fills what is missing in days of a fixed number of slots.
enum GapFilling {
    /// Up to three missing slots are drawn straight between their neighbours; longer gaps repeat the
    /// same slot of a week before, else of a day before, else of the first day that has it.
    static func filled(_ values: [Double], slots: Int) -> [Double] {
        guard values.contains(where: { !$0.isFinite }) else { return values }
        var result = values
        var place = 0
        while place < result.count {
            guard !result[place].isFinite else {
                place += 1
                continue
            }
            let end = result[place...].firstIndex(where: \.isFinite) ?? result.count
            if place > 0, end < result.count, end - place <= 3 {
                let before = result[place - 1]
                let rise = (result[end] - before) / Double(end - place + 1)
                for index in place..<end {
                    result[index] = before + rise * Double(index - place + 1)
                }
            } else {
                for index in place..<end { result[index] = earlier(result, index, slots) }
            }
            place = end
        }
        return backfilled(result, slots)
    }

    private static func earlier(_ values: [Double], _ index: Int, _ slots: Int) -> Double {
        for days in [7, 1] where index >= days * slots {
            return values[index - days * slots]
        }
        return .nan
    }

    /// What has nothing before it takes the next value of its slot, or the mean of all.
    private static func backfilled(_ values: [Double], _ slots: Int) -> [Double] {
        guard values.contains(where: { !$0.isFinite }) else { return values }
        let finite = values.filter(\.isFinite)
        let mean = finite.isEmpty ? 0 : finite.reduce(0, +) / Double(finite.count)
        var result = values
        for index in result.indices.reversed() where !result[index].isFinite {
            let next = index + slots
            result[index] = next < result.count ? result[next] : mean
        }
        return result
    }
}
