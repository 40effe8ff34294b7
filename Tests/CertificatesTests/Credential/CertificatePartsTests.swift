import Certificates
import Testing

@Suite struct `A certificate in parts` {
    private typealias Fixture = GreenTokenFixture

    private static let digest = Digest(of: "the signed whole")

    /// chat of two hours with wind of the first, and what a battery gave back in the second.
    private static func whole(storedWattHours: Int64 = 100_000) throws -> GreenTokenCertificate {
        let charge = Fixture.certificate("c", Fixture.hour(2), 125_000)
        let chain = EnergyCertificate.StorageChain(
            storage: "battery", chargedFrom: ["c"], chargedWattHours: 125_000,
            chargedDuring: Fixture.hour(2))
        let energy = [
            charge, Fixture.certificate("w", Fixture.hour(4), 600_000),
            Fixture.certificate("b", Fixture.hour(5), storedWattHours, storage: chain),
        ]
        return try CertificateIssue.prepare(
            Fixture.input(slices: energy), terms: Fixture.terms(), assign: Fixture.firstFit
        ).certificate(0)
    }

    private static func parts(
        _ whole: GreenTokenCertificate, _ tokens: [Int64]
    ) throws -> [GreenTokenCertificate] {
        try #require(try whole.parts(tokens: tokens, document: digest, grades: Fixture.grades()))
    }

    /// Every number of the parts sums to the whole's, row by row and in all.
    private static func expectSum(
        _ parts: [GreenTokenCertificate], _ whole: GreenTokenCertificate
    ) {
        func same(_ value: (GreenTokenCertificate) -> Int128) {
            #expect(parts.reduce(0) { $0 + value($1) } == value(whole))
        }
        for index in whole.hours.indices {
            for number: (CertificateHour) -> Int64 in [
                \.wattHours, \.itWattHours, \.idleWattHours, \.embodiedMilligrams, \.tokens.input,
                \.tokens.output, \.tokens.cached, \.matchedWattHours,
            ] {
                same { Int128(number($0.hours[index])) }
            }
        }
        for slice in whole.slices {
            same { part in Int128(part.slices.first { $0.id == slice.id }?.wattHours ?? 0) }
        }
        for number: (CertificateFigures) -> Int128 in [
            \.locationMicrograms, \.marketMicrograms, \.lifeCycleMicrograms, \.embodiedMicrograms,
        ] {
            same { number($0.figures) }
        }
        same { Int128($0.figures.hourlyMatchedWattHours) }
    }

    // 5000 million tokens as 2 : 3. Hour 4: 880 kWh of which 600 wind; hour 5: 880 of which 100 stored.
    // All of it divides: 352 : 528 kWh of each hour, 240 : 360 of wind, 40 : 60 of what was stored.
    @Test func `Two and three fifths by hand`() throws {
        let whole = try Self.whole()
        let parts = try Self.parts(whole, [2_000_000_000, 3_000_000_000])
        #expect(parts.map(\.id) == ["test.1.1", "test.1.2"])
        #expect(
            parts.map { $0.hours.map(\.wattHours) } == [[352_000, 352_000], [528_000, 528_000]])
        #expect(
            parts.map { $0.slices.map(\.wattHours) } == [[40_000, 240_000], [60_000, 360_000]])
        #expect(parts.map(\.figures.tokens.output) == [1_200_000_000, 1_800_000_000])
        #expect(
            parts.map(\.figures.cfeScore) == [
                Ratio(280_000, of: 704_000), Ratio(420_000, of: 1_056_000),
            ])
        #expect(parts.map(\.origin?.part) == [1, 2])
        #expect(parts.allSatisfy { $0.origin?.lifeCycleRemainder == 0 && $0.grade == "D" })
        let perMillion = { (certificate: GreenTokenCertificate) in
            certificate.figures.perMillionTokens(certificate.figures.locationMicrograms)
        }
        #expect(parts.allSatisfy { perMillion($0) == perMillion(whole) })
        Self.expectSum(parts, whole)
    }

    @Test func `Parts of any size sum to the whole, and parts of parts`() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<40 {
            // A charge of 125 kWh for so much: carbon of a piece is seldom a whole µg.
            let whole = try Self.whole(
                storedWattHours: Int64.random(in: 80_000...124_999, using: &generator))
            let parts = try Self.parts(whole, Self.tokens(of: whole, &generator))
            Self.expectSum(parts, whole)
            guard let first = parts.first(where: { $0.figures.tokens.total > 3 }) else { continue }
            Self.expectSum(try Self.parts(first, Self.tokens(of: first, &generator)), first)
            for part in parts {
                let read = try GreenTokenCertificate(
                    reading: JSONValue(parsing: part.document.canonical))
                #expect(read == part)
                #expect(part.hours.allSatisfy { $0.idleWattHours <= $0.itWattHours })
                #expect(part.hours.allSatisfy { $0.itWattHours <= $0.wattHours })
            }
        }
    }

    private static func tokens(
        of certificate: GreenTokenCertificate, _ generator: inout SeededGenerator
    ) -> [Int64] {
        let total = certificate.figures.tokens.total
        let cuts = (0..<3).map { _ in Int64.random(in: 1..<total, using: &generator) }
        let places = Set(cuts).sorted()
        return zip([0] + places, places + [total]).map { $1 - $0 }
    }

    // 3 stored pieces of 1/3 kWh at 33.6 g · 1.25: each piece is rounded, the whole is rounded once.
    @Test func `What rounding loses stands in the parts, and no more than it can lose`() throws {
        let whole = try Self.whole(storedWattHours: 99_998)
        let tokens: [Int64] = [1_666_666_667, 1_666_666_667, 1_666_666_666]
        let parts = try Self.parts(whole, tokens)
        Self.expectSum(parts, whole)
        let remainders = parts.compactMap(\.origin?.lifeCycleRemainder)
        #expect(remainders.contains { $0 != 0 })
        for (index, remainder) in remainders.enumerated() {
            var part = parts[index]
            let pieces: Int64 = 1
            part.origin?.lifeCycleRemainder = 2 * pieces + 1
            part.figures.lifeCycleMicrograms += Int128(2 * pieces + 1 - remainder)
            #expect(throws: CertificateFault.self) { try CertificateArithmetic.check(part) }
            part.origin = nil
            #expect(throws: CertificateFault.self) { try CertificateArithmetic.check(part) }
        }
    }

    @Test func `What is no partition is none`() throws {
        let whole = try Self.whole()
        for tokens: [Int64] in [
            [5_000_000_000], [5_000_000_000, 0], [5_000_000_001, -1], [1, 2],
            [2_500_000_000, 2_500_000_001], [],
        ] {
            #expect(
                try whole.parts(tokens: tokens, document: Self.digest, grades: Fixture.grades())
                    == nil)
        }
        // Rules that count written tokens only: a part without any has no figure per million.
        var counted = whole
        counted.figures.basis = .output
        counted.hours[0].tokens.output = 10
        counted.hours[1].tokens.output = 0
        #expect(throws: CertificateFault.self) {
            try counted.parts(
                tokens: [1, 2_000_000_009], document: Self.digest, grades: Fixture.grades())
        }
    }

    @Test func `A part is named after its whole`() throws {
        let part = try Self.parts(Self.whole(), [2_000_000_000, 3_000_000_000])[0]
        for (name, value) in [
            ("certificate", "test.2"), ("part", "2"), ("parts", "1"), ("part", "3"),
            ("sha256", "00"), ("lifeCycleRemainderUg", "1"),
        ] {
            let other = part.document.with(
                .text(value), at: ["credentialSubject", "splitFrom", name])
            #expect(throws: CertificateFault.self, "\(name)") {
                try CertificateArithmetic.check(GreenTokenCertificate(reading: other))
            }
        }
    }
}

@Suite struct `Parts of a certificate in registry and log` {
    private static let tokens: [Int64] = [2_000_000_000, 2_999_999_990, 10]

    @Test func `Each part passes every check, and the whole is superseded`() throws {
        let life = try CertificateLife()
        let parts = try life.split(0, tokens: Self.tokens)
        let leaf = life.rows.leaves.count - 1
        for (number, part) in parts.enumerated() {
            let verified = try life.verify(part, proof: life.proof(ofLeaf: leaf))
            #expect(verified.checks == CertificateCheck.allCases)
            #expect(verified.certificate.id == "test.1.\(number + 1)")
            let row = try life.row("test.1.\(number + 1)")
            #expect(row.state == .issued && row.parent == "test.1")
            #expect(row.tokens.total == Self.tokens[number])
            #expect(row.wattHours == verified.certificate.figures.wattHours)
            #expect(row.statusIndex == verified.certificate.status?.index)
            let micrograms = verified.certificate.figures.lifeCycleMicrograms
            #expect(abs(Int128(row.emissions.lifeCycle) * 1000 - micrograms) < 1000)
        }
        #expect(try life.row("test.1").state == .split)
        #expect(throws: VerificationFault.revoked) {
            try life.verify(status: life.statusList(revoked: [0]))
        }
        let again = RegistryMemory()
        var replay = RegistryReplay(into: again)
        for leaf in life.rows.leaves { try replay.apply(leaf) }
        #expect(again.stateHash == life.rows.stateHash)
    }

    @Test func `An entry of another split, part or issue proves nothing`() throws {
        let life = try CertificateLife()
        let parts = try life.split(0, tokens: Self.tokens)
        let first = life.rows.leaves.count - 1
        let others = try life.split(1, tokens: [1_000_000, 1_899_000_000])
        let second = life.rows.leaves.count - 1
        #expect(throws: VerificationFault.entry(.certificate("test.2.1"))) {
            try life.verify(parts[0], proof: life.proof(ofLeaf: second))
        }
        #expect(throws: VerificationFault.entry(.certificate("test.1.1"))) {
            try life.verify(others[1], proof: life.proof(ofLeaf: first))
        }
        #expect(throws: VerificationFault.entry(.certificate("test.1"))) {
            try life.verify(parts[0], proof: life.proof(of: 0))
        }
        #expect(throws: VerificationFault.entry(.certificate("test.1.1"))) {
            try life.verify(proof: life.proof(ofLeaf: first))
        }
        // The same part, signed at another moment, is another document.
        let key = try TestKey.make(9)
        let document = try JSONValue(parsing: parts[0])
        var members = try #require(document.members)
        members["proof"] = nil
        let resigned = try SecuredDocument(
            signing: .object(members), with: key, of: life.issuer,
            created: GreenTokenFixture.hour(29).start)
        #expect(throws: VerificationFault.entry(.document)) {
            try life.verify(resigned.bytes, proof: life.proof(ofLeaf: first))
        }
    }

    @Test func `Every leaf of a part changed in turn is rejected`() throws {
        let life = try CertificateLife()
        let parts = try life.split(0, tokens: Self.tokens)
        let proof = try life.proof(ofLeaf: life.rows.leaves.count - 1)
        for mutant in JSONMutation.all(of: try JSONValue(parsing: parts[1])) {
            #expect(throws: VerificationFault.self, "\(mutant.place)") {
                try life.verify(mutant.document.canonical, proof: proof)
            }
        }
    }

    @Test func `The Python verifier accepts the parts, by the entry of their own split`() throws {
        guard PythonVerifier.isThere else {
            try Test.cancel(.init(rawValue: PythonVerifier.missing))
        }
        let life = try CertificateLife()
        let parts = try life.split(0, tokens: Self.tokens)
        let leaf = life.rows.leaves.count - 1
        let keys = [try MemoryLog.key().text]
        for part in parts {
            let answer = try PythonVerifier.run(
                part, key: life.issuer.methods[0].key,
                proof: .init(file: life.proof(ofLeaf: leaf), keys: keys))
            #expect(answer.isValid, "\(answer.text)")
            let other = try PythonVerifier.run(
                part, key: life.issuer.methods[0].key,
                proof: .init(file: life.proof(of: 0), keys: keys))
            #expect(other.text == "not valid: another document's entry\n")
        }
    }
}

@Suite struct `A split in the registry` {
    private typealias Bench = RegistryBench

    @Test func `Refused for its reason, and nothing changes`() throws {
        let bench = try Bench()
        try bench.issue()
        var carbon = Bench.proposal().emissions
        let whole = carbon
        #expect(
            bench.refusal(Bench.split([200, 420], statusIndex: 2)) == .statusIndex(expected: 1))
        #expect(
            bench.refusal(Bench.split([200, 421])) == .sum("g1", whole: 620, parts: 621))
        carbon.market += 1
        #expect(
            bench.refusal(Bench.split([200, 420], carbon))
                == .sum("g1", whole: whole.market, parts: carbon.market))
        #expect(bench.refusal(Bench.split([620])) != nil)
        #expect(bench.refusal(Bench.split([0, 620])) != nil)
        #expect(bench.refusal(Bench.split([200, 420]), by: "north") == .notIssuer)
        #expect(bench.refusal(Bench.split([200, 420]), person: "bob") == .fourEyes("bob"))
        #expect(bench.refusal(Bench.split([200, 420], key: "k0")) == .unknown(.keys, "k0"))
        var negative = Bench.split([200, 420])
        negative.parts[0].emissions.market = -1
        negative.parts[1].emissions.market = whole.market + 1
        guard case .invalid = bench.refusal(negative) else {
            Issue.record("a part with less than no carbon")
            return
        }
        #expect(bench.refusal(Bench.split([200, 420])) == nil)
        #expect(
            bench.refusal(Bench.split([200, 420], statusIndex: 3)) == .state("g1", is: "split"))
    }
}
