/// Carbon per energy, as someone published it.
public struct EmissionFactor: Sendable, Hashable {
    /// Its id, such as `CN-EAST-average-2023`.
    public var id: String
    /// What it is a factor of.
    public var kind: Kind
    /// The region of the grid it holds for, or the source of energy for life-cycle factors.
    public var region: String
    /// The calendar year it describes.
    public var vintage: Int
    /// mg of CO2 equivalent per kWh.
    public var milligramsPerKWh: Int64
    /// The published document.
    public var source: String

    /// What a factor is of.
    public enum Kind: String, Sendable, CaseIterable {
        /// The average of all energy in a region: location-based.
        case average
        /// The average of what nobody claimed: market-based, for unmatched energy.
        case residual
        /// Made and unmade plant included.
        case lifeCycle = "life-cycle"
    }

    /// All members.
    public init(
        id: String, kind: Kind, region: String, vintage: Int, milligramsPerKWh: Int64,
        source: String
    ) {
        self.id = id
        self.kind = kind
        self.region = region
        self.vintage = vintage
        self.milligramsPerKWh = milligramsPerKWh
        self.source = source
    }
}
