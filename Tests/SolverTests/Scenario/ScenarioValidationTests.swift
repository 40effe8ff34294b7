import Solver
import Testing

/// Every kind of bad input is refused, at its place and with what would be right.
@Suite struct ScenarioValidationTests {
    @Test func theFixtureIsValid() throws {
        #expect(try ScenarioFixture.twoSites().faults().isEmpty)
    }

    @Test(arguments: BadInput.fields + BadInput.references + BadInput.contradictions)
    func oneFaultIsFoundAtItsPlace(_ input: BadInput) throws {
        let faults = try input.change(.twoSites()).faults()
        #expect(faults.count == 1, "\(faults)")
        let fault = try #require(faults.first)
        #expect(fault.pointer == input.pointer)
        #expect(fault.kind == input.kind)
        #expect(fault.given.contains(input.given), "\(fault.given)")
        #expect(fault.allowed.contains(input.allowed), "\(fault.allowed)")
        #expect(!fault.given.isEmpty && !fault.allowed.isEmpty)
    }

    @Test(arguments: ["", "{", "[1", "{\"steps\": NaN}", "{\"a\":1,\"a\":2}", "\u{FEFF}{}"])
    func textThatIsNotJSONIsMalformed(_ text: String) throws {
        let error = try #require(
            #expect(throws: ScenarioError.self) { try Scenario(json: Array(text.utf8)) })
        #expect(error.faults.map(\.kind) == [.malformed])
        #expect(error.faults[0].pointer.isEmpty)
        #expect(error.faults[0].given.contains("line 1, column "))
    }

    @Test(arguments: ["[]", "3", "null", "\"x\"", "[1,2]"])
    func aDocumentThatIsNoObjectIsOfTheWrongType(_ text: String) throws {
        let error = try #require(
            #expect(throws: ScenarioError.self) { try Scenario(json: Array(text.utf8)) })
        #expect(error.faults.map(\.kind) == [.wrongType])
    }

    @Test func anEmptyObjectMissesEveryRequiredField() throws {
        let error = try #require(
            #expect(throws: ScenarioError.self) { try Scenario(json: Array("{}".utf8)) })
        let missing = error.faults.filter { $0.kind == .missing }.map(\.pointer)
        #expect(missing.contains("/start"))
        #expect(missing.contains("/sites"))
        #expect(missing.contains("/steps"))
    }

    @Test func aWrongUnitIsBothUnknownAndMissing() throws {
        let faults = try ScenarioFixture.twoSites()
            .removing("sites.east.connection.transformer_mva")
            .setting("sites.east.connection.transformer_kva=1000").faults()
        #expect(faults.map(\.kind) == [.missing, .unknownField])
        #expect(faults[1].pointer == "/sites/1/connection/transformer_kva")
        #expect(faults[1].allowed == "\"transformer_mva\": the unit is part of the name")
    }

    @Test(
        arguments: zip(
            [
                "carbon.price_usd_per_tonne", "sites.west.connection.export_limit_kw",
                "sites.west.storages.battery.energy_kwh",
                "products.chat.output_price_cny_per_billion_tokens",
                "profiles.chat-gpu.loading.seconds", "sites.west.fixed_overhead_kw",
            ],
            [
                "price_cny_per_tonne", "export_limit_mw", "energy_mwh",
                "output_price_cny_per_million_tokens", "minutes", "fixed_overhead_mw",
            ]))
    func theNearestNameIsSuggested(_ path: String, _ name: String) throws {
        let faults = try ScenarioFixture.twoSites().setting("\(path)=1").faults()
        #expect(faults.map(\.kind) == [.unknownField])
        #expect(try #require(faults.first).allowed.contains(name))
    }

    @Test func aNumberThatIsNotANumberIsRefusedInADocumentBuiltInCode() throws {
        let faults = try ScenarioFixture.twoSites()
            .editing("sites.west.pue") { _ in .number(.nan) }.faults()
        #expect(faults.map(\.kind) == [.notAllowed])
    }

    @Test func severalFaultsComeInOneAnswerInTheOrderOfTheDocument() throws {
        let faults = try ScenarioFixture.twoSites().setting(
            "start=2026-01-05T00:00:00", "carbon.price_cny_per_tonne=-1", "colour=red",
            "products.chat.kind=slow", "sites.west.pue=[1.2,1.3]",
            "sites.east.connection.transformer_mva=\"big\"", "network.0.round_trip_ms=1e9"
        ).faults()
        #expect(
            faults.map { "\($0.pointer) \($0.kind.rawValue)" } == [
                "/start not_allowed", "/carbon/price_cny_per_tonne not_allowed",
                "/products/0/kind not_allowed", "/sites/0/pue wrong_length",
                "/sites/1/connection/transformer_mva wrong_type",
                "/network/0/round_trip_ms not_allowed", "/colour unknown_field",
            ])
    }

    @Test func severalBrokenReferencesComeInOneAnswer() throws {
        let faults = try ScenarioFixture.twoSites().setting(
            "sites.west.tariff=none", "sites.east.tariff=none", "network.*.origin=nowhere"
        ).faults()
        #expect(
            faults.map(\.kind).prefix(3) == [
                .unknownReference, .unknownReference, .unknownReference,
            ])
        #expect(faults.filter { $0.pointer.hasSuffix("/origin") }.count == 4)
    }

    @Test func veryManyFaultsAreCountedAndTheFirstAreListed() throws {
        let numbers = JSON.array((0..<1000).map { .string("x\($0)") })
        let fixture = try ScenarioFixture.twoSites().editing("holidays") { _ in numbers }
        let error = try #require(
            #expect(throws: ScenarioError.self) { try fixture.scenario() })
        #expect(error.count == 1000)
        #expect(error.faults.count == ScenarioError.limit)
    }

    @Test func namesInPointersAreEscaped() throws {
        let faults = try ScenarioFixture.twoSites()
            .editing("carbon") { $0.adding("a/b~c", 1) }.faults()
        #expect(faults.map(\.pointer) == ["/carbon/a~1b~0c"])
    }

    @Test func notesMayStandAnywhere() throws {
        let fixture = try ScenarioFixture.twoSites().setting(
            "sites.west.note=x", "sites.west.connection.note=x", "network.0.note=x",
            "tariffs.level.versions.0.components.0.note=x")
        #expect(fixture.faults().isEmpty)
    }
}

extension JSON {
    /// The object with one more member.
    fileprivate func adding(_ key: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(key, value)])
    }
}
