/// A number that is allowed but looks as if it had been given in another unit.
///
/// kW for MW, yuan per kWh for yuan per MWh, seconds for milliseconds: off by a thousand and still
/// a number. What is compared with what stands beside the rules. Percent for a share, and PUE in
/// percent, are outside the allowed ranges and never get here.
public struct UnitSuspicion: Sendable, Equatable {
    /// What the number was compared with.
    public enum Comparison: String, Sendable, CaseIterable {
        /// What all accelerators of the site could draw at once, MW at the meter.
        case possibleLoad = "possible_load"
        /// The import that the equipment of the site allows, MW.
        case connection
        /// What all pools together could make of the product, million tokens an hour.
        case throughput
        /// What such numbers usually are, at the nearer end.
        case usual
    }

    /// JSON Pointer to the number, or to its series.
    public let place: String
    /// The number; of a series, the largest.
    public let value: Double
    /// The unit that the field has.
    public let unit: String
    /// The unit that the number looks like.
    public let looksLike: String
    /// What was probably meant, in the field's unit.
    public let probable: Double
    /// What it was compared with.
    public let comparison: Comparison
    /// The amount it was compared with, in the field's unit.
    public let reference: Double
}

extension Scenario {
    /// Every number that looks as if it were in another unit, in the order of the document.
    public var unitSuspicions: [UnitSuspicion] {
        var rules = UnitRules()
        rules.usual(
            "/carbon/price_cny_per_tonne", carbon.priceCNYPerTonne, "CNY/t",
            low: (1, "CNY/kg", 1000))
        for (index, value) in accelerators.enumerated() {
            rules.check(value, at: "/accelerators/\(index)")
        }
        for (index, value) in profiles.enumerated() {
            rules.check(value, at: "/profiles/\(index)")
        }
        for (index, value) in products.enumerated() {
            rules.check(value, at: "/products/\(index)", capacity: capacity(of: value))
        }
        for (index, value) in tariffs.enumerated() { rules.check(value, at: "/tariffs/\(index)") }
        for (index, value) in sites.enumerated() {
            rules.check(value, at: "/sites/\(index)", possibleMW: possibleMW(value))
        }
        rules.check(network)
        return rules.found
    }

    /// What all accelerators of a site could draw at once, MW at the meter.
    private func possibleMW(_ site: Site) -> Double {
        let table = profileTable
        let kilowatts = site.pools.reduce(0) { sum, pool in
            let most = pool.serves.compactMap { table[$0.profile] }.map { profile in
                (profile.modes.map(\.busyKW).max() ?? 0) / Double(profile.acceleratorsPerReplica)
            }.max()
            return sum + pool.accelerators.largest * (most ?? 0)
        }
        return kilowatts / 1000 * site.facility.pue.largest
    }

    /// What all pools could make of a product, million tokens an hour.
    private func capacity(of product: Product) -> Double {
        let table = profileTable
        return sites.reduce(0) { sum, site in
            sum
                + site.pools.reduce(0) { sum, pool in
                    let most = pool.serves.compactMap { table[$0.profile] }
                        .filter { $0.product == product.id }.map { profile in
                            (profile.modes.map(\.millionTokensPerHour).max() ?? 0)
                                / Double(profile.acceleratorsPerReplica)
                        }.max()
                    return sum + pool.accelerators.largest * (most ?? 0)
                }
        }
    }

    private var profileTable: [String: ServingProfile] {
        Dictionary(profiles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
