import Certificates
import Foundation
import Service
import Solver
import Testing

/// Planned green grades of the two sites' plan.
@Suite struct LabelTests {
    private func labels(_ set: String...) throws -> (labels: JSON, plan: JSON) {
        var spec = SolveSpec()
        spec.assignments = set
        let answer = try SolveRun(document: TwoSites.bytes(), spec: spec).answer()
        func part(_ name: AnswerParts.Name) throws -> JSON {
            try #require(answer.parts.first { $0.name == name }?.json)
        }
        return (try part(.labels), try part(.plan))
    }

    @Test func gradesArePlannedAndNameTheirRules() throws {
        let (labels, plan) = try labels()
        #expect(labels["status"] == "planned" && labels["certified"] == false)
        let rules = try #require(labels["rule_set"])
        #expect(rules["id"] == "wattoken-grades" && rules["version"] == "1")
        // The hash is that of the data file that certificates name.
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Datasets/certificates/rules/grades.json")
        let grades = try GradeSet(
            reading: Certificates.JSONValue(parsing: Array(try Data(contentsOf: file))))
        #expect(rules["sha256"] == .string(grades.reference.digest.hexadecimal))
        #expect(rules["title"]?["zh"] == .string(grades.title.zh))
        let steps = rules["grades"]?.elements?.map { $0["grade"] }
        #expect(steps == grades.grades.map { .string($0.name) })
        #expect(labels["matching"]?["zh"] != nil)
        #expect(labels["hours"]?.elements?.count == 4)
        #expect(labels["hour_of_step"] == .numbers([0, 1, 2, 3]))
        let names = labels["products"]?.elements?.map { $0["product"] }
        #expect(names == plan["products"]?.elements?.map { $0["id"] })
    }

    /// Without green products every part of a site has the same share of an hour; what all get
    /// together, shared use included, is what the CFE score counts.
    @Test func matchedEnergyIsThatOfTheScore() throws {
        let (labels, plan) = try labels()
        let products = try #require(labels["products"]?.elements)
        let matched = products.reduce(0) { $0 + ($1["total"]?["matched_mwh"]?.double ?? 0) }
        let cells = try #require(plan["chain"]?["cells"]?.elements)
        // West alone has wind: 0.04, 0.08, 0.02, 0 MWh by hour.
        let supply = [0.04, 0.08, 0.02, 0.0]
        let hours = try #require(labels["hours"]?.elements)
        var expected = 0.0
        for (hour, supplied) in zip(hours, supply) {
            let west = cells.filter { $0["site"] == "west" && $0["hour"] == hour }
            let all = west.reduce(0) { $0 + ($1["meter_mwh"]?.double ?? 0) }
            let own = west.filter { $0["product"] != "shared" }
                .reduce(0) { $0 + ($1["meter_mwh"]?.double ?? 0) }
            expected += min(1, supplied / all) * own
        }
        #expect(abs(matched - expected) < 1e-9)
        #expect(matched > 0.01)
    }

    @Test func aGradeFollowsFromItsShare() throws {
        let (labels, _) = try labels()
        let steps: [(String, Double)] = [
            ("A", 0.95), ("B", 0.8), ("C", 0.5), ("D", 0.2), ("E", 0),
        ]
        var seen = 0
        for product in try #require(labels["products"]?.elements) {
            for row in [product["total"]].compactMap(\.self) + (product["hours"]?.elements ?? []) {
                guard let share = row["matched_share"]?.double else {
                    #expect(row["grade"] == .null)
                    continue
                }
                seen += 1
                let grade = try #require(steps.first { share >= $0.1 }).0
                #expect(row["grade"] == .string(grade))
                let matched = try #require(row["matched_mwh"]?.double)
                let meter = try #require(row["meter_mwh"]?.double)
                #expect(abs(share * meter - matched) < 1e-12)
            }
        }
        #expect(seen > 4)
    }

    /// A green product owns what the plan assigns to it: at least its share in every hour.
    @Test func aGreenProductHasWhatItAsksFor() throws {
        let (labels, _) = try labels(
            "products.digest.green_share=0.6", "sites.west.renewables.wind.output_share=[1,1,1,1]")
        let product = try #require(
            labels["products"]?.elements?.first { $0["product"] == "digest" })
        for hour in try #require(product["hours"]?.elements) {
            guard let share = hour["matched_share"]?.double else { continue }
            #expect(share >= 0.6 - 1e-6)
        }
    }
}
