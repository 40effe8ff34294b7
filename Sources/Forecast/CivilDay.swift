/// Days of the Gregorian calendar, counted from 1970-01-01.
///
/// The arithmetic counts days in eras of 400 years that start on 1 March
/// (H. Hinnant, chrono-compatible low-level date algorithms).
public enum CivilDay {
    /// The number of a date; nil when the calendar has no such day.
    public static func number(year: Int, month: Int, day: Int) -> Int? {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let number = era * 146_097 + dayOfEra - 719_468
        let back = date(number)
        return back.month == month && back.day == day ? number : nil
    }

    /// The date of a day.
    public static func date(_ number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// The number of a date written `yyyy-mm-dd`; nil when it is none.
    public static func number(_ text: String) -> Int? {
        guard case .day(let day)? = TimeText(Array(text.utf8)[...]) else { return nil }
        return day
    }

    /// The instant of an ISO 8601 text, in a zone where it has no offset; a date is its midnight.
    public static func time(_ text: String, zone: CivilZone) -> Int? {
        switch TimeText(Array(text.utf8)[...]) {
        case .instant(let time): time
        case .local(let local): zone.instants(local: local).first
        case .day(let day): zone.time(day: day)
        case nil: nil
        }
    }

    /// A day as `yyyy-mm-dd`.
    public static func text(_ number: Int) -> String {
        let date = date(number)
        let year = String(date.year)
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + "-"
            + padded(date.month) + "-" + padded(date.day)
    }

    /// What the clocks of a zone show at an instant, as `yyyy-mm-dd hh:mm`.
    public static func localText(ofTime time: Int, zone: CivilZone) -> String {
        let second = zone.secondOfDay(time)
        return text(zone.day(of: time)) + " " + padded(second / 3_600) + ":"
            + padded(second / 60 % 60)
    }

    /// An instant as ISO 8601 in UTC with `Z`.
    public static func text(ofTime time: Int) -> String {
        let day = time.flooredQuotient(by: 86_400)
        let rest = time - day * 86_400
        return text(day) + "T" + padded(rest / 3_600) + ":" + padded(rest / 60 % 60) + ":"
            + padded(rest % 60) + "Z"
    }

    static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
