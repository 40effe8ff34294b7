import Solver

/// The Sankey diagram of a plan's chain: sources, sites, uses, compute, tokens, revenue, values.
package struct ChainFlows {
    private let context: ReportContext

    package init(_ context: ReportContext) { self.context = context }

    /// The diagram.
    package var diagram: SankeyDiagram {
        var builder = SankeyBuilder()
        addEnergy(&builder)
        let uses = 2
        var last = uses
        let links = context.productLinks
        let isComputeKnown = links.allSatisfy { $0.millionTokens <= 0 || $0.exaFLOP > 0 }
        if isComputeKnown, context.total.exaFLOP > 0 {
            builder.stage(Text("FLOPS", "算力"), "EFLOP")
            last += 1
            for product in context.scenario.products.indices {
                builder.convert(
                    last - 1, node(product), links[product].itMWh, links[product].exaFLOP)
            }
        }
        builder.stage(Text("TOKENS", "词元"), Text("million", "百万"))
        last += 1
        for product in context.scenario.products.indices {
            let before = last == uses + 1 ? links[product].itMWh : links[product].exaFLOP
            builder.convert(last - 1, node(product), before, links[product].millionTokens)
        }
        builder.stage(Text("VALUES", "价值"), Text("CNY", "元"))
        last += 1
        for product in context.scenario.products.indices {
            builder.convert(
                last - 1, node(product), links[product].millionTokens, links[product].revenueCNY,
                into: SankeyBuilder.Key("revenue", Text("Revenue", "收入"), Palette.gain))
        }
        addValues(&builder, stage: last)
        return builder.diagram(title: Text("From watts to values", "从瓦特到价值"))
    }

    private func node(_ product: Int) -> SankeyBuilder.Key {
        SankeyBuilder.Key(
            "p\(product)", context.names.products[product].cut(to: 14), Palette.product(product))
    }

    private func addEnergy(_ builder: inout SankeyBuilder) {
        builder.stage(Text("WATT: sources", "瓦特：来源"), "MWh")
        builder.stage(Text("Sites", "站点"), "MWh")
        builder.stage(Text("Uses", "用途"), "MWh")
        for entry in context.chartSites {
            let key = SankeyBuilder.Key(
                "s\(entry.sites)", entry.name.cut(to: 13), entry.color)
            for site in entry.sites {
                addSources(&builder, site, key)
                addUses(&builder, site, key)
            }
        }
    }

    private func addSources(
        _ builder: inout SankeyBuilder, _ site: Int, _ key: SankeyBuilder.Key
    ) {
        let power = context.plan.schedule.sites[site]
        var bought = context.energyMWh(power.importMW)
        for use in context.plan.schedule.supplies where use.site == site {
            let energy = context.energyMWh(use.usedMW)
            let isGrid = use.renewable.delivery == .grid
            if isGrid { bought -= energy }
            let name =
                Words.source(use.renewable.kind)
                + (isGrid ? Text(", contract", "（合同）") : Text(", on-site", "（现场）"))
            builder.flow(
                0, SankeyBuilder.Key(name.en, capitalised(name), color(use.renewable)), key, energy)
        }
        for use in context.plan.schedule.generators where use.place.site == site {
            builder.flow(
                0, SankeyBuilder.Key("generators", Text("Generators", "自备机组"), Palette.series(5)),
                key, context.energyMWh(use.outputMW))
        }
        builder.flow(
            0, SankeyBuilder.Key("grid", Text("Grid mix", "电网购电"), Palette.grid), key, bought)
        builder.flow(
            0, SankeyBuilder.Key("store", Text("From storage", "储能净放电"), Palette.series(3)),
            key, -storedMWh(site))
    }

    private func addUses(
        _ builder: inout SankeyBuilder, _ site: Int, _ key: SankeyBuilder.Key
    ) {
        let power = context.plan.schedule.sites[site]
        for product in context.scenario.products.indices {
            builder.flow(
                1, key, node(product),
                context.plan.chain.sum(site: site, product: product).itMWh)
        }
        let shared = context.plan.chain.sum(site: site, product: context.scenario.products.count)
        builder.flow(
            1, key, SankeyBuilder.Key("idle", Text("Idle sites", "空载站点"), "#999999"), shared.itMWh)
        let overhead = context.energyMWh(power.facilityMW) - context.energyMWh(power.itMW)
        builder.flow(
            1, key, SankeyBuilder.Key("overhead", Text("Overhead", "散热等"), Palette.loss),
            overhead)
        builder.flow(
            1, key, SankeyBuilder.Key("stored", Text("Storage loss", "储能损耗"), "#8A7F77"),
            storedMWh(site))
        builder.flow(
            1, key, SankeyBuilder.Key("export", Text("Export", "上网"), Palette.series(6)),
            context.energyMWh(power.exportMW))
    }

    /// What storage takes and does not give back: losses and what stays in it, MWh.
    private func storedMWh(_ site: Int) -> Double {
        context.plan.schedule.storages.reduce(0) { sum, use in
            use.place.site == site
                ? sum + context.energyMWh(use.chargeMW) - context.energyMWh(use.dischargeMW)
                : sum
        }
    }

    /// Revenue pays electricity and network; what is left is value added, or a loss fills up.
    private func addValues(_ builder: inout SankeyBuilder, stage: Int) {
        let link = context.total
        let revenue = SankeyBuilder.Key("revenue", Text("Revenue", "收入"), Palette.gain)
        guard link.revenueCNY > 0 else { return }
        builder.stage(Text("Split", "分配"), Text("CNY", "元"))
        let paid = min(1, link.revenueCNY / max(1e-9, link.electricityCNY + link.networkCNY))
        let names = (
            electricity: Text("Electricity", "电费"), network: Text("Network", "网络费"),
            added: Text("Value added", "增加值")
        )
        let part = paid < 1 ? Text(" (part)", "（部分）") : ""
        builder.flow(
            stage, revenue,
            SankeyBuilder.Key("electricity", names.electricity + part, Palette.cost),
            link.electricityCNY * paid)
        builder.flow(
            stage, revenue,
            SankeyBuilder.Key("network", names.network + part, Palette.series(4)),
            link.networkCNY * paid)
        builder.flow(
            stage, revenue, SankeyBuilder.Key("added", names.added, Palette.gain),
            link.valueAddedCNY)
    }

    private func capitalised(_ name: Text) -> Text {
        Text(name.en.prefix(1).uppercased() + name.en.dropFirst(), name.zh)
    }

    private func color(_ renewable: Renewable) -> String {
        switch renewable.kind {
        case .wind: renewable.delivery == .grid ? "#44AA99" : Palette.series(2)
        case .solar: renewable.delivery == .grid ? Palette.series(6) : Palette.series(1)
        case .hydro: Palette.series(4)
        case .nuclear: Palette.series(9)
        }
    }
}
