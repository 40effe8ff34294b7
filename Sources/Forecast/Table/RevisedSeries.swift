/// A series whose values may have been published more than once, each time at a known time.
///
/// A weather forecast for tomorrow noon, say, of which the run of this morning replaces that of
/// last night: a decision of this morning may use only what was known then.
public struct RevisedSeries: Sendable {
    /// One publication of a value.
    public struct Revision: Sendable, Equatable {
        /// When it became known, seconds since the epoch.
        public let knownAt: Int
        /// The value; NaN withdraws it.
        public let value: Double

        /// Creates a revision.
        public init(knownAt: Int, value: Double) {
            self.knownAt = knownAt
            self.value = value
        }
    }

    /// The series as it is known in the end.
    public let latest: Series
    /// For each step of the source all revisions, ascending; empty when it has no such times.
    private let revisions: [[Revision]]
    /// The source's own grid, and the zone that longer steps are aligned to.
    private let source: Series
    private let zone: CivilZone

    /// Creates a series.
    ///
    /// - Parameters:
    ///   - latest: the values known in the end.
    ///   - revisions: for each step, ascending in time; empty when times are not known.
    public init(latest: Series, revisions: [[Revision]] = []) {
        self.init(latest: latest, revisions: revisions, source: latest, zone: .utc)
    }

    private init(latest: Series, revisions: [[Revision]], source: Series, zone: CivilZone) {
        self.latest = latest
        self.revisions = revisions
        self.source = source
        self.zone = zone
    }

    /// True when the source says when each value became known.
    public var hasTimes: Bool { !revisions.isEmpty }

    /// The series as it was known at a time: of each step the last revision published until then.
    ///
    /// Without such times it is the latest; then the caller cuts it at the gate.
    public func asKnown(at time: Int) -> Series {
        guard hasTimes else { return latest }
        var series = source
        series.values = revisions.map { step in
            step.last { $0.knownAt <= time }?.value ?? .nan
        }
        series.quality = []
        return series.resampled(to: latest.stepSeconds, zone: zone)
    }

    /// The series at another step.
    ///
    /// - Precondition: `Resampling.isPossible`.
    func resampled(to stepSeconds: Int, zone: CivilZone) -> RevisedSeries {
        RevisedSeries(
            latest: latest.resampled(to: stepSeconds, zone: zone), revisions: revisions,
            source: source, zone: zone)
    }
}
