/// How the weights of a model may be brought to a site, if the plan decides so.
public struct WeightsTransfer: Sendable {
    /// Size of the weights, GB.
    public let sizeGB: Double
    /// Rate of the way that they take, GB per hour.
    public let gbPerHour: Double
    /// Price of the way, CNY per GB.
    public let priceCNYPerGB: Double

    /// Time from the begin of the transfer until a replica can load, hours.
    public var hours: Double { sizeGB / gbPerHour }
    /// Cost of the transfer, CNY.
    public var costCNY: Double { sizeGB * priceCNYPerGB }

    init(_ fields: Fields) {
        sizeGB = fields.number("size_gb", "Size of the weights.", 0...1e6)
        gbPerHour = fields.number("gb_per_hour", "Rate of the way they take.", 1e-3...1e9)
        priceCNYPerGB = fields.number(
            "price_cny_per_gb", "Price of the way.", 0...1e4, default: 0)
    }
}
