/// Which steps of a history stand alone and which are joined to hours: the newest alone, so that
/// minutes ahead are forecast by minutes, and older ones joined, so that weeks stay few places.
///
/// Times are in half steps after the end of the history, hence negative in it.
package struct HistoryLayout: Equatable, Sendable {
    /// Steps that stand alone, the newest.
    package let singles: Int
    /// Hours before them.
    package let hours: Int
    /// Steps in an hour, 1 where steps are no shorter.
    package let join: Int
    /// Length of a step in hours.
    package let stepHours: Double

    /// Days looked back at, and days of single steps, of which there are at most so many.
    private static let mostDays = 21
    private static let singleDays = 2
    private static let mostSingles = 288
    /// Days from which on only whole ones count, so that the layout changes once a day.
    private static let leastWholeDays = 4

    /// The layout of a history of so many steps.
    package init(count: Int, stepSeconds: Int) {
        let day = max(1, 86_400 / stepSeconds)
        join = max(1, 3600 / stepSeconds)
        stepHours = Double(stepSeconds) / 3600
        var span = min(count, Self.mostDays * day)
        if span > Self.leastWholeDays * day { span -= span % day }
        singles = join == 1 ? span : min(span, Self.singleDays * day, Self.mostSingles)
        hours = (span - singles) / join
    }

    /// Places in all: hours, then single steps, oldest first.
    package var places: Int { hours + singles }

    /// Steps covered.
    package var steps: Int { hours * join + singles }

    /// The middle of a place; places after the last are the steps that follow the history.
    package func middle(_ place: Int) -> Int {
        place < hours
            ? -2 * singles - (2 * (hours - place) - 1) * join
            : 2 * (place - places) + 1
    }

    /// The end of a place.
    package func end(_ place: Int) -> Int { middle(place) + (place < hours ? join : 1) }

    /// Steps of a day.
    var day: Int { max(1, Int((24 / stepHours).rounded())) }

    /// The steps of a place, counted from a gate, which lies so many half steps after the end.
    package func ahead(_ place: Int, of gate: Int) -> Range<Int> {
        let end = (self.end(place) - gate) / 2
        return end - (place < hours ? join : 1)..<end
    }

    /// The values of the places, those of hours as means.
    package func values(_ history: [Double]) -> [Double] {
        let first = history.count - steps
        let older = (0..<hours).map { hour in
            let start = first + hour * join
            return history[start..<start + join].reduce(0, +) / Double(join)
        }
        return older + history.suffix(singles)
    }
}
