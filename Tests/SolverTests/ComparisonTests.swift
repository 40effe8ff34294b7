import Solver
import Testing

/// Two scenarios side by side: differences of input, plan and cost, and where they come from.
@Suite("Comparison of scenarios") struct ComparisonTests {
    private static func compare(
        _ before: ModelFixture, _ after: ModelFixture
    ) throws -> Comparison {
        func side(_ fixture: ModelFixture) throws -> Comparison.Side {
            Comparison.Side(document: fixture.document, scenario: try fixture.scenario())
        }
        return try Comparison(side(before), side(after))
    }

    @Test("A scenario and itself") func same() throws {
        let fixture = try ModelFixture(sites: ["a", "b"])
        let comparison = try Self.compare(fixture, fixture)
        #expect(comparison.changes.isEmpty && comparison.figures.isEmpty)
        #expect(comparison.attribution == nil && comparison.objectiveChange == 0)
        #expect(comparison.costs.allSatisfy { $0.changeCNY == 0 })
    }

    @Test("A price change moves work and is the whole reason") func price() throws {
        // 2 Mtok in a for 500 each; at 900 they are made in b for 800: 1000 → 1600.
        let before = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.0.price_cny_per_mwh=800")
        let after = try before.changed("tariffs.a.versions.0.components.0.price_cny_per_mwh=900")
        let comparison = try Self.compare(before, after)
        let change = try #require(comparison.changes.first)
        #expect(comparison.changes.count == 1)
        #expect(
            change.pointer == "/tariffs/a/versions/2020-01-01/components/energy/price_cny_per_mwh")
        #expect(change.before == 500 && change.after == 900)
        #expect(isNear(comparison.objectiveChange ?? 0, 600))
        let moved = comparison.figures.filter { $0.quantity == .tokens }
        #expect(moved.map(\.subject) == ["chat, a", "chat, b"])
        #expect(isNear(moved[0].change, -2) && isNear(moved[1].change, 2))
        let energy = comparison.costs.filter { $0.kind == .gridEnergy }
        #expect(energy.map(\.site) == ["a", "b"])
        #expect(isNear(energy[0].changeCNY, -1000) && isNear(energy[1].changeCNY, 1600))
        let attribution = try #require(comparison.attribution)
        #expect(attribution.method == .sequential && attribution.steps.count == 1)
        #expect(attribution.steps[0].nouns == ["tariffs/a"])
        #expect(isNear(attribution.steps[0].changeCNY ?? 0, 600))
    }

    @Test("Two changes are told apart in their order") func two() throws {
        // 3 Mtok instead of 2: +500; then each of them 100 dearer: +300.
        let before = try ModelFixture()
        let after = try before.changed(
            "products.chat.demand.0.million_tokens_per_hour=3",
            "tariffs.a.versions.0.components.0.price_cny_per_mwh=600")
        let comparison = try Self.compare(before, after)
        let steps = try #require(comparison.attribution?.steps)
        #expect(steps.map(\.nouns) == [["products/chat"], ["tariffs/a"]])
        #expect(isNear(steps[0].changeCNY ?? 0, 500) && isNear(steps[1].changeCNY ?? 0, 300))
    }

    @Test("Nouns without a valid scenario between them count together") func together() throws {
        // A new site needs its tariff and a link: neither alone is anything.
        let before = try ModelFixture(sites: ["a"])
        let after = try ModelFixture(
            sites: ["a", "b"], "tariffs.b.versions.0.components.0.price_cny_per_mwh=300")
        let comparison = try Self.compare(before, after)
        let attribution = try #require(comparison.attribution)
        let sum = attribution.steps.reduce(0) { $0 + ($1.changeCNY ?? 0) }
        #expect(isNear(sum, -400) && isNear(attribution.remainderCNY, 0))
        let step = try #require(attribution.steps.first { isNear($0.changeCNY ?? 0, -400) })
        #expect(step.nouns.last == "network")
    }

    @Test("Steps and cost lines add up to the difference", arguments: UInt64(1)...15)
    func sums(seed: UInt64) throws {
        let before = try RandomModel(seed: seed)
        let after = try before.fixture.changed(
            "tariffs.a.versions.0.components.0.price_cny_per_mwh=700",
            "products.chat.demand.0.million_tokens_per_hour=3.5",
            "sites.a.connection.transformer_mva=2.5",
            "carbon={\"price_cny_per_tonne\": 55}")
        let comparison = try Self.compare(before.fixture, after)
        let change = try #require(comparison.objectiveChange)
        let attribution = try #require(comparison.attribution)
        let steps = attribution.steps.reduce(0) { $0 + ($1.changeCNY ?? 0) }
        #expect(attribution.method == .sequential && isNear(steps, change), "seed \(seed)")
        #expect(isNear(comparison.costs.reduce(0) { $0 + $1.changeCNY }, change), "seed \(seed)")
    }

    @Test("Many changes are priced with duals, and the rest is stated") func firstOrder() throws {
        // 13 tariffs 1 CNY dearer each; only a makes tokens: 2 MWh · 1, the others nothing.
        let sites = (0..<13).map { "s\($0)" }
        let before = try ModelFixture(sites: sites, "sites.s0.connection.transformer_mva=1.5")
        let dearer = sites.map {
            "tariffs.\($0).versions.0.components.0.price_cny_per_mwh=501"
        }
        var after = before
        try after.change(dearer)
        let comparison = try Self.compare(before, after)
        let attribution = try #require(comparison.attribution)
        #expect(attribution.method == .firstOrder && attribution.steps.count == 13)
        let steps = attribution.steps.reduce(0) { $0 + ($1.changeCNY ?? 0) }
        let change = try #require(comparison.objectiveChange)
        #expect(isNear(change, 2) && isNear(steps + attribution.remainderCNY, change))
        #expect(isNear(steps, 2))
    }

    @Test("To first order a limit counts with its price") func firstOrderLimit() throws {
        // 1.5 MW bind at 9500 CNY/MW: 0.2 MW more save 1900, which is exact here.
        let before = try ModelFixture("sites.a.connection.transformer_mva=1.5")
        let after = try before.changed("sites.a.connection.transformer_mva=1.7")
        let (old, new) = (
            Formulation(try before.scenario()).program, Formulation(try after.scenario()).program
        )
        let outcome = try ProgramSolver.solve(old)
        let point = try #require(outcome.point)
        #expect(isNear(old.lagrangianChange(to: new, at: point) ?? 0, -1900))
    }

    @Test("A second scenario without a plan is explained") func infeasible() throws {
        let before = try ModelFixture()
        let after = try before.changed("sites.a.pools.p.serves.0.minimum_replicas=101")
        let comparison = try Self.compare(before, after)
        #expect(comparison.objectiveChange == nil && comparison.attribution == nil)
        #expect(comparison.figures.isEmpty && comparison.costs.isEmpty)
        let conflict = try #require(comparison.after.conflict)
        #expect(Set(conflict.parties.map(\.kind)) == [.accelerators, .minimumReplicas])
        #expect(comparison.changes.map(\.noun) == [["sites", "a", "pools"]])
    }
}

/// Differences of documents.
@Suite("Differences of documents") struct DocumentChangeTests {
    private static func pointers(_ before: JSON, _ after: JSON) -> [String] {
        DocumentChange.all(from: before, to: after).map(\.pointer)
    }

    @Test("Entries are matched by name, not by place") func names() {
        let a = JSON.fields(["id": "a", "x": 1])
        let b = JSON.fields(["id": "b", "x": 2])
        let list = { (items: [JSON]) in JSON.fields(["l": .array(items)]) }
        #expect(Self.pointers(list([a, b]), list([b, a])) == [])
        let other = JSON.fields(["id": "b", "x": 3])
        #expect(Self.pointers(list([a, b]), list([other, a])) == ["/l/b/x"])
        let gone = DocumentChange.all(from: list([a, b]), to: list([b]))
        #expect(gone.map(\.pointer) == ["/l/a"] && gone[0].before == a && gone[0].after == nil)
        let new = DocumentChange.all(from: list([]), to: list([b]))
        #expect(new.map(\.pointer) == ["/l/b"] && new[0].before == nil)
    }

    @Test("Links, demands and plain lists") func lists() {
        func link(_ site: String, _ time: Double) -> JSON {
            .fields(["origin": "o", "site": .string(site), "round_trip_ms": .number(time)])
        }
        #expect(
            Self.pointers(
                .array([link("a", 1), link("b", 2)]), .array([link("b", 5), link("a", 1)]))
                == ["/o,b/round_trip_ms"])
        #expect(Self.pointers(.numbers([1, 2]), .numbers([1, 3])) == [""])
        #expect(Self.pointers(.fields(["a/b": 1, "c~": 1]), .fields([:])) == ["/a~1b", "/c~0"])
        let tier = { (from: Double) in JSON.fields(["from_mwh": .number(from)]) }
        #expect(
            Self.pointers(.array([tier(0), tier(5)]), .array([tier(0), tier(6)]))
                == ["/1/from_mwh"])
    }

    @Test("Columns of a file are compared by their numbers") func columns() {
        let node = JSON.fields(["x": .fields(["csv": "s.csv", "column": "wind"])])
        func written(_ text: String) -> JSON { node.withColumns { _ in Array(text.utf8) } }
        let a = written("time,wind,sun\n1,0.5,0\n2,0.25,1\n")
        #expect(a["x"] == .numbers([0.5, 0.25]))
        #expect(Self.pointers(a, written("time,sun,wind\n1,7,0.5\n2,8,0.25\n")) == [])
        #expect(Self.pointers(a, written("time,wind\n1,0.5\n2,0.3\n")) == ["/x"])
        #expect(node.withColumns { _ in nil } == node)
        #expect(written("time,wind\n1,none\n") == node)
    }
}
