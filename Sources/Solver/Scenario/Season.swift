/// Months and day types with one pattern of time-of-use periods.
public struct Season: Sendable {
    /// Time-of-use periods (尖峰, 峰, 平, 谷, 深谷).
    public enum Period: String, Sendable, CaseIterable {
        /// 尖峰
        case sharpPeak = "sharp_peak"
        /// 峰
        case peak
        /// 平
        case flat
        /// 谷
        case valley
        /// 深谷
        case deepValley = "deep_valley"
    }

    /// Identifier within the version.
    public let id: String
    /// Months, 1 to 12.
    public let months: [Int]
    /// Day types.
    public let dayTypes: [DayType]
    /// Period of each clock hour, 24 of them.
    public let hours: [Period]
    /// Multiplier of each period.
    private let multipliers: [Period: Double]

    init(_ fields: Fields) {
        id = fields.id("id", "Name of the season.")
        months = fields.numbers("months", "Months, 1 to 12.", 1...12, whole: true).map { Int($0) }
        let days = fields.words(
            "day_types", "Day types; absent means all.",
            allowed: "\"working\", \"weekend\" or \"holiday\"",
            item: .fields(["enum": .array(DayType.allCases.map { .string($0.rawValue) })]),
            parse: DayType.init)
        dayTypes = days.isEmpty ? DayType.allCases : days
        hours = fields.words(
            "hours", "Period of each clock hour from 0.", allowed: "the name of a period",
            item: .fields(["enum": .array(Period.allCases.map { .string($0.rawValue) })]),
            count: 24, required: true, parse: Period.init)
        multipliers =
            fields.object("multipliers", "Multiplier of each period.", required: true) { object in
                var read: [Period: Double] = [:]
                for period in Period.allCases {
                    read[period] = object.optionalNumber(
                        period.rawValue, "Multiplier.", 0...100)
                }
                return read
            } ?? [:]
        check(fields)
    }

    private func check(_ fields: Fields) {
        guard !fields.isRecording else { return }
        if months.isEmpty {
            fields.fault("months", .missing, given: "nothing", allowed: "months from 1 to 12")
        }
        for period in Set(hours).sorted(by: { $0.rawValue < $1.rawValue })
        where multipliers[period] == nil {
            fields.fault(
                "multipliers", .missing, given: "nothing for \(period.rawValue)",
                allowed: "a multiplier for every period among the hours")
        }
    }

    /// The multiplier of a period of this season.
    public func multiplier(_ period: Period) -> Double { multipliers[period] ?? 1 }
}
