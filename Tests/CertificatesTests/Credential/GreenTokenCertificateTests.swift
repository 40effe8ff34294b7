import Certificates
import Testing

@Suite struct `The certificate's document` {
    private typealias Fixture = GreenTokenFixture

    private func certificate() throws -> GreenTokenCertificate {
        let wind = Fixture.certificate("w", Fixture.hour(2), 125_000)
        let chain = EnergyCertificate.StorageChain(
            storage: "battery", chargedFrom: ["w"], chargedWattHours: 125_000,
            chargedDuring: Fixture.hour(2))
        let slices = [
            wind, Fixture.certificate("b", Fixture.hour(4), 100_000, storage: chain),
            Fixture.certificate("n", Fixture.hour(5), 300_000, source: .nuclear, scheme: .ppa),
        ]
        let made = try CertificateIssue.prepare(
            Fixture.input(slices: slices), terms: Fixture.terms(), assign: Fixture.firstFit)
        return try #require(made.certificates.first)
    }

    @Test func `It is read back as it was written`() throws {
        let certificate = try certificate()
        let bytes = certificate.document.canonical
        let again = try GreenTokenCertificate(reading: JSONValue(parsing: bytes))
        #expect(again == certificate)
        #expect(again.document.canonical == bytes)
        try CertificateArithmetic.check(again)
        try CertificateArithmetic.check(
            again, rules: Fixture.rules("energytag-like"), grades: Fixture.grades())
    }

    @Test func `A proof beside it does not matter, any other member does`() throws {
        var members = try #require(try certificate().document.members)
        members["proof"] = ["type": "DataIntegrityProof"]
        _ = try GreenTokenCertificate(reading: .object(members))
        members["note"] = "zero-carbon"
        #expect(throws: CertificateFault.unknown(path: "/note")) {
            try GreenTokenCertificate(reading: .object(members))
        }
    }

    @Test func `It never says zero carbon but to deny it`() throws {
        let text = String(decoding: try certificate().document.canonical, as: UTF8.self)
        #expect(text.contains("no claim of zero carbon by itself"))
        #expect(!text.contains("zero-carbon"))
        #expect(text.contains("not accredited by EnergyTag"))
    }

    /// Every leaf changed in turn: reading or arithmetic refuses it, or it is one of the names that
    /// only the signature guards; no figure and no reference is among those.
    @Test func `Every leaf changed in turn`() throws {
        let document = try certificate().document
        var leaves: [[Step]] = []
        Self.collect(document, [], &leaves)
        #expect(leaves.count > 150)
        let rules = try Fixture.rules("energytag-like")
        let grades = try Fixture.grades()
        var unguarded: Set<String> = []
        for leaf in leaves {
            let changed = Self.changed(document, leaf[...])
            #expect(changed.canonical != document.canonical)
            guard let read = try? GreenTokenCertificate(reading: changed),
                (try? CertificateArithmetic.check(read)) != nil,
                (try? CertificateArithmetic.check(read, rules: rules, grades: grades)) != nil
            else { continue }
            unguarded.insert(leaf.compactMap(\.name).joined(separator: "."))
        }
        let subject = "credentialSubject."
        #expect(
            unguarded.subtracting([
                "issuer", "validFrom", "credentialStatus.statusListCredential",
                "credentialStatus.statusListIndex",
            ]).allSatisfy { $0.hasPrefix(subject) })
        let named = unguarded.filter { $0.hasPrefix(subject) }.map { $0.dropFirst(subject.count) }
        let allowed: Set<Substring> = [
            "verifier", "attribution.id", "attribution.version", "attribution.sha256",
            "batch.product", "batch.model", "batch.modelVersion", "batch.tokenizer", "batch.start",
            "batch.end", "sites.country", "sites.region", "sites.embodiedSource",
            "sites.evidenceSha256", "energy.meters.site", "energy.meters.meter",
            "energy.uncertainty.share.num", "energy.uncertainty.share.den",
            "energy.uncertainty.source", "factors.region", "factors.vintage", "factors.source",
            "retired.registry", "retired.serial", "retired.device", "retired.storage.storage",
            "retired.storage.chargedFrom", "retired.storage.start", "retired.storage.end",
            "retired.start", "retired.end", "retired.source", "retired.scheme",
        ]
        #expect(Set(named).subtracting(allowed) == [])
    }

    private enum Step {
        case member(String)
        case element(Int)

        var name: String? {
            guard case .member(let name) = self else { return nil }
            return name
        }
    }

    private static func collect(_ value: JSONValue, _ path: [Step], _ leaves: inout [[Step]]) {
        if let members = value.members {
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                collect(member, path + [.member(name)], &leaves)
            }
        } else if let elements = value.elements {
            for (index, element) in elements.enumerated() {
                collect(element, path + [.element(index)], &leaves)
            }
        } else {
            leaves.append(path)
        }
    }

    /// The document with one leaf moved by the least that keeps its form, where it has one.
    private static func changed(_ value: JSONValue, _ path: ArraySlice<Step>) -> JSONValue {
        switch path.first {
        case .member(let name):
            guard var members = value.members, let member = members[name] else { return value }
            members[name] = changed(member, path.dropFirst())
            return .object(members)
        case .element(let index):
            guard var elements = value.elements else { return value }
            elements[index] = changed(elements[index], path.dropFirst())
            return .array(elements)
        case nil: return leaf(value)
        }
    }

    private static func leaf(_ value: JSONValue) -> JSONValue {
        guard let text = value.text else { return .text("x") }
        if let number = value.decimal { return .decimal(number + 1) }
        if let time = UTCTime(text), let next = UTCTime(seconds: time.seconds + 1) {
            return .text(next.text)
        }
        if let digest = Digest(hexadecimal: text) {
            return .text(Digest(of: digest.bytes).hexadecimal)
        }
        if let micro = ExactFigures.millionths(text) {
            return .text(ExactFigures.text(millionths: micro + 1))
        }
        return .text(text + "x")
    }
}
