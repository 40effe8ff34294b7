/// The largest share of a year's import that may fall into the hours of peak.
public struct PeakImportRule: Sendable {
    /// To what it applies.
    public let scope: PolicyScope
    /// Largest share of the import.
    public let share: Double
    /// Clock hours that count as peak, each from 0 to 23; empty when periods say it.
    public let hours: [Int]
    /// Tariff periods that count as peak, as each site's tariff has them.
    public let periods: [Season.Period]
    /// The rest of the period.
    public let account: YearAccount

    init(_ fields: Fields) {
        scope = PolicyScope(fields)
        share = fields.number("share", "Largest share of the import.", Allowed.share)
        hours = fields.numbers(
            "hours", "Clock hours that count as peak, from 0 to 23.", 0...23, whole: true
        ).map { Int($0) }
        periods = fields.words(
            "periods", "Tariff periods that count as peak; instead of hours.",
            allowed: Season.Period.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "),
            item: .fields(["enum": .array(Season.Period.allCases.map { .string($0.rawValue) })]),
            parse: Season.Period.init)
        account = YearAccount(fields, [.peakImport, .imported])
        guard !fields.isRecording, fields.has("hours") == fields.has("periods") else { return }
        fields.fault(
            "hours", fields.has("hours") ? .conflict : .missing,
            given: fields.has("hours") ? "with periods" : "nothing",
            allowed: "clock hours, or periods of the tariff")
    }

    /// Whether a step of a site counts as peak.
    func isPeak(_ grid: TimeGrid, _ schedule: TariffSchedule, _ step: Int) -> Bool {
        if periods.isEmpty { return hours.contains(grid.local[step].hour) }
        return periods.contains(schedule.periods[step])
    }
}
