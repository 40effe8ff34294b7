/// The members of the price recipe, what they said day by day, and their combination.
struct PriceEnsemble: Sendable {
    /// What was said about a day before it was known.
    struct Record: Sendable {
        let day: Int
        /// Prices by member, for this day and the days after it; nil for one that cannot say any.
        let members: [[[Double]]?]
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
                guard let member else { return .nan }
                let sum = zip(member[0], truth).reduce(0) { $0 + abs($1.0 - $1.1) }
                return sum / Double(truth.count)
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
        var extended = known
        var points: [[Double]] = []
        var said = members.map { _ -> [[Double]]? in [] }
        var weights: [Double] = []
        for later in day..<day + days {
            for index in members.indices where said[index] != nil {
                let prices = members[index].predict(later, extended)
                let isUsable = prices.count == table.slots && prices.allSatisfy(\.isFinite)
                if isUsable { said[index]?.append(prices) } else { said[index] = nil }
            }
            weights = aggregation.weights(said.map { $0 != nil })
            points.append(Self.combined(weights, said.map { $0?.last }, extended))
            extended.append(points[points.count - 1])
        }
        return Record(day: day, members: said, weights: weights, points: points)
    }

    /// The weighted mean of the members; the week before when there is none.
    private static func combined(
        _ weights: [Double], _ said: [[Double]?], _ table: DayTable
    ) -> [Double] {
        guard said.contains(where: { $0 != nil }) else {
            return Array(table.target[row: table.target.rows - 7])
        }
        var sum = Array(repeating: 0.0, count: table.slots)
        for (weight, prices) in zip(weights, said) {
            guard let prices else { continue }
            for slot in sum.indices { sum[slot] += weight * prices[slot] }
        }
        return sum
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
