import Solver

/// Marginal prices as JSON.
enum PriceDocument {
    static func json(_ plan: Plan) -> JSON {
        let scenario = plan.scenario
        return .fields([
            "sites": .array(
                plan.prices.sites.map { price in
                    .fields([
                        "site": .string(scenario.sites[price.site].id),
                        "price_cny_per_mwh": .list(price.priceCNYPerMWh),
                        "supply_cny_per_mwh": plan.scenario.sites[price.site].node.map { _ in
                            .list(price.supplyCNYPerMWh)
                        },
                        "energy_cny_per_mwh": .list(price.energyCNYPerMWh),
                        "carbon_cny_per_mwh": .list(price.carbonCNYPerMWh),
                        "peak_cny_per_mwh": .list(price.peakCNYPerMWh),
                        "capacity_cny_per_mwh": .list(price.capacityCNYPerMWh),
                        "other_cny_per_mwh": .list(price.otherCNYPerMWh),
                        "connection_cny_per_mw": .number(price.connectionCNYPerMW),
                    ])
                }),
            "tokens": .array(
                plan.prices.tokens.map { price in
                    let product = scenario.products[price.product]
                    return .fields([
                        "product": .string(product.id),
                        "origin": .string(product.demand[price.demand].origin),
                        "marginal_cny_per_million_tokens": .list(
                            price.marginalCNYPerMillionTokens),
                    ])
                }),
            "pools": .array(
                plan.prices.pools.map { price in
                    .fields([
                        "site": .string(scenario.sites[price.site].id),
                        "pool": .string(scenario.sites[price.site].pools[price.pool].id),
                        "accelerator_cny": .number(price.acceleratorCNY),
                    ])
                }),
            "carbon_cap_cny_per_tonne": .optional(plan.prices.carbonCapCNYPerTonne),
        ])
    }
}
