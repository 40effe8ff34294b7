import Solver

/// Limits over the year, demand response and green assignments as JSON and for the terminal.
enum PolicyDocument {
    /// Nil where the scenario has none of it.
    static func json(_ plan: Plan) -> JSON? {
        let schedule = plan.schedule
        guard !schedule.yearUses.isEmpty || !schedule.responses.isEmpty else { return nil }
        return .fields([
            "limits": .array(schedule.yearUses.map { limit(plan, $0) }),
            "demand_response": .array(schedule.responses.map { response(plan, $0) }),
        ])
    }

    private static func limit(_ plan: Plan, _ use: Schedule.YearUse) -> JSON {
        .fields([
            "limit": .string(use.limit.kind.rawValue), "id": .string(use.limit.id),
            "sites": .array(use.limit.sites.map { .string(plan.scenario.sites[$0].id) }),
            "is_floor": .bool(use.limit.isFloor),
            "year_to_date_mwh": .number(use.toDateMWh), "horizon_mwh": .number(use.amountMWh),
            "remainder_mwh": .number(use.remainderMWh), "year_mwh": .number(use.yearMWh),
            "horizon_base_mwh": .optional(use.baseMWh),
            "year_base_mwh": .optional(use.yearBaseMWh),
            "year_share": .optional(use.yearShare), "limit_mwh": .number(use.limitMWh),
            "broken_by_mwh": .number(use.excessMWh),
        ])
    }

    private static func response(_ plan: Plan, _ response: Schedule.Response) -> JSON {
        .fields([
            "id": .string(response.call.id),
            "from": .string(plan.scenario.grid.text(response.steps.lowerBound)),
            "answered": response.isAnswered.map { .bool($0) },
            "reduction_mw": .list(response.reductionMW),
            "shortfall_mw": .list(response.shortfallMW),
        ])
    }

    /// What is assigned to green products; nil where there are none.
    static func green(_ plan: Plan) -> JSON? {
        let scenario = plan.scenario
        let schedule = plan.schedule
        guard !schedule.green.isEmpty else { return nil }
        return .fields([
            "assigned": .array(
                schedule.green.map { use in
                    .fields([
                        "site": .string(scenario.sites[use.site].id),
                        "product": .string(scenario.products[use.product].id),
                        "assigned_mw": .list(use.assignedMW),
                    ])
                }),
            "transfers": .array(
                schedule.greenTransfers.map { use in
                    .fields([
                        "site": .string(scenario.sites[use.site].id),
                        "received_mw": .list(use.receivedMW),
                        "given_up_mw": .list(use.givenUpMW),
                        "given_up_of_export_mw": .list(use.exportedMW),
                    ])
                }),
            "storages": .array(
                schedule.greenStorages.map { use in
                    let storage = schedule.storages[use.storage]
                    return .fields([
                        "site": .string(storage.place.name(scenario)),
                        "id": .string(storage.storage.id),
                        "green_charge_mw": .list(use.chargeMW),
                        "green_discharge_mw": .list(use.dischargeMW),
                        "green_stored_mwh": .list(use.storedMWh),
                    ])
                }),
        ])
    }

    /// One row a limit; empty where there are none.
    static func limitTable(_ plan: Plan, _ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        let rows = zip(plan.schedule.yearUses, plan.prices.policies).map { use, price in
            [
                Words.limit(use.limit.kind)[language] + " · " + use.limit.id,
                Layout.number(use.toDateMWh), Layout.number(use.amountMWh),
                Layout.number(use.remainderMWh),
                (use.limit.isFloor ? "≥ " : "≤ ") + Layout.number(use.limitMWh),
                Layout.percent(use.yearShare), Layout.number(use.excessMWh),
                Layout.number(price.worthCNYPerMWh),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return Layout.table(
            [
                say("limit over the year, MWh", "年度指标（MWh）"), say("to date", "累计"),
                say("horizon", "本时段"), say("remainder", "剩余预测"), say("limit", "限值"),
                say("share", "占比"), say("broken by", "突破"),
                say("one more is worth, CNY", "放宽1 MWh的价值（元）"),
            ], rows)
    }

    /// One row a demand-response call; empty where there are none.
    static func responseTable(_ plan: Plan, _ language: Language) -> String {
        func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }
        let rows = plan.schedule.responses.map { response -> [String] in
            let amounts = ResponseAmounts(response, plan.scenario.grid)
            return [
                response.call.id, plan.scenario.grid.text(response.steps.lowerBound),
                Layout.number(amounts.askedMWh), Layout.number(amounts.reducedMWh),
                Layout.number(amounts.shortMWh), Layout.number(amounts.payCNY),
                Layout.number(amounts.penaltyCNY),
            ]
        }
        guard !rows.isEmpty else { return "" }
        return Layout.table(
            [
                say("demand response", "需求响应"), say("from", "起"),
                say("asked, MWh", "要求（MWh）"), say("reduced, MWh", "削减（MWh）"),
                say("short, MWh", "未完成（MWh）"), say("pay, CNY", "补偿（元）"),
                say("penalty, CNY", "考核（元）"),
            ], rows)
    }
}

/// The sums of one demand-response call.
struct ResponseAmounts {
    /// Asked for, MWh.
    let askedMWh: Double
    /// Reduced and paid for, MWh.
    let reducedMWh: Double
    /// Short where that costs something, MWh.
    let shortMWh: Double
    /// Pay, CNY.
    let payCNY: Double
    /// Penalty, CNY.
    let penaltyCNY: Double

    init(_ response: Schedule.Response, _ grid: TimeGrid) {
        let hours = grid.stepHours
        askedMWh = response.steps.reduce(0) { $0 + response.call.reductionMW[$1] * hours }
        reducedMWh = response.reductionMW.reduce(0, +) * hours
        shortMWh = response.shortfallMW.reduce(0, +) * hours
        payCNY = reducedMWh * response.call.payCNYPerMWh
        penaltyCNY = shortMWh * (response.call.penaltyCNYPerMWh ?? 0)
    }
}
