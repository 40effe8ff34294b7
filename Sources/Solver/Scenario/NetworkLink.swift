/// The way between a demand centre and a site; a pair without one is not connected.
public struct NetworkLink: Sendable {
    /// Demand centre.
    public let origin: String
    /// Site.
    public let site: String
    /// Round trip, ms.
    public let roundTripMS: Double
    /// Price of transfer, CNY per GB.
    public let priceCNYPerGB: Double
    /// Bandwidth, Gbit/s; nil for unlimited.
    public let bandwidthGbps: Double?

    init(_ fields: Fields) {
        origin = fields.id("origin", "Demand centre.")
        site = fields.id("site", "Site.")
        roundTripMS = fields.number("round_trip_ms", "Round trip.", Allowed.milliseconds)
        priceCNYPerGB = fields.number(
            "price_cny_per_gb", "Price of transfer.", 0...1e6, default: 0)
        bandwidthGbps = fields.optionalNumber(
            "bandwidth_gbps", "Bandwidth, Gbit/s; absent means unlimited.", 0...1e9)
    }
}
