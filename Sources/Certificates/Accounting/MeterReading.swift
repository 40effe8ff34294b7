/// Energy that one meter of a site counted in an interval.
///
/// A site's energy is the sum of its facility meters; IT meters stand beside them for the PUE.
public struct MeterReading: Sendable, Hashable {
    /// The site's id.
    public var site: String
    /// The meter's id, unique within its site.
    public var meter: String
    /// What the meter encloses.
    public var boundary: Boundary
    /// When; readings of one meter never overlap, whatever their lengths.
    public var interval: UTCInterval
    /// What it counted, Wh, never negative.
    public var wattHours: Int64
    /// 0 for the first reading; a correction of the same interval has the next number and replaces it.
    public var revision: Int
    /// How it is known.
    public var quality: Quality

    /// What a meter encloses.
    public enum Boundary: String, Sendable, CaseIterable {
        /// The whole site, idle, cooling and conversion losses included.
        case facility
        /// What reaches the computers.
        case it
    }

    /// How a reading is known.
    public enum Quality: String, Sendable, CaseIterable {
        /// Read from a meter.
        case measured
        /// Calculated from measured figures.
        case derived
        /// Calculated from a model.
        case modelled
    }

    /// All members.
    public init(
        site: String, meter: String, boundary: Boundary, interval: UTCInterval, wattHours: Int64,
        revision: Int = 0, quality: Quality = .measured
    ) {
        self.site = site
        self.meter = meter
        self.boundary = boundary
        self.interval = interval
        self.wattHours = wattHours
        self.revision = revision
        self.quality = quality
    }
}
