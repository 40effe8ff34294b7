/// A model of the prices of a day that learns day by day.
protocol PriceMember: Sendable {
    /// Its name in tables.
    var name: String { get }

    /// Drops all it has learned: the history has changed.
    mutating func forget()

    /// Learns all days before one; that one and the next are forecast then.
    mutating func learn(before day: Int, _ table: DayTable) throws(LinearAlgebraError)

    /// The prices of a day; the table has all days before it, known or forecast.
    mutating func predict(_ day: Int, _ table: DayTable) -> [Double]
}
