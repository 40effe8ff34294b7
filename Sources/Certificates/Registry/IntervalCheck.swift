/// Finds intervals of one thing that overlap within a request.
struct IntervalCheck {
    private var known: [String: [UTCInterval]] = [:]

    init() {}

    /// *Invariant 1*, within one request: intervals of a thing never overlap, whatever their lengths.
    mutating func add(_ interval: UTCInterval, of thing: String, named name: String)
        throws(RegistryFault)
    {
        var intervals = known.removeValue(forKey: thing) ?? []
        // The first place whose interval begins at the end of this one or later.
        var (place, end) = (0, intervals.count)
        while place < end {
            let middle = (place + end) / 2
            if intervals[middle].start < interval.end { place = middle + 1 } else { end = middle }
        }
        if place > 0, intervals[place - 1].overlaps(interval) {
            throw .overlap(name, with: intervals[place - 1].start.text)
        }
        intervals.insert(interval, at: place)
        known[thing] = intervals
    }
}
