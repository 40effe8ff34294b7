import Foundation
import Solver
import Testing

private func table(_ rows: [String]) -> [UInt8] {
    Array(([TariffRows.header] + rows).joined(separator: "\n").utf8)
}

private func faults(_ bytes: [UInt8]) -> [Fault] {
    do throws(ScenarioError) {
        _ = try TariffTable.tariffs(csv: bytes)
        return []
    } catch {
        return error.faults
    }
}

@Suite("Tariff table") struct TariffTableTests {
    private static func template() throws -> [UInt8] {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return Array(
            try Data(contentsOf: root.appending(path: "Datasets/templates/tariff-month.csv")))
    }

    @Test("imports the template") func templateImports() throws {
        let tariffs = try TariffTable.tariffs(csv: Self.template())
        #expect(tariffs.map { $0["id"] } == ["gansu-110kv", "shanghai-110kv"])
        let gansu = try #require(tariffs[0]["versions"]?.elements?.first)
        #expect(gansu["effective_from"] == "2026-09-01")
        #expect(gansu["effective_to"] == "2026-10-01")
        let parts = try #require(gansu["components"]?.elements)
        #expect(parts.map { $0["price_cny_per_mwh"] } == [307.8, 7.28, 79.9, 30, 22.925])
        #expect(parts.map { $0["time_of_use"] } == [true, true, false, false, false])
        #expect(
            gansu["demand_charge"]
                == .fields([
                    "kind": "maximum", "price_cny_per_kw_month": 32.8,
                    "high_utilisation_discount": "assumed",
                ]))
        #expect(gansu["vat_share"] == 0.13)
        let all = try #require(gansu["seasons"]?.elements?.first)
        #expect(all["months"]?.elements?.count == 12)
        #expect(all["day_types"] == nil)
        #expect(all["hours"]?.elements?[6] == "peak")
        #expect(all["multipliers"] == .fields(["peak": 1.5, "flat": 1, "valley": 0.5]))
        let shanghai = try #require(tariffs[1]["versions"]?.elements?.first)
        let rest = try #require(shanghai["seasons"]?.elements?.last)
        #expect(rest["day_types"] == .array(["weekend", "holiday"]))
        #expect(shanghai["pue_adder"] == .fields(["limit_pue": 1.35, "adder_cny_per_mwh": 200]))
        #expect(shanghai["tiers"]?.elements?.last?["from_mwh"] == 5000)
        #expect(shanghai["demand_charge"]?["contracted_mw"] == 13.5)
    }

    @Test("gives what a scenario decodes") func decodes() throws {
        let tariffs = try TariffTable.tariffs(csv: Self.template())
        let made = try ExampleScenario(ExampleSettings(hubs: 2, stepMinutes: 60)).document()
        guard case .object(var members) = made else { return }
        let start = try #require(members.firstIndex { $0.key == "start" })
        members[start].value = "2026-09-15T00:00:00+08:00"
        let scenario = try Scenario(TariffTable.replacing(tariffs, in: .object(members)))
        #expect(scenario.tariffs.count == 6)
        let shanghai = try #require(scenario.tariffs.last?.versions.first)
        #expect(shanghai.tiers.map(\.fromMWh) == [0, 5000])
        #expect(
            shanghai.demandCharge
                == .contracted(
                    priceCNYPerKWMonth: 38.4, contractedMW: 13.5, overrunMultiplier: 2,
                    floorShareOfCapacity: 0.4))
    }

    @Test("takes spaces, quotes, CRLF, a mark, blank lines and any order of rows")
    func forms() throws {
        let october = ["effective_from": "2026-10-01", "effective_to": ""]
        let rows = [
            TariffRows.vat(october), TariffRows.season(),
            TariffRows.component(["price": " +.3 ", "unit": "CNY/kWh"]), "",
            TariffRows.component(
                october.merging(["price": "\"-5.\""]) { $1 }), TariffRows.tier("9", "2"),
            TariffRows.tier("0", "1"),
            TariffRows.charge(["id": "capacity", "unit": "CNY/kVA-month"]),
        ]
        let text = ([TariffRows.header] + rows).joined(separator: "\r\n")
        let tariffs = try TariffTable.tariffs(csv: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        let versions = try #require(tariffs.first?["versions"]?.elements)
        #expect(versions.map { $0["effective_from"] } == ["2026-09-01", "2026-10-01"])
        #expect(versions[0]["components"]?.elements?.first?["price_cny_per_mwh"] == 300)
        #expect(versions[0]["tiers"]?.elements?.map { $0["from_mwh"] } == [0, 9])
        #expect(versions[0]["demand_charge"]?["price_cny_per_kva_month"] == 30)
        #expect(versions[1]["components"]?.elements?.first?["price_cny_per_mwh"] == -5)
        #expect(versions[1]["effective_to"] == nil)
        #expect(versions[1]["vat_share"] == 0.13)
    }

    @Test("uses the defaults of a contracted power") func contractedDefaults() throws {
        let rows = [
            TariffRows.component(), TariffRows.charge(["id": "contracted", "contracted_mw": "9"]),
        ]
        let tariffs = try TariffTable.tariffs(csv: table(rows))
        let read = tariffs.first?["versions"]?.elements?.first?["demand_charge"]
        #expect(read?["overrun_multiplier"] == 2)
        #expect(read?["floor_share_of_capacity"] == 0.4)
        #expect(read?["high_utilisation_discount"] == nil)
    }

    @Test("names the line, column and kind of a broken rule", arguments: BrokenTariff.all)
    func broken(_ twin: BrokenTariff) {
        let found = faults(table(twin.rows)).map { "\($0.pointer): \($0.kind)" }
        #expect(found == ["\(twin.pointer): \(twin.kind)"])
    }

    @Test("reports all faults at once, in the order of the lines") func together() {
        let rows = [
            TariffRows.component(["price": "x", "unit": "y", "note": "\"two\nlines\""]),
            TariffRows.charge(["price": "-1"]), TariffRows.vat(["price": "2"]),
            TariffRows.row(["record": "z", "tariff": "Z"]),
        ]
        #expect(
            faults(table(rows)).map(\.pointer) == [
                "line 2, column unit", "line 2, column price", "line 4, column price",
                "line 5, column price", "line 6, column tariff", "line 6, column record",
            ])
    }

    @Test("refuses a wrong header, an empty table and what is not UTF-8") func headers() {
        #expect(faults([]).map(\.pointer) == ["line 1"])
        #expect(faults(Array("record,tariff\n".utf8)).map(\.kind) == [.malformed])
        #expect(faults(table([])).map(\.kind) == [.missing])
        let broken = table([TariffRows.component()]) + [0xFF]
        #expect(faults(broken).map(\.pointer) == ["line 2"])
    }

    @Test("replaces tariffs by id and appends the others") func replacing() throws {
        let tariffs = try TariffTable.tariffs(
            csv: table([TariffRows.component(), TariffRows.component(["tariff": "u"])]))
        let old = JSON.fields(["id": "u", "name": "Old", "versions": .array([])])
        let other = JSON.fields(["id": "a"])
        let scenario = JSON.fields([
            "format": "x", "tariffs": .array([old, other]), "sites": .array([]),
        ])
        let result = TariffTable.replacing(tariffs, in: scenario)
        let list = try #require(result["tariffs"]?.elements)
        #expect(list.map { $0["id"] } == ["u", "a", "t"])
        #expect(list[0]["name"] == "Old")
        #expect(list[0]["versions"]?.elements?.count == 1)
        #expect(result["sites"] == .array([]))
        let fragment = TariffTable.replacing(tariffs, in: nil)
        #expect(fragment["format"] == .string(Scenario.format))
        #expect(fragment["tariffs"] == .array(tariffs))
    }
}
