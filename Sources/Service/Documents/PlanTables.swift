import Solver

/// A plan for people at a terminal.
struct PlanTables {
    let result: ScenarioSolver.Result
    let scenario: Scenario
    let language: Language

    func say(_ en: String, _ zh: String) -> String { Text(en: en, zh: zh)[language] }

    func name(_ value: LocalizedName?, _ id: String) -> String {
        value.map { Text(en: $0.en, zh: $0.zh)[language] } ?? id
    }

    var text: String {
        let wording = Wording(language: language)
        var parts = [head(wording)]
        if let plan = result.plan {
            if !scenario.sites.isEmpty { parts.append(products(plan)) }
            if !scenario.demandClasses.isEmpty { parts.append(classes(plan)) }
            if !scenario.jobs.isEmpty { parts.append(jobs(plan)) }
            if !scenario.sites.isEmpty { parts += [sites(plan), chain(plan)] }
            parts += GridTables(plan: plan, language: language).parts + [costs(plan)]
            if !plan.schedule.capacity.isEmpty {
                parts.append(CapacityDocument.table(plan, language))
            }
            parts += [
                PolicyDocument.limitTable(plan, language),
                PolicyDocument.responseTable(plan, language),
            ].filter { !$0.isEmpty }
            if !plan.prices.held.isEmpty { parts.append(HeldDocument.table(plan, language)) }
            if !plan.notices.isEmpty {
                let list = plan.notices.prefix(20).map { "  " + wording.notice($0) }
                let more = plan.notices.count > 20 ? ["  … \(plan.notices.count - 20)"] : []
                parts.append(
                    say("Notices:", "提示：") + "\n" + (list + more).joined(separator: "\n"))
            }
        }
        if let conflict = result.conflict {
            parts.append(ExplainDocument.conflictTable(conflict, scenario, language))
        }
        return parts.joined(separator: "\n\n")
    }

    private func head(_ wording: Wording) -> String {
        let proof = result.outcome.proof
        let grid = scenario.grid
        var lines = [
            name(scenario.name, "scenario"),
            say(
                "\(grid.stepCount) steps of \(grid.stepMinutes) min from \(grid.text(0))",
                "自 \(grid.text(0)) 起 \(grid.stepCount) 个时段，每段 \(grid.stepMinutes) 分钟"),
            say("status: ", "状态：") + Words.status(result.outcome.proof)[language],
        ]
        if let objective = proof.objective {
            lines.append(
                say("objective ", "目标值 ") + Layout.fixed(objective, 2) + " CNY"
                    + say(", bound ", "，下界 ")
                    + (proof.bound.map { Layout.fixed($0, 2) } ?? "–")
                    + say(", relative gap ", "，相对间隙 ") + scientific(proof.relativeGap)
                    + say(", primal residual ", "，原始残差 ")
                    + scientific(proof.maxPrimalResidual))
        }
        if let search = result.outcome.search {
            lines.append(Words.prices(search.duals)[language])
            if let cost = result.outcome.commitmentCost {
                lines.append(
                    say("commitment cost ", "整数承诺成本 ") + Layout.fixed(cost, 2)
                        + say(
                            " CNY over the relaxation; \(search.nodes) nodes",
                            " 元（相对松弛解）；\(search.nodes) 个节点"))
            }
        }
        lines.append(
            say(
                "\(result.size.rows) rows, \(result.size.columns) columns, "
                    + "\(result.size.nonzeros) nonzeros; written in "
                    + "\(Layout.number(result.buildSeconds)) s, solved by "
                    + "\(result.outcome.engine) in \(Layout.number(result.outcome.seconds)) s",
                "\(result.size.rows) 行、\(result.size.columns) 列、\(result.size.nonzeros) 个非零元；"
                    + "建模 \(Layout.number(result.buildSeconds)) 秒，\(result.outcome.engine) 求解 "
                    + "\(Layout.number(result.outcome.seconds)) 秒"))
        return lines.joined(separator: "\n")
    }

    private func scientific(_ value: Double?) -> String {
        guard let value else { return "–" }
        guard value != 0 else { return "0" }
        var exponent = 0
        var mantissa = abs(value)
        while mantissa < 1 {
            mantissa *= 10
            exponent -= 1
        }
        return exponent == 0 ? Layout.number(value) : Layout.fixed(mantissa, 1) + "e\(exponent)"
    }

    private func products(_ plan: Plan) -> String {
        let rows = scenario.products.indices.map { index in
            let link = plan.chain.sum(product: index)
            return [
                name(scenario.products[index].name, scenario.products[index].id),
                Layout.number(plan.demandMillionTokens(product: index)),
                Layout.number(link.millionTokens),
                Layout.number(plan.unservedMillionTokens(product: index)),
                Layout.number(link.joulesPerToken),
                Layout.number(link.electricityCNYPerMillionTokens),
                Layout.number(link.revenueCNYPerMillionTokens),
                Layout.number(link.locationKgCO2PerMillionTokens),
            ]
        }
        return Layout.table(
            [
                say("product", "产品"), say("asked, M tokens", "需求（百万词元）"),
                say("made", "产出"), say("unserved", "未服务"), say("J/token", "焦/词元"),
                say("electricity CNY/M", "电费 元/百万"), say("revenue CNY/M", "收入 元/百万"),
                "kgCO2/M",
            ], rows)
    }

    private func sites(_ plan: Plan) -> String {
        let rows = scenario.sites.indices.map { index in
            let link = plan.chain.sum(site: index)
            let prices = plan.prices.sites[index].priceCNYPerMWh
            let mean = prices.reduce(0, +) / Double(max(1, prices.count))
            return [
                name(scenario.sites[index].name, scenario.sites[index].id),
                Layout.number(link.meterMWh),
                Layout.number(plan.schedule.sites[index].importMW.max() ?? 0),
                Layout.number(link.millionTokens), Layout.number(link.pue),
                Layout.number(mean), Layout.number(link.electricityCNY),
                Layout.number(plan.carbon.sites[index].locationTonnes),
                Layout.percent(plan.carbon.sites[index].cfeScore),
            ]
        }
        return Layout.table(
            [
                say("site", "站点"), "MWh", say("peak import MW", "最大购电 MW"),
                say("M tokens", "百万词元"), "PUE", say("price CNY/MWh", "电价 元/MWh"),
                say("electricity CNY", "电费 元"), "tCO2", "CFE",
            ], rows)
    }

    private func chain(_ plan: Plan) -> String {
        let total = plan.chain.total
        func line(_ label: String, _ value: String) -> [String] { [label, value] }
        return Layout.table(
            ["WATT → FLOPS → TOKENS → VALUES", ""],
            [
                line(say("energy at the meter", "电表电量"), Layout.number(total.meterMWh) + " MWh"),
                line(
                    say("energy at the chips (IT)", "芯片侧电量（IT）"),
                    Layout.number(total.itMWh) + " MWh"),
                line("PUE", Layout.number(total.pue)),
                line(say("model FLOP done", "完成的模型运算"), Layout.number(total.exaFLOP) + " EFLOP"),
                line("MFU", Layout.percent(total.modelFLOPUtilisation)),
                line(say("output tokens", "输出词元"), Layout.number(total.millionTokens) + " M"),
                line(
                    say("output tokens per joule at the meter", "每焦输出词元（电表侧）"),
                    Layout.number(total.tokensPerJoule)),
                line(say("revenue", "收入"), Layout.number(total.revenueCNY) + " CNY"),
                line(say("electricity", "电费"), Layout.number(total.electricityCNY) + " CNY"),
                line(say("value added", "增加值"), Layout.number(total.valueAddedCNY) + " CNY"),
                line(
                    say("CO2, location-based", "碳排放（位置法）"),
                    Layout.number(plan.carbon.total.locationTonnes) + " t"),
                line(
                    say("CO2, market-based", "碳排放（市场法）"),
                    Layout.number(plan.carbon.total.marketTonnes) + " t"),
                line(say("CFE score", "无碳电力得分"), Layout.percent(plan.carbon.total.cfeScore)),
                line(
                    say("hours fully matched", "完全匹配的小时占比"),
                    Layout.percent(plan.carbon.total.matchedHourShare)),
                line(
                    say("green share by volume", "绿电电量占比"),
                    Layout.percent(plan.carbon.total.volumeShare)),
            ])
    }

    private func costs(_ plan: Plan) -> String {
        let rows = CostLine.Kind.allCases.compactMap { kind -> [String]? in
            let sum = plan.costs.sum(kind)
            return sum == 0 ? nil : [Words.cost(kind)[language], Layout.fixed(sum, 2)]
        }
        return Layout.table(
            [say("cost line", "成本项目"), "CNY"],
            rows + [
                [say("controllable cost", "可控成本"), Layout.fixed(plan.costs.controllableCNY, 2)],
                [say("objective", "目标值"), Layout.fixed(plan.costs.totalCNY, 2)],
            ])
    }
}
