/// The members of the price recipe, what they said day by day, and their combination.
struct PriceEnsemble: Sendable {
    /// What was said about a day before it was known.
    struct Record: Sendable {
        let day: Int
        /// Prices by member, for this day and the days after it.
        let members: [[[Double]]]
        /// The weights of the members on this day.
        let weights: [Double]
        /// Combined prices of this day and, if asked for, the days after it.
        let points: [[Double]]
    }

    private var members: [any PriceMember]
    private var aggregation: OnlineAggregation
    init(_ members: [any PriceMember]) {
        self.members = members
        aggregation = OnlineAggregation(members: members.count)
    }

    /// Names of the members.
    var names: [String] { members.map(\.name) }

    /// Learns how far each member was off on the first day of a record.
    mutating func settle(_ record: Record, _ truth: [Double]) {
        aggregation.learn(
            record.members.map { member in
                zip(member[0], truth).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(truth.count)
            })
    }

    /// Forecasts a day and the days after it, each from the forecast of the one before.
    mutating func forecast(_ day: Int, days: Int, _ table: DayTable) -> Record {
        let known = table.rows(before: day)
        for index in members.indices {
            do {
                try members[index].learn(before: day, known)
            } catch {
                // What cannot be factored today may be tomorrow, from the start.
                members[index].forget()
            }
        }
        let weights = aggregation.weights
        var extended = known
        var points: [[Double]] = []
        var all = members.map { _ in [[Double]]() }
        for later in day..<day + days {
            let said = members.indices.map { members[$0].prices(later, extended) }
            for index in members.indices { all[index].append(said[index]) }
            let point = (0..<table.slots).map { slot in
                zip(weights, said).reduce(0) { $0 + $1.0 * $1.1[slot] }
            }
            points.append(point)
            if later + 1 < day + days { extended.append(point) }
        }
        return Record(day: day, members: all, weights: weights, points: points)
    }
}

extension PriceMember {
    /// The member's prices; those of a week before where it cannot say any.
    fileprivate mutating func prices(_ day: Int, _ table: DayTable) -> [Double] {
        let prices = predict(day, table)
        if prices.count == table.slots, prices.allSatisfy(\.isFinite) { return prices }
        return Array(table.target[row: max(day - table.firstDay - 7, 0)])
    }
}

extension DayTable {
    /// The table as it was when a day was to be forecast.
    fileprivate func rows(before day: Int) -> DayTable {
        guard day < endDay else { return self }
        var copy = self
        copy.cut(to: day)
        return copy
    }
}
