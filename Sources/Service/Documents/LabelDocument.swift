import Certificates
import Solver

/// Planned green grades of every product and clock hour as JSON, `wattoken-labels/1`.
///
/// A plan earns no certificate: a grade here is what a certificate would say if everything went as
/// planned and the planned carbon-free energy were retired for these tokens.
enum LabelDocument {
    static let format = "wattoken-labels/1"

    static func json(_ plan: Plan, rules: GradeRules = .planned) -> JSON {
        let matching = PlannedMatching(plan)
        return JSON.fields([
            "status": "planned", "certified": false,
            "statement": .fields([
                "en": "Planned, not certified: certificates are issued from measured data only.",
                "zh": "计划值，非认证：证书仅依据计量数据签发。",
            ]),
            "rule_set": rules.json,
            "hours": .array(plan.chain.hours.map { .string($0) }),
            "hour_of_step": .list(matching.hourOfStep.map(Double.init)),
            "products": .array(
                plan.scenario.products.indices.map { product(plan, matching, rules, $0) }),
        ]).headed(format, plan.scenario)
    }

    private static func product(
        _ plan: Plan, _ matching: PlannedMatching, _ rules: GradeRules, _ index: Int
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
        _ link: Chain.Link, _ matched: Double, _ meter: Double, _ rules: GradeRules
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

/// Grades by the share of energy that is matched hour by hour: rules as data, named and hashed.
struct GradeRules: Sendable {
    /// One grade, from a share on.
    struct Grade: Sendable {
        let name: String
        /// Least matched share.
        let atLeast: Double
    }

    let id: String
    let version: Int
    /// From the best down; the last begins at zero.
    let grades: [Grade]

    /// The rules of planned labels until a certificate's own rule set is chosen.
    ///
    /// The steps are ours: no scheme has published any for tokens.
    static let planned = GradeRules(
        id: "wattoken-planned-grades", version: 1,
        grades: [
            Grade(name: "A", atLeast: 0.95), Grade(name: "B", atLeast: 0.8),
            Grade(name: "C", atLeast: 0.5), Grade(name: "D", atLeast: 0.2),
            Grade(name: "E", atLeast: 0),
        ])

    /// The best grade that a share reaches; a billionth is forgiven for rounding.
    func grade(_ share: Double) -> String {
        grades.first { share >= $0.atLeast - 1e-9 }?.name ?? grades[grades.count - 1].name
    }

    private var body: JSON {
        .fields([
            "id": .string(id), "version": .integer(version),
            "basis": "hourly matched share of the energy at the meter, site by site",
            "assignment": .string(
                "what the plan assigns to a green product is its own; other carbon-free energy "
                    + "of a site goes to all its use in proportion to what is not matched yet"),
            "grades": .array(
                grades.map {
                    .fields(["grade": .string($0.name), "at_least_share": .number($0.atLeast)])
                }),
        ])
    }

    /// The rules with the hash of their own text (without it).
    var json: JSON {
        guard case .object(let members) = body else { return body }
        let hash = Digest(of: body.written(pretty: false)).hexadecimal
        return .object(members + [JSON.Member("sha256", .string(hash))])
    }
}
