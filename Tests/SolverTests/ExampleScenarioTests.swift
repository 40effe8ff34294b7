import Solver
import Testing

private func document(_ settings: ExampleSettings) throws -> JSON {
    try ExampleScenario(settings).document()
}

@Suite("Example scenario") struct ExampleScenarioTests {
    @Test("decodes without faults", arguments: [1, 2, 3, 10], [1, 2])
    func decodes(hubs: Int, days: Int) throws {
        let settings = ExampleSettings(hubs: hubs, days: days, stepMinutes: 60)
        let scenario = try Scenario(document(settings))
        #expect(scenario.sites.count == hubs)
        #expect(scenario.grid.stepCount == days * 24)
        #expect(scenario.products.count == 6)
        #expect(scenario.origins.count == 6)
        #expect(scenario.sites.allSatisfy { $0.pools.count == 2 })
    }

    @Test("has every length of a step", arguments: [5, 15, 30, 60])
    func stepLengths(minutes: Int) throws {
        let settings = ExampleSettings(hubs: 2, days: 1, stepMinutes: minutes)
        let scenario = try Scenario(document(settings))
        #expect(scenario.grid.stepCount == 1440 / minutes)
        #expect(scenario.grid.stepMinutes == minutes)
    }

    @Test("has the parts of the model")
    func parts() throws {
        let scenario = try Scenario(document(ExampleSettings(hubs: 10, stepMinutes: 60)))
        let sites = scenario.sites
        #expect(Set(sites.map(\.tariff)).count >= 3)
        #expect(sites.filter { !$0.storages.isEmpty }.count >= 5)
        #expect(sites.filter { $0.facility.rampMWPerHour != nil }.count >= 2)
        #expect(sites.filter { $0.account.plannedPeakMW > 0 }.count >= 7)
        let supplies = sites.flatMap(\.renewables)
        #expect(supplies.filter { $0.takeOrPay != nil }.count == 1)
        #expect(Set(supplies.map(\.kind)) == [.wind, .solar, .hydro])
        #expect(scenario.products.contains { $0.greenShare != nil })
        #expect(scenario.carbon.priceCNYPerTonne > 0)
        #expect((2...3).contains(scenario.profiles.map(\.modes.count).min() ?? 0))
        #expect((2...3).contains(scenario.profiles.map(\.modes.count).max() ?? 0))
    }

    @Test("gives the same bytes for the same settings, others for another seed")
    func seeds() throws {
        let settings = ExampleSettings(hubs: 3, days: 2, stepMinutes: 30, seed: 7)
        let other = ExampleSettings(hubs: 3, days: 2, stepMinutes: 30, seed: 8)
        let first = try document(settings).written()
        #expect(try first == document(settings).written())
        #expect(try first != document(other).written())
    }

    @Test("starts a longer horizon with the same days")
    func prefix() throws {
        let one = try Scenario(document(ExampleSettings(hubs: 2, days: 1, stepMinutes: 60)))
        let two = try Scenario(document(ExampleSettings(hubs: 2, days: 2, stepMinutes: 60)))
        for (a, b) in zip(one.products, two.products) {
            for (x, y) in zip(a.demand, b.demand) {
                let same = (0..<24).allSatisfy {
                    x.millionTokensPerHour[$0] == y.millionTokensPerHour[$0]
                }
                #expect(same)
            }
        }
    }

    @Test("reads the same after writing and parsing")
    func roundTrip() throws {
        let made = try document(ExampleSettings(hubs: 2, stepMinutes: 60))
        #expect(try JSON(parsing: made.written()) == made)
    }

    @Test("serves nearly all tokens", .timeLimit(.minutes(2)), arguments: [1, 2], [1, 2, 3])
    func solves(hubs: Int, seed: UInt64) throws {
        let settings = ExampleSettings(hubs: hubs, days: 1, stepMinutes: 60, seed: seed)
        let result = try ScenarioSolver.solve(Scenario(document(settings)))
        #expect(result.outcome.status == .optimal)
        let plan = try #require(result.plan)
        for product in plan.scenario.products.indices {
            let asked = plan.demandMillionTokens(product: product)
            #expect(asked > 0)
            #expect(plan.unservedMillionTokens(product: product) < 0.01 * asked)
        }
    }

    @Test("refuses settings by their field")
    func refusals() {
        func fields(_ settings: ExampleSettings) -> [String] {
            do throws(ScenarioError) {
                _ = try ExampleScenario(settings)
                return []
            } catch {
                return error.faults.map(\.pointer)
            }
        }
        #expect(fields(ExampleSettings(hubs: 0)) == ["hubs"])
        #expect(fields(ExampleSettings(hubs: 10_001)) == ["hubs"])
        #expect(fields(ExampleSettings(days: 0)) == ["days"])
        #expect(fields(ExampleSettings(days: 367)) == ["days"])
        #expect(fields(ExampleSettings(stepMinutes: 10)) == ["step_minutes"])
        #expect(
            fields(ExampleSettings(hubs: 0, days: 0, stepMinutes: 0))
                == ["hubs", "days", "step_minutes"])
        #expect(fields(ExampleSettings(days: 366, stepMinutes: 5)) == ["days"])
        #expect(fields(ExampleSettings(hubs: 10_000, days: 366)).isEmpty)
    }

    @Test("has every part alone and all together", arguments: [nil] + ExamplePart.allCases)
    func parts(part: ExamplePart?) throws {
        var settings = ExampleSettings(hubs: 4, days: 1, stepMinutes: 60, seed: 3)
        settings.parts = part.map { [$0] } ?? Set(ExamplePart.allCases)
        settings.jobs = part == nil ? 5 : 0
        settings.isInteger = part == nil
        let scenario = try Scenario(document(settings))
        let plain = ExampleSettings(hubs: 4, days: 1, stepMinutes: 60, seed: 3)
        let least = Formulation(try Scenario(document(plain))).program
        let program = Formulation(scenario).program
        let integer: [ExamplePart?] = [nil, .capacity, .policy, .tiers, .transfer]
        #expect(program.columnCount + program.rowCount > least.columnCount + least.rowCount)
        #expect(scenario.jobs.count == settings.jobs)
        #expect(program.isMixedInteger == integer.contains(part))
    }

    @Test("has a tier that falls within reach at any size", arguments: [1, 2, 3, 5])
    func fallingTier(hubs: Int) throws {
        var settings = ExampleSettings(hubs: hubs, days: 1, stepMinutes: 60)
        settings.parts = [.tiers]
        let scenario = try Scenario(document(settings))
        let falls = scenario.sites.contains { site in
            let tiers =
                scenario.tariffs.first { $0.id == site.tariff }?.versions.first?.tiers ?? []
            let most = site.connection.ratingMW * 24
            return zip(tiers, tiers.dropFirst()).contains {
                $1.adderCNYPerMWh < $0.adderCNYPerMWh && $1.fromMWh > 0 && $1.fromMWh < most / 2
            }
        }
        #expect(falls)
    }

    @Test("is solved with every continuous part", .timeLimit(.minutes(2)))
    func solvesParts() throws {
        var settings = ExampleSettings(hubs: 3, days: 1, stepMinutes: 60)
        settings.parts = Set(ExamplePart.allCases).subtracting([
            .policy, .capacity, .tiers, .transfer,
        ])
        let result = try ScenarioSolver.solve(Scenario(document(settings)))
        #expect(result.outcome.status == .optimal)
        let plan = try #require(result.plan)
        let objective = try #require(result.outcome.proof.objective)
        #expect(abs(plan.costs.totalCNY - objective) < 1e-6 * abs(objective))
    }
}
