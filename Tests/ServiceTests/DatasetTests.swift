import Foundation
import Testing

/// The repository's `Datasets` folder, found from the place of this file.
let datasets = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Datasets")

private func packages() throws -> [URL] {
    try FileManager.default
        .contentsOfDirectory(at: datasets, includingPropertiesForKeys: nil)
        .filter {
            FileManager.default.fileExists(
                atPath: $0.appendingPathComponent("datapackage.json").path)
        }
        .sorted { $0.path < $1.path }
}

private func table(_ path: String) throws -> [[String: String]] {
    try CSVTable(contentsOf: datasets.appendingPathComponent(path)).dictionaries
}

@Suite struct DatasetTests {
    static let expected = [
        "accelerators", "certificates", "emission-factors", "green-prices", "hub-clusters",
        "latency",
        "policy-limits", "renewable-output", "serving-modes", "tariffs", "token-prices",
    ]

    @Test func allPackagesArePresent() throws {
        #expect(try packages().map(\.lastPathComponent) == Self.expected)
    }

    @Test(arguments: DatasetTests.expected)
    func packageIsSound(_ name: String) {
        let problems = DataPackage.problems(in: datasets.appendingPathComponent(name))
        #expect(problems.isEmpty, "\(problems.map(\.description).joined(separator: "\n"))")
    }

    @Test func everyFileOfAPackageIsDescribed() throws {
        for package in try packages() {
            let descriptor = try JSONValue(
                contentsOf: package.appendingPathComponent("datapackage.json"))
            let described = Set(descriptor["resources"].array.compactMap(\.["path"].string))
            let present = try FileManager.default.contentsOfDirectory(atPath: package.path)
                .filter { $0.hasSuffix(".csv") }
            #expect(Set(present) == described, "\(package.lastPathComponent)")
        }
    }

    @Test func timeOfUseSeasonsCoverEachMonthOnce() throws {
        let seasons = Dictionary(grouping: try table("tariffs/tou_seasons.csv")) {
            $0["grid_entity"] ?? ""
        }
        for (entity, rows) in seasons {
            let months = rows.flatMap { ($0["months"] ?? "").split(separator: " ") }
            #expect(months.compactMap { Int($0) }.sorted() == Array(1...12), "\(entity)")
        }
    }

    @Test func everyPeriodOfASeasonHasAMultiplier() throws {
        for row in try table("tariffs/tou_seasons.csv") {
            let place = "\(row["grid_entity"] ?? "") \(row["season"] ?? "")"
            let used = Set(row.filter { $0.key.wholeMatch(of: /h[0-9]{2}/) != nil }.map(\.value))
            let given = Set(
                row.filter { $0.key.hasPrefix("multiplier_") && !$0.value.isEmpty }
                    .map { String($0.key.dropFirst("multiplier_".count)) })
            #expect(used == given, "\(place)")
        }
    }

    @Test func tariffTemplateHasTheDocumentedColumns() throws {
        let folder = datasets.appendingPathComponent("templates")
        let template = try CSVTable(contentsOf: folder.appendingPathComponent("tariff-month.csv"))
        let readme = try String(
            contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("`\(template.header.joined(separator: ","))`"))
        #expect(template.rows.allSatisfy { $0.count == template.header.count })
    }

    /// The modelled output keeps the published full-load hours.
    @Test func renewableOutputMeetsItsTargets() throws {
        let achieved = try table("renewable-output/achieved.csv")
        for (target, row) in zip(try table("renewable-output/capacity_factors.csv"), achieved) {
            #expect(target["cluster"] == row["cluster"] && target["kind"] == row["kind"])
            let wanted = try #require(Double(target["capacity_factor"] ?? ""))
            let found = try #require(Double(row["year_capacity_factor"] ?? ""))
            #expect(abs(wanted - found) <= 0.0002, "\(row)")
        }
    }
}

/// The reference scenario agrees with the packages it was composed from.
@Suite struct ReferenceScenarioTests {
    static let folder = datasets.appendingPathComponent("scenarios/east-west-day")

    let scenario: JSONValue

    init() throws {
        scenario = try JSONValue(contentsOf: Self.folder.appendingPathComponent("scenario.json"))
    }

    private func ids(_ key: String) -> [String] { scenario[key].array.compactMap(\.["id"].string) }

    @Test func allHubsAppear() throws {
        let hubs = try table("hub-clusters/clusters.csv").compactMap { $0["id"] }
        #expect(hubs.count == 10)
        #expect(Set(hubs).isSubset(of: ids("sites")))
    }

    @Test func sitesStandWhereTheClustersDo() throws {
        let sites = Dictionary(
            scenario["sites"].array.map { ($0["id"].string ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        for hub in try table("hub-clusters/clusters.csv") {
            let site = try #require(sites[hub["id"] ?? ""])
            #expect(site["latitude"].number == Double(hub["latitude"] ?? ""))
            #expect(site["longitude"].number == Double(hub["longitude"] ?? ""))
            #expect(site["zone"].string == hub["grid_entity"])
        }
    }

    @Test func tariffsEqualThePackage() throws {
        let rows = try table("tariffs/tariffs.csv")
        #expect(!scenario["tariffs"].array.isEmpty)
        for tariff in scenario["tariffs"].array {
            let id = tariff["id"].string ?? ""
            let row = try #require(
                rows.first { "\($0["grid_entity"] ?? "")-\($0["voltage_kv"] ?? "")kv" == id })
            for version in tariff["versions"].array {
                checkComponents(of: version, row, id)
                checkDemandCharge(of: version, row, id)
            }
        }
    }

    private func checkComponents(of version: JSONValue, _ row: [String: String], _ id: String) {
        for component in version["components"].array {
            let name = component["id"].string ?? ""
            let column = name == "energy" ? "energy_reference" : name
            guard let price = component["price_cny_per_mwh"].number else {
                // Only a market curve is a series.
                #expect(name == "energy", "\(id) \(name)")
                continue
            }
            #expect(price == Double(row["\(column)_cny_per_mwh"] ?? ""), "\(id) \(name)")
        }
    }

    private func checkDemandCharge(of version: JSONValue, _ row: [String: String], _ id: String) {
        let charge = version["demand_charge"]
        let perKva = charge["kind"].string == "capacity"
        let found = charge[perKva ? "price_cny_per_kva_month" : "price_cny_per_kw_month"].number
        let column =
            perKva
            ? "demand_charge_capacity_cny_per_kva_month" : "demand_charge_maximum_cny_per_kw_month"
        #expect(found == Double(row[column] ?? ""), "\(id)")
    }

    @Test func seasonsEqualThePackage() throws {
        let rows = try table("tariffs/tou_seasons.csv")
        for tariff in scenario["tariffs"].array {
            let entity = (tariff["id"].string ?? "").replacing(/-[0-9]+kv$/, with: "")
            for season in tariff["versions"].array.flatMap(\.["seasons"].array) {
                let row = try #require(
                    rows.first {
                        $0["grid_entity"] == entity && $0["season"] == season["id"].string
                    })
                let hours = (0..<24).map { row[$0 < 10 ? "h0\($0)" : "h\($0)"] ?? "" }
                #expect(season["hours"].strings == hours, "\(entity)")
                let months = (row["months"] ?? "").split(separator: " ").compactMap { Double($0) }
                #expect(season["months"].array.compactMap(\.number) == months, "\(entity)")
            }
        }
    }

    @Test func seriesFilesFitTheSteps() throws {
        let steps = Int(scenario["steps"].number ?? 0)
        let step = (scenario["step_minutes"].number ?? 0) * 60
        let format = ISO8601DateFormatter()
        let start = try #require(format.date(from: scenario["start"].string ?? ""))
        let references = scenario.descendants.compactMap { value -> (String, String)? in
            guard let file = value["csv"].string, let column = value["column"].string else {
                return nil
            }
            return (file, column)
        }
        #expect(!references.isEmpty)
        for (file, columns) in Dictionary(grouping: references, by: \.0) {
            let csv = try CSVTable(contentsOf: Self.folder.appendingPathComponent(file))
            let instants = csv.values(of: "time").map { format.date(from: $0) }
            #expect(csv.header.first == "time")
            #expect(
                instants == (0..<steps).map { start.addingTimeInterval(Double($0) * step) },
                "\(file)")
            for (_, column) in columns {
                let values = csv.values(of: column)
                #expect(values.count == steps, "\(file) \(column)")
                #expect(values.allSatisfy { Double($0) != nil }, "\(file) \(column)")
            }
        }
    }

    @Test func everyOriginReachesEverySite() {
        let pairs = Set(
            scenario["network"].array.map {
                "\($0["origin"].string ?? "") \($0["site"].string ?? "")"
            })
        let wanted = ids("origins").flatMap { origin in ids("sites").map { "\(origin) \($0)" } }
        #expect(pairs == Set(wanted))
        #expect(scenario["network"].array.count == wanted.count)
    }

    @Test func roundTripsEqualThePackage() throws {
        let network = scenario["network"].array
        for row in try table("latency/round_trips.csv") {
            let link = try #require(
                network.first {
                    $0["origin"].string == row["demand_centre"]
                        && $0["site"].string == row["cluster"]
                })
            #expect(link["round_trip_ms"].number == Double(row["round_trip_ms"] ?? ""))
        }
    }

    @Test func emissionFactorsAreThoseOfTheNotice() throws {
        let areas = try table("emission-factors/grid_entity_areas.csv")
        let factors = try table("emission-factors/average_factors.csv")
        func factor(_ area: String?, _ kind: String) -> Double? {
            let row = factors.first {
                $0["area"] == area && $0["kind"] == kind && $0["data_year"] == "2023"
            }
            return Double(row?["kg_co2_per_mwh"] ?? "")
        }
        for site in scenario["sites"].array {
            let area = areas.first { $0["grid_entity"] == site["zone"].string }?["area"]
            let found = site["emissions"]
            let local = try #require(factor(area, "location_average"))
            #expect(found["location_based_kg_co2_per_mwh"].number == local)
            let residual = try #require(factor("china", "residual_type"))
            #expect(found["residual_kg_co2_per_mwh"].number == residual)
        }
    }
}
