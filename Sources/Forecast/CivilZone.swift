import Foundation

/// A time zone as a table of its offsets, for days as people keep them: 23, 24 or 25 hours long.
public struct CivilZone: Sendable, Hashable {
    /// Name in the IANA database.
    public let identifier: String
    /// Seconds since the epoch from which each offset holds, ascending.
    private let changes: [Int]
    /// Offsets from UTC in seconds: before the first change, then after each.
    private let offsets: [Int]

    /// UTC: every day has 24 hours.
    public static let utc = CivilZone(identifier: "UTC", changes: [], offsets: [0])

    private init(identifier: String, changes: [Int], offsets: [Int]) {
        self.identifier = identifier
        self.changes = changes
        self.offsets = offsets
    }

    /// Looks a zone up; nil when there is none of that name.
    ///
    /// Offsets are those of 1990 to 2060.
    public init?(identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        let first = Date(timeIntervalSince1970: 631_152_000)
        let last = Date(timeIntervalSince1970: 2_840_140_800)
        var changes: [Int] = []
        var offsets = [zone.secondsFromGMT(for: first)]
        var date = first
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < last,
            next > date
        {
            changes.append(Int(next.timeIntervalSince1970))
            offsets.append(zone.secondsFromGMT(for: next))
            date = next
        }
        self.init(identifier: identifier, changes: changes, offsets: offsets)
    }

    /// Offset from UTC at an instant, seconds.
    public func offset(at time: Int) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return offsets[low]
    }

    /// The local day of an instant, counted from 1970-01-01.
    public func day(of time: Int) -> Int {
        (time + offset(at: time)).flooredQuotient(by: 86_400)
    }

    /// Seconds of the wall clock since local midnight, 0 to 86 399.
    public func secondOfDay(_ time: Int) -> Int {
        let local = time + offset(at: time)
        return local - local.flooredQuotient(by: 86_400) * 86_400
    }

    /// Day of the week of a day counted from 1970-01-01: 0 Monday to 6 Sunday.
    public static func weekday(ofDay day: Int) -> Int {
        (day + 3) - (day + 3).flooredQuotient(by: 7) * 7
    }

    /// The instants at which a clock shows a time: none where it skips it, two where it goes back.
    ///
    /// - Parameter local: what the clock shows, as seconds since 1970-01-01T00:00 on that clock.
    public func instants(local: Int) -> [Int] {
        let early = local - offset(at: local - 86_400)
        let late = local - offset(at: local + 86_400)
        return (early == late ? [early] : [min(early, late), max(early, late)])
            .filter { $0 + offset(at: $0) == local }
    }

    /// The instant at which a clock shows a second of a local day.
    ///
    /// Of a time that it shows twice, the first; a time that it skips counts on from before.
    public func time(day: Int, second: Int = 0) -> Int {
        let local = day * 86_400 + second
        return instants(local: local).first ?? local - offset(at: local - 86_400)
    }
}
