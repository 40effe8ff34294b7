import Solver

/// The chain WATT → FLOPS → TOKENS → VALUES as JSON: total, sites, products, and every cell.
///
/// Beside the products stand `shared` use and, where the scenario has any, `jobs`.
enum ChainDocument {
    static func json(_ plan: Plan) -> JSON {
        let scenario = plan.scenario
        let names =
            scenario.products.map(\.id) + ["shared"] + (scenario.jobs.isEmpty ? [] : ["jobs"])
        return .fields([
            "total": link(plan.chain.total),
            "largest_import_difference_mwh": .number(plan.chain.largestImportDifferenceMWh),
            "sites": .array(
                scenario.sites.indices.map {
                    link(plan.chain.sum(site: $0), [("site", scenario.sites[$0].id)])
                }),
            "products": .array(
                names.indices.map {
                    link(plan.chain.sum(product: $0), [("product", names[$0])])
                }),
            "hours": .array(
                plan.chain.hours.indices.map {
                    link(plan.chain.sum(hour: $0), [("hour", plan.chain.hours[$0])])
                }),
            "cells": .array(
                scenario.sites.indices.flatMap { site in
                    names.indices.flatMap { product in
                        plan.chain.hours.indices.compactMap { hour in
                            let cell = plan.chain.cells[site][product][hour]
                            guard cell != Chain.Link() else { return nil }
                            return link(
                                cell,
                                [
                                    ("site", scenario.sites[site].id), ("product", names[product]),
                                    ("hour", plan.chain.hours[hour]),
                                ], ratios: false)
                        }
                    }
                }),
        ])
    }

    /// One link with its amounts, and its ratios by their standard names.
    static func link(
        _ link: Chain.Link, _ labels: [(String, String)] = [], ratios: Bool = true
    ) -> JSON {
        let amounts: KeyValuePairs<String, JSON?> = [
            "meter_mwh": .number(link.meterMWh), "it_mwh": .number(link.itMWh),
            "exaflop": .number(link.exaFLOP), "million_tokens": .number(link.millionTokens),
            "revenue_cny": .number(link.revenueCNY),
            "electricity_cny": .number(link.electricityCNY),
            "network_cny": .number(link.networkCNY),
            "value_added_cny": .number(link.valueAddedCNY),
            "business_value_cny": .number(link.businessValueCNY),
            "location_based_kg_co2": .number(link.locationKgCO2),
            "market_based_kg_co2": .number(link.marketKgCO2),
            "life_cycle_kg_co2": .number(link.lifeCycleKgCO2),
        ]
        let standard: KeyValuePairs<String, JSON?> = [
            "pue": .optional(link.pue), "flop_per_joule": .optional(link.flopPerJoule),
            "model_flop_utilisation": .optional(link.modelFLOPUtilisation),
            "output_tokens_per_joule": .optional(link.tokensPerJoule),
            "joules_per_output_token": .optional(link.joulesPerToken),
            "electricity_cny_per_million_tokens": .optional(link.electricityCNYPerMillionTokens),
            "revenue_cny_per_million_tokens": .optional(link.revenueCNYPerMillionTokens),
            "revenue_cny_per_mwh": .optional(link.revenueCNYPerMWh),
            "location_based_kg_co2_per_million_tokens": .optional(
                link.locationKgCO2PerMillionTokens),
            "market_based_kg_co2_per_million_tokens": .optional(link.marketKgCO2PerMillionTokens),
        ]
        var members = labels.map { JSON.Member($0.0, .string($0.1)) }
        for pairs in ratios ? [amounts, standard] : [amounts] {
            members += pairs.compactMap { pair in pair.value.map { JSON.Member(pair.key, $0) } }
        }
        return .object(members)
    }
}
