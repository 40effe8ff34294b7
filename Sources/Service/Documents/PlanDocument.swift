import Solver

/// A solved scenario as one JSON document, `wattoken-plan/1`.
enum PlanDocument {
    static let format = "wattoken-plan/1"

    static func json(_ result: ScenarioSolver.Result, _ scenario: Scenario) -> JSON {
        let plan = result.plan
        return JSON.fields([
            "proof": ProofDocument.json(
                result.outcome, size: result.size, buildSeconds: result.buildSeconds),
            "totals": plan.map(totals),
            "products": plan.map { .array($0.scenario.products.indices.map { product(plan, $0) }) },
            "sites": plan.map { .array($0.scenario.sites.indices.map { site(plan, $0) }) },
            "transfers": plan.flatMap(transfers),
            "grid": plan.flatMap(GridDocument.json),
            "demand_classes": plan.flatMap(ClassDocument.json),
            "jobs": plan.flatMap(JobDocument.json),
            "routing": plan.map(routing),
            "prices": plan.map(PriceDocument.json),
            "costs": plan.map(costs),
            "capacity": plan.map(CapacityDocument.json),
            "held": plan.map(HeldDocument.json),
            "declaration": plan.map(DeclarationDocument.json),
            "chain": plan.map(ChainDocument.json),
            "carbon": plan.map(carbon),
            "green": plan.flatMap(PolicyDocument.green),
            "policy": plan.flatMap(PolicyDocument.json),
            "bills": plan.map { .array($0.bills.map { BillDocument.json($0, scenario) }) },
            "end_states": plan.map(\.endStates.document),
            "binding_limits": plan.map { _ in
                ExplainDocument.binding(result, scenario, withRanges: false)
            },
            "conflict": result.conflict.map { ExplainDocument.conflict($0, scenario) },
            "notices": plan.map(notices),
        ]).headed(format, scenario)
    }

    static func notices(_ plan: Plan) -> JSON {
        .array(
            plan.notices.map {
                .fields([
                    "kind": .string($0.kind.rawValue), "subject": .string($0.subject),
                    "amount": .number($0.amount),
                ])
            })
    }

    static func totals(_ plan: Plan) -> JSON {
        let chain = plan.chain.total
        return .fields([
            "cost_cny": .number(plan.costs.totalCNY),
            "controllable_cost_cny": .number(plan.costs.controllableCNY),
            "revenue_cny": .number(-plan.costs.sum(.revenue)),
            "electricity_cny": .number(chain.electricityCNY),
            "million_tokens": .number(chain.millionTokens),
            "meter_mwh": .number(chain.meterMWh),
            "location_based_tonnes": .number(plan.carbon.total.locationTonnes),
            "market_based_tonnes": .number(plan.carbon.total.marketTonnes),
            "cfe_score": .optional(plan.carbon.total.cfeScore),
        ])
    }

    private static func product(_ plan: Plan?, _ index: Int) -> JSON {
        guard let plan else { return .null }
        let unserved = plan.unservedMillionTokens(product: index)
        return .fields([
            "id": .string(plan.scenario.products[index].id),
            "demand_million_tokens": .number(plan.demandMillionTokens(product: index)),
            "served_million_tokens": .number(plan.chain.sum(product: index).millionTokens),
            "unserved_million_tokens": .number(unserved),
            "backlog_million_tokens": .number(
                plan.schedule.backlogs.reduce(0) {
                    $0 + ($1.product == index ? $1.millionTokens.last ?? 0 : 0)
                }),
        ])
    }

    private static func site(_ plan: Plan?, _ index: Int) -> JSON {
        guard let plan else { return .null }
        let site = plan.scenario.sites[index]
        let power = plan.schedule.sites[index]
        return .fields([
            "id": .string(site.id),
            "import_mw": .list(power.importMW), "export_mw": .list(power.exportMW),
            "facility_mw": .list(power.facilityMW), "it_mw": .list(power.itMW),
            "water_m3": .list(power.waterM3),
            "peak_mw": .list(power.peakMW),
            "pools": .array(site.pools.indices.map { pool(plan, index, $0) }),
            "storages": .array(
                plan.schedule.storages.filter { $0.place.site == index }.map { use in
                    .fields([
                        "id": .string(use.storage.id), "charge_mw": .list(use.chargeMW),
                        "discharge_mw": .list(use.dischargeMW),
                        "state_of_charge_mwh": .list(use.stateOfChargeMWh),
                    ])
                }),
            "generators": site.generators.isEmpty
                ? nil
                : .array(
                    plan.schedule.generators.filter { $0.place.site == index }.map(generator)),
            "renewables": .array(
                plan.schedule.supplies.filter { $0.site == index }.map { use in
                    .fields([
                        "id": .string(use.renewable.id), "used_mw": .list(use.usedMW),
                        "available_mw": .list(use.availableMW),
                    ])
                }),
        ])
    }

    private static func generator(_ use: Schedule.GeneratorUse) -> JSON {
        .fields([
            "id": .string(use.generator.id), "output_mw": .list(use.outputMW),
            "on": use.switching.map { .array($0.isOn.map { .bool($0) }) },
            "started": use.switching.map { .array($0.isStarted.map { .bool($0) }) },
            "stopped": use.switching.map { .array($0.isStopped.map { .bool($0) }) },
        ])
    }

    private static func pool(_ plan: Plan, _ site: Int, _ pool: Int) -> JSON {
        let uses = plan.schedule.replicas.filter { $0.site == site && $0.pool == pool }
        return .fields([
            "id": .string(plan.scenario.sites[site].pools[pool].id),
            "serves": .array(
                uses.map { use in
                    .fields([
                        "profile": .string(use.profile.id),
                        "product": .string(plan.scenario.products[use.product].id),
                        "replicas": .list(use.on),
                        "busy": .array(
                            zip(use.profile.modes, use.busy).map { mode, values in
                                .fields([
                                    "mode": .string(mode.id), "replicas": .list(values),
                                ])
                            }),
                    ])
                }),
        ])
    }

    /// Weights that may be brought: when they are there, and when the transfer has to begin.
    private static func transfers(_ plan: Plan) -> JSON? {
        guard !plan.schedule.transfers.isEmpty else { return nil }
        let grid = plan.scenario.grid
        return .array(
            plan.schedule.transfers.map { entry in
                let site = plan.scenario.sites[entry.site]
                let first = entry.isPresent.firstIndex(of: true)
                let seconds = Int((entry.transfer.hours * 3600).rounded())
                return .fields([
                    "site": .string(site.id), "pool": .string(site.pools[entry.pool].id),
                    "profile": .string(entry.profile),
                    "present_from": first.map { .string(grid.text($0)) } ?? .null,
                    "begin_at_latest": first.map {
                        .string(
                            Instant(seconds: grid.instant($0).seconds - seconds)
                                .text(offsetSeconds: grid.offsetSeconds[$0]))
                    } ?? .null,
                ])
            })
    }

    /// Per origin, product and step: the share that goes to each site.
    static func routing(_ plan: Plan) -> JSON {
        var order: [[Int]] = []
        var routes: [[Int]: [Schedule.Route]] = [:]
        for route in plan.schedule.routes {
            let key = [route.product, route.demand]
            if routes[key] == nil { order.append(key) }
            routes[key, default: []].append(route)
        }
        return .array(
            order.map { key in
                let product = plan.scenario.products[key[0]]
                let own = routes[key] ?? []
                let totals = plan.scenario.grid.steps.map { step in
                    own.reduce(0) { $0 + $1.millionTokens[step] }
                }
                return .fields([
                    "origin": .string(product.demand[key[1]].origin),
                    "product": .string(product.id),
                    "demand_class": product.demand[key[1]].demandClass.map {
                        .string(plan.scenario.demandClasses[$0].id)
                    },
                    "million_tokens": .list(totals),
                    "shares": .array(
                        own.map { route in
                            .fields([
                                "site": .string(plan.scenario.sites[route.site].id),
                                "share": .list(
                                    zip(route.millionTokens, totals).map {
                                        $1 > 0 ? $0 / $1 : 0
                                    }),
                            ])
                        }),
                ])
            })
    }

    private static func costs(_ plan: Plan) -> JSON {
        .array(
            plan.costs.lines.map { line in
                .fields([
                    "kind": .string(line.kind.rawValue),
                    "site": line.site.map { .string(plan.scenario.sites[$0].id) },
                    "payer": .string(payer(line, plan.scenario)),
                    "amount_cny": .number(line.amountCNY),
                ])
            })
    }

    private static func payer(_ line: CostLine, _ scenario: Scenario) -> String {
        switch line.payer {
        case .site(let index): scenario.sites[index].id
        case .system: "system"
        case .service: "service"
        }
    }

    /// Capacity that the plan adds, in the unit of each choice; nil where nothing may be added.
    private static func capacity(_ plan: Plan) -> JSON? {
        guard !plan.schedule.capacity.isEmpty else { return nil }
        return .array(
            plan.schedule.capacity.map {
                .fields(["subject": .string($0.subject), "added": .number($0.added)])
            })
    }

    static func carbon(_ plan: Plan) -> JSON {
        .array(
            (plan.carbon.sites + [plan.carbon.total]).map { entry in
                .fields([
                    "site": entry.site.map { .string(plan.scenario.sites[$0].id) } ?? .null,
                    "location_based_tonnes": .number(entry.locationTonnes),
                    "market_based_tonnes": .number(entry.marketTonnes),
                    "life_cycle_tonnes": .number(entry.lifeCycleTonnes),
                    "cfe_score": .optional(entry.cfeScore),
                    "matched_hour_share": .optional(entry.matchedHourShare),
                    "volume_share": .optional(entry.volumeShare),
                ])
            })
    }
}

extension JSON {
    /// The members of a document about a scenario, behind its format, name and time grid.
    func headed(_ format: String, _ scenario: Scenario) -> JSON {
        let head = JSON.fields([
            "format": .string(format),
            "name": scenario.name.map { .fields(["en": .string($0.en), "zh": .string($0.zh)]) },
            "start": .string(scenario.grid.text(0)),
            "step_minutes": .integer(scenario.grid.stepMinutes),
            "steps": .integer(scenario.grid.stepCount),
        ])
        guard case .object(let first) = head, case .object(let rest) = self else { return self }
        return .object(first + rest)
    }
}
