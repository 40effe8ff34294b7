import Solver
import Testing

/// What holds for the plan of every scenario.
@Suite("Every plan") struct PlanPropertyTests {
    static let seeds = RandomModel.seeds(from: 0, 40)

    @Test("Balances and bounds hold, and the bound is below the objective", arguments: seeds)
    func balances(seed: UInt64) throws {
        let model = try RandomModel(seed: seed).fixture.solved()
        let point = try #require(model.outcome.point)
        #expect(Judge(model.program).primalResidual(point.columns) <= 1e-7, "seed \(seed)")
        #expect(model.outcome.proof.bound ?? .infinity <= model.cost + 1e-9 * abs(model.cost))
        #expect(model.outcome.proof.boundRange == nil, "seed \(seed)")
        let hours = model.plan.scenario.grid.stepHours
        for product in model.plan.scenario.products.indices {
            let asked = model.plan.demandMillionTokens(product: product)
            var made = 0.0
            for route in model.plan.schedule.routes where route.product == product {
                made += route.millionTokens.reduce(0, +)
            }
            let missing = model.plan.unservedMillionTokens(product: product)
            let left = model.plan.schedule.backlogs.reduce(0.0) {
                $0 + ($1.product == product ? $1.millionTokens.last ?? 0 : 0)
            }
            #expect(isNear(made + missing + left, asked, 1e-8), "seed \(seed), \(hours)")
        }
    }

    @Test("The lines of the cost add up to the objective", arguments: seeds)
    func costs(seed: UInt64) throws {
        let model = try RandomModel(seed: seed).fixture.solved()
        #expect(isNear(model.plan.costs.totalCNY, model.cost, 1e-9), "seed \(seed)")
    }

    @Test("The parts of the chain equal the whole", arguments: seeds)
    func chain(seed: UInt64) throws {
        let model = try RandomModel(seed: seed).fixture.solved()
        let chain = model.plan.chain
        let scenario = model.plan.scenario
        #expect(chain.largestImportDifferenceMWh <= 1e-7, "seed \(seed)")
        var electricity = 0.0
        for site in scenario.sites.indices {
            electricity += model.plan.costs.electricityCNY(site: site)
            let whole = chain.sum(site: site)
            let power = model.plan.schedule.sites[site]
            let supplied = model.plan.schedule.supplies.reduce(0.0) {
                $1.site == site && $1.renewable.delivery == .onSite
                    ? $0 + $1.usedMW.reduce(0, +) : $0
            }
            let meter =
                (power.importMW.reduce(0, +) + supplied - power.exportMW.reduce(0, +))
                * scenario.grid.stepHours
            #expect(isNear(whole.meterMWh, meter, 1e-7), "seed \(seed)")
        }
        #expect(isNear(chain.total.electricityCNY, electricity, 1e-9), "seed \(seed)")
        let revenue = chain.total.revenueCNY
        let made = model.plan.schedule.routes.reduce(0.0) { sum, route in
            let price = scenario.products[route.product].revenueCNYPerMillionTokens(0)
            return sum + price * route.millionTokens.reduce(0, +)
        }
        #expect(isNear(revenue, made, 1e-9), "seed \(seed)")
    }

    @Test("The parts of a site price add up to it", arguments: seeds)
    func split(seed: UInt64) throws {
        let model = try RandomModel(seed: seed).fixture.solved()
        for price in model.plan.prices.sites {
            for step in price.priceCNYPerMWh.indices {
                let parts =
                    price.energyCNYPerMWh[step] + price.carbonCNYPerMWh[step]
                    + price.peakCNYPerMWh[step] + price.capacityCNYPerMWh[step]
                    + price.otherCNYPerMWh[step]
                #expect(isNear(price.priceCNYPerMWh[step], parts, 1e-9), "seed \(seed)")
            }
        }
    }

    @Test(
        "The same scenario gives the same numbers to the last bit",
        arguments: 0..<10 as Range<UInt64>)
    func repeatable(seed: UInt64) throws {
        let fixture = try RandomModel(seed: seed).fixture
        let once = try fixture.solved()
        let twice = try fixture.solved()
        #expect(once.outcome.point == twice.outcome.point)
        #expect(once.outcome.proof == twice.outcome.proof)
        #expect(once.plan.costs.lines == twice.plan.costs.lines)
        #expect(once.plan.chain.cells == twice.plan.chain.cells)
    }

    @Test("The plan's bill is the bill of its import", arguments: 0..<10 as Range<UInt64>)
    func bill(seed: UInt64) throws {
        let model = try RandomModel(seed: seed).fixture.solved()
        for bill in model.plan.bills {
            let imported = model.plan.schedule.sites[bill.site].importMW.map { max(0, $0) }
            let again = Bill(model.plan.scenario, site: bill.site, importMW: imported)
            #expect(again.totalCNY == bill.totalCNY)
        }
    }
}
