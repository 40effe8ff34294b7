/// Demand of an origin that any of several products can meet: small and large models together.
///
/// Interactive products only. A class is met by the products named, or by all whose quality is at
/// least the floor; each serves within its own latency limits and at its own price.
public struct DemandClass: Sendable {
    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Demand centre.
    public let origin: String
    /// Output tokens asked for, million per hour.
    public let millionTokensPerHour: Series
    /// Least quality of a product that may serve it; nil for any of those named.
    public let qualityFloor: Double?
    /// Products that may serve it; empty for all above the floor.
    public let products: [String]
    /// Sites that may serve it (data residency); empty for all.
    public let allowedSites: [String]
    /// Penalty for output tokens not served, CNY per million, beyond the revenue lost.
    public let unservedPenaltyCNYPerMillionTokens: Double

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        let demand = Product.Demand(fields)
        origin = demand.origin
        millionTokensPerHour = demand.millionTokensPerHour
        allowedSites = demand.allowedSites
        qualityFloor = fields.optionalNumber(
            "quality_floor", "Least quality of a product that may serve it.", Product.qualityRange)
        products = fields.words(
            "products", "Products that may serve it; absent means all above the floor.",
            allowed: "the id of a product", parse: { $0 })
        unservedPenaltyCNYPerMillionTokens = fields.number(
            "unserved_penalty_cny_per_million_tokens",
            "Penalty for output tokens not served, beyond the revenue lost.", 0...1e7,
            default: Product.defaultUnservedPenaltyCNYPerMillionTokens)
        guard !fields.isRecording, !fields.has("quality_floor"), products.isEmpty else { return }
        fields.fault(
            "quality_floor", .missing, given: "nothing",
            allowed: "quality_floor, products, or both")
    }

    /// Whether a product may serve the class.
    func admits(_ product: Product) -> Bool {
        guard product.kind == .interactive, products.isEmpty || products.contains(product.id)
        else { return false }
        return qualityFloor.map { (product.quality ?? -.infinity) >= $0 } ?? true
    }

    /// The products, each with a demand of nothing for every class that it may serve.
    ///
    /// The tokens of such a demand are asked for by its class; routes, latency and work treat it
    /// like any other demand of the product.
    static func adding(_ classes: [DemandClass], to products: [Product]) -> [Product] {
        products.map { product in
            var product = product
            for (number, value) in classes.enumerated() where value.admits(product) {
                product.demand.append(
                    Product.Demand(
                        origin: value.origin, allowedSites: value.allowedSites,
                        demandClass: number))
            }
            return product
        }
    }
}
