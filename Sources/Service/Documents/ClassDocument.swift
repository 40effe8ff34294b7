import Solver

/// Demand classes as JSON and as a table.
enum ClassDocument {
    /// Every class with what was asked, and served by which product; nil without classes.
    static func json(_ plan: Plan) -> JSON? {
        let scenario = plan.scenario
        guard !scenario.demandClasses.isEmpty else { return nil }
        return .array(
            scenario.demandClasses.indices.map { index in
                .fields([
                    "id": .string(scenario.demandClasses[index].id),
                    "origin": .string(scenario.demandClasses[index].origin),
                    "demand_million_tokens": .number(
                        plan.demandMillionTokens(demandClass: index)),
                    "unserved_million_tokens": .number(
                        plan.unservedMillionTokens(demandClass: index)),
                    "products": .array(
                        plan.served(demandClass: index).map { entry in
                            .fields([
                                "product": .string(scenario.products[entry.product].id),
                                "million_tokens": .list(entry.millionTokens),
                            ])
                        }),
                ])
            })
    }
}

extension PlanTables {
    /// Demand classes: asked, served by each product, unserved.
    func classes(_ plan: Plan) -> String {
        let rows = scenario.demandClasses.enumerated().map { index, value in
            let parts = plan.served(demandClass: index).compactMap { entry -> String? in
                let sum = entry.millionTokens.reduce(0, +)
                guard sum > 1e-9 else { return nil }
                let product = scenario.products[entry.product]
                return name(product.name, product.id) + " " + Layout.number(sum)
            }
            return [
                name(value.name, value.id), value.origin,
                Layout.number(plan.demandMillionTokens(demandClass: index)),
                parts.joined(separator: ", "),
                Layout.number(plan.unservedMillionTokens(demandClass: index)),
            ]
        }
        return Layout.table(
            [
                say("demand class", "需求类别"), say("origin", "需求中心"),
                say("asked, M tokens", "需求（百万词元）"), say("served by", "由何产品服务"),
                say("unserved", "未服务"),
            ], rows)
    }
}
