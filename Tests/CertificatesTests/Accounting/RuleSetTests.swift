import Certificates
import Testing

@Suite struct `Rule sets as data` {
    private typealias Fixture = GreenTokenFixture

    private func reads(_ name: String, _ document: JSONValue) -> Bool {
        name == "grades"
            ? (try? GradeSet(reading: document)) != nil
            : (try? RuleSet(reading: document)) != nil
    }

    @Test func `The grades of this program are those of the data file, with its hash`() throws {
        #expect(try GradeSet.standard == Fixture.grades())
    }

    @Test(arguments: ["china", "energytag-like", "ghgp-draft", "export", "grades"])
    func `Members that are missing, unknown or of another kind are refused`(name: String) throws {
        let document = try Fixture.json(name)
        #expect(reads(name, document))
        // Lists and maps may be shorter; the rule sets need no export.
        let mayBeLess = [
            "/sources/", "/admitted/", "factor_regions", "/grades/", "by_site_zone", "export",
        ]
        for mutant in JSONMutation.all(of: document) {
            if mutant.place.hasSuffix("/added") {
                #expect(!reads(name, mutant.document), "\(mutant.place)")
            } else if mutant.place.hasSuffix(" removed"),
                !mayBeLess.contains(where: { mutant.place.contains($0) })
            {
                #expect(!reads(name, mutant.document), "\(mutant.place)")
            }
        }
        guard var members = document.members else { return }
        for name in members.keys { members[name] = .null }
        #expect(!reads(name, .object(members)))
    }

    @Test func `The hash is that of the canonical form`() throws {
        let document = try Fixture.json("china")
        let rules = try RuleSet(reading: document)
        #expect(rules.reference.digest == Digest(of: document.canonical))
        #expect(rules.reference.id == "cn-gec")
        #expect(rules.requiresResidual)
    }

    @Test func `What China's rules admit`() throws {
        let rules = try Fixture.rules("china")
        let hour = Fixture.hour(1)
        func breach(
            _ wh: Int64, _ source: EnergyCertificate.Source, _ scheme: EnergyCertificate.Scheme,
            stored: Bool = false
        ) -> RuleBreach? {
            let chain = EnergyCertificate.StorageChain(
                storage: "b", chargedFrom: ["w"], chargedWattHours: wh, chargedDuring: hour)
            return rules.breach(
                by: Fixture.certificate(
                    "c", hour, wh, source: source, scheme: scheme, storage: stored ? chain : nil))
        }
        #expect(breach(2_000_000, .wind, .gec) == nil)
        #expect(breach(1_500_000, .wind, .gec) == .unit)
        #expect(breach(1_000_000, .nuclear, .gec) == .kind)
        #expect(breach(1_234_567, .nuclear, .ppa) == nil)
        #expect(breach(1_000_000, .wind, .go) == .kind)
        #expect(breach(1_000_000, .wind, .gec, stored: true) == .storage)
    }

    // 95, 80, 50, 20 of a hundred: a grade begins at its share exactly.
    @Test(arguments: [
        (19, 20, "A"), (1899, 2000, "B"), (4, 5, "B"), (1, 2, "C"), (1, 5, "D"), (199, 1000, "E"),
        (0, 1, "E"), (0, 0, "E"), (1, 1, "A"),
    ])
    func `Grades`(numerator: Int64, denominator: Int64, grade: String) throws {
        #expect(try Fixture.grades().grade(Ratio(numerator, of: denominator)) == grade)
    }

    @Test(arguments: [
        #"[{"grade":"A","at_least":{"num":"1","den":"2"}}]"#,
        #"[{"grade":"A","at_least":{"num":"1","den":"2"}},{"grade":"B","at_least":{"num":"1","den":"2"}},{"grade":"E","at_least":{"num":"0","den":"1"}}]"#,
        #"[{"grade":"A","at_least":{"num":"3","den":"2"}},{"grade":"E","at_least":{"num":"0","den":"1"}}]"#,
        "[]",
    ])
    func `Grades that do not fall to zero`(text: String) throws {
        guard var members = try Fixture.json("grades").members else { return }
        members["grades"] = try JSONValue(parsing: Array(text.utf8))
        #expect(throws: CertificateFault.self) { try GradeSet(reading: .object(members)) }
    }

    @Test func `An attribution names each model, meter and site once`() throws {
        for (old, new) in [
            ("\"small@1\"", "\"big@1\""), ("\"site\": \"far\"", "\"site\": \"hub\""),
            ("\"CN\", \"region\": \"North\"", "\"cn\", \"region\": \"North\""),
            ("\"300\"", "\"-300\""), ("\"300\"", "300"), ("\"training\"", "\"idling\""),
            ("\"den\": \"100\"", "\"den\": \"0\""),
        ] {
            let text = Fixture.attributionText
            let place = try #require(text.firstRange(of: old))
            let changed = text.replacingCharacters(in: place, with: new)
            #expect(throws: CertificateFault.self) { try Fixture.attribution(changed) }
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
