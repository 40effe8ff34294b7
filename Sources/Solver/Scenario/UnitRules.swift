/// The rules by which a number looks like one of another unit; wide, so that they stay silent on
/// anything that exists.
struct UnitRules {
    private(set) var found: [UnitSuspicion] = []

    /// A number this many times what it is compared with, up to `mostFactor`, is off by a unit;
    /// beyond that it stands for "no limit".
    private static let leastFactor = 150.0
    private static let mostFactor = 20_000.0

    /// An end of what is usual: the bound, the unit that numbers beyond it look like, and the
    /// factor from there to what was meant.
    typealias End = (bound: Double, looksLike: String, factor: Double)

    /// A positive number below or above what is usual.
    mutating func usual(
        _ place: String, _ value: Double, _ unit: String, low: End? = nil, high: End? = nil
    ) {
        let end: End
        if let low, value > 0, value < low.bound {
            end = low
        } else if let high, value > high.bound {
            end = high
        } else {
            return
        }
        found.append(
            UnitSuspicion(
                place: place, value: value, unit: unit, looksLike: end.looksLike,
                probable: value * end.factor, comparison: .usual, reference: end.bound))
    }

    /// A number a thousand times what the site could use.
    private mutating func size(
        _ place: String, _ value: Double, _ unit: String, looksLike: String,
        beside reference: Double, _ comparison: UnitSuspicion.Comparison
    ) {
        guard reference > 0, value > Self.leastFactor * reference,
            value < Self.mostFactor * reference
        else { return }
        found.append(
            UnitSuspicion(
                place: place, value: value, unit: unit, looksLike: looksLike,
                probable: value / 1000, comparison: comparison, reference: reference))
    }
}

// Accelerators, profiles and products.
extension UnitRules {
    mutating func check(_ accelerator: Accelerator, at place: String) {
        usual(
            place + "/off_kw", accelerator.offKW, "kW", low: (0.001, "MW", 1000),
            high: (20, "W", 0.001))
        if let peak = accelerator.peakTFLOPS {
            usual(
                place + "/peak_tflops", peak, "TFLOP/s", low: (2, "PFLOP/s", 1000),
                high: (2e5, "GFLOP/s", 0.001))
        }
    }

    mutating func check(_ profile: ServingProfile, at place: String) {
        let count = Double(profile.acceleratorsPerReplica)
        for (index, mode) in profile.modes.enumerated() {
            let path = place + "/modes/\(index)"
            usual(
                path + "/busy_kw", mode.busyKW, "kW", low: (0.002 * count, "MW", 1000),
                high: (20 * count, "W", 0.001))
            usual(
                path + "/million_tokens_per_hour", mode.millionTokensPerHour,
                "million tokens/h", high: (2000 * count, "thousand tokens/h", 0.001))
            usual(path + "/first_token_ms", mode.firstTokenMS, "ms", low: (5, "s", 1000))
            usual(
                path + "/token_interval_ms", mode.tokenIntervalMS, "ms",
                low: (0.5, "s", 1000), high: (10_000, "µs", 0.001))
        }
    }

    mutating func check(_ product: Product, at place: String, capacity: Double) {
        for (index, demand) in product.demand.enumerated() {
            size(
                place + "/demand/\(index)/million_tokens_per_hour",
                demand.millionTokensPerHour.largest, "million tokens/h",
                looksLike: "thousand tokens/h", beside: capacity, .throughput)
        }
        usual(
            place + "/output_price_cny_per_million_tokens",
            product.outputPriceCNYPerMillionTokens.largest, "CNY per million tokens",
            low: (0.01, "CNY per thousand tokens", 1000))
        if let limit = product.firstTokenLimitMS {
            usual(place + "/first_token_limit_ms", limit, "ms", low: (20, "s", 1000))
        }
        if let limit = product.tokenIntervalLimitMS {
            usual(place + "/token_interval_limit_ms", limit, "ms", low: (1, "s", 1000))
        }
    }
}

// Tariffs, sites and the network.
extension UnitRules {
    private static let perKWh: End = (5, "CNY/kWh", 1000)

    mutating func check(_ tariff: Tariff, at place: String) {
        for (number, version) in tariff.versions.enumerated() {
            let path = place + "/versions/\(number)"
            for (index, component) in version.components.enumerated()
            where component.kind == .energy {
                usual(
                    path + "/components/\(index)/price_cny_per_mwh",
                    component.priceCNYPerMWh.largest, "CNY/MWh", low: Self.perKWh,
                    high: (10_000, "CNY/GWh", 0.001))
            }
            switch version.demandCharge {
            case .maximum(let price), .contracted(let price, _, _, _):
                usual(
                    path + "/demand_charge/price_cny_per_kw_month", price, "CNY/kW",
                    high: (2000, "CNY/MW", 0.001))
            case .capacity(let price):
                usual(
                    path + "/demand_charge/price_cny_per_kva_month", price, "CNY/kVA",
                    high: (2000, "CNY/MVA", 0.001))
            case nil: break
            }
        }
    }

    mutating func check(_ site: Site, at place: String, possibleMW: Double) {
        size(
            place + "/connection/transformer_mva", site.connection.transformerMVA, "MVA",
            looksLike: "kVA", beside: possibleMW, .possibleLoad)
        let rating = site.connection.ratingMW
        size(
            place + "/connection/export_limit_mw", site.connection.exportLimitMW, "MW",
            looksLike: "kW", beside: rating, .connection)
        for (index, limit) in site.connection.limits.enumerated() {
            size(
                place + "/connection/limits/\(index)/import_limit_mw", limit.importLimitMW, "MW",
                looksLike: "kW", beside: rating, .connection)
        }
        usual(
            place + "/connection/export_price_cny_per_mwh",
            site.connection.exportPriceCNYPerMWh.largest, "CNY/MWh", low: Self.perKWh)
        size(
            place + "/fixed_overhead_mw", site.facility.fixedOverheadMW.largest, "MW",
            looksLike: "kW", beside: possibleMW, .possibleLoad)
        if let water = site.facility.water {
            usual(
                place + "/water/litres_per_kwh", water.litresPerKWh, "L/kWh",
                low: (0.01, "m³/kWh", 1000), high: (100, "L/MWh", 0.001))
        }
        let factor: End = (2, "kg/kWh", 1000)
        usual(
            place + "/emissions/location_based_kg_co2_per_mwh",
            site.emissions.locationBasedKgCO2PerMWh.largest, "kg/MWh", low: factor)
        usual(
            place + "/emissions/residual_kg_co2_per_mwh",
            site.emissions.residualKgCO2PerMWh.largest, "kg/MWh", low: factor)
        checkPlant(site, at: place, most: max(possibleMW, rating))
    }

    private mutating func checkPlant(_ site: Site, at place: String, most: Double) {
        for (index, storage) in site.storages.enumerated() {
            let path = place + "/storages/\(index)"
            size(
                path + "/charge_mw", storage.chargeMW, "MW", looksLike: "kW", beside: most,
                .connection)
            size(
                path + "/discharge_mw", storage.dischargeMW, "MW", looksLike: "kW", beside: most,
                .connection)
            // Four hours of the whole connection are a large battery.
            size(
                path + "/energy_mwh", storage.energyMWh, "MWh", looksLike: "kWh",
                beside: 4 * most, .connection)
        }
        for (index, supply) in site.renewables.enumerated() {
            let path = place + "/renewables/\(index)"
            size(
                path + "/capacity_mw", supply.capacityMW, "MW", looksLike: "kW", beside: most,
                .connection)
            usual(
                path + "/price_cny_per_mwh", supply.priceCNYPerMWh, "CNY/MWh",
                low: Self.perKWh)
            usual(
                path + "/life_cycle_kg_co2_per_mwh", supply.lifeCycleKgCO2PerMWh, "kg/MWh",
                low: (0.5, "kg/kWh", 1000))
        }
    }

    /// Seconds are seen by all links being below one; a single short one is a neighbour.
    mutating func check(_ network: [NetworkLink]) {
        let largest = network.map(\.roundTripMS).max() ?? 0
        for (index, link) in network.enumerated() {
            let place = "/network/\(index)"
            if largest < 1, link.roundTripMS == largest {
                usual(place + "/round_trip_ms", link.roundTripMS, "ms", low: (1, "s", 1000))
            }
            usual(
                place + "/round_trip_ms", link.roundTripMS, "ms", high: (2000, "µs", 0.001))
            if let bandwidth = link.bandwidthGbps {
                usual(
                    place + "/bandwidth_gbps", bandwidth, "Gbit/s", high: (2e4, "Mbit/s", 0.001))
            }
        }
    }
}
