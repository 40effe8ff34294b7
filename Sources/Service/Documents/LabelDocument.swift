import Certificates
import Solver

/// Planned green grades of every product and clock hour as JSON, `wattoken-labels/1`.
///
/// A plan earns no certificate: a grade here is what a certificate would say if everything went as
/// planned and the planned carbon-free energy were retired for these tokens. So the rules are those of
/// certificates, with the same id and hash.
enum LabelDocument {
    static let format = "wattoken-labels/1"

    static func json(_ plan: Plan, rules: GradeSet = .standard) -> JSON {
        let matching = PlannedMatching(plan)
        return JSON.fields([
            "status": "planned", "certified": false,
            "statement": .fields([
                "en": "Planned, not certified: certificates are issued from measured data only.",
                "zh": "计划值，非认证：证书仅依据计量数据签发。",
            ]),
            "rule_set": rules.json,
            "matching": .fields([
                "en": .string(
                    "By clock hour and site: what the plan assigns to a green product is its own; other "
                        + "carbon-free energy of a site goes to all its use in proportion to what is "
                        + "not matched yet."),
                "zh": .string(
                    "按钟点和站点：计划分配给绿色产品的电量归该产品所有；站点其余无碳电量按各项用电尚未匹配部分的比例分摊。"),
            ]),
            "hours": .array(plan.chain.hours.map { .string($0) }),
            "hour_of_step": .list(matching.hourOfStep.map(Double.init)),
            "products": .array(
                plan.scenario.products.indices.map { product(plan, matching, rules, $0) }),
        ]).headed(format, plan.scenario)
    }

    private static func product(
        _ plan: Plan, _ matching: PlannedMatching, _ rules: GradeSet, _ index: Int
    ) -> JSON {
        let hours = plan.chain.hours.indices.map { hour in
            row(
                plan.chain.sum(product: index, hour: hour), matching.matchedMWh[index][hour],
                matching.meterMWh[index][hour], rules)
        }
        let total = row(
            plan.chain.sum(product: index), matching.matchedMWh[index].reduce(0, +),
            matching.meterMWh[index].reduce(0, +), rules)
        return .fields([
            "product": .string(plan.scenario.products[index].id), "total": total,
            "hours": .array(hours),
        ])
    }

    private static func row(
        _ link: Chain.Link, _ matched: Double, _ meter: Double, _ rules: GradeSet
    ) -> JSON {
        let share = meter > 0 ? min(1, matched / meter) : nil
        return .fields([
            "grade": share.map { .string(rules.grade($0)) } ?? .null,
            "matched_share": .optional(share),
            "million_tokens": .number(link.millionTokens), "meter_mwh": .number(meter),
            "matched_mwh": .number(matched),
            "location_based_kg_co2_per_million_tokens": .optional(
                link.locationKgCO2PerMillionTokens),
            "market_based_kg_co2_per_million_tokens": .optional(link.marketKgCO2PerMillionTokens),
        ])
    }
}

extension GradeSet {
    /// The best grade that a planned share reaches, to the billionth.
    fileprivate func grade(_ share: Double) -> String {
        let whole = 1_000_000_000.0
        return grade(Ratio(Int64((share * whole).rounded()), of: Int64(whole)))
    }

    /// The rules as certificates name them, with their steps.
    fileprivate var json: JSON {
        .fields([
            "id": .string(reference.id), "version": .string(reference.version),
            "sha256": .string(reference.digest.hexadecimal),
            "title": .fields(["en": .string(title.en), "zh": .string(title.zh)]),
            "basis": .string(Self.basis),
            "grades": .array(
                grades.map {
                    .fields([
                        "grade": .string($0.name),
                        "at_least_share": .number(
                            Double($0.atLeast.numerator) / Double($0.atLeast.denominator)),
                    ])
                }),
        ])
    }
}
