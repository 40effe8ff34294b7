import Foundation
import Solver

/// Small random scenarios with most parts of the model, feasible by construction.
struct RandomModel {
    let fixture: ModelFixture
    let hasBatch: Bool
    let steps: Int

    /// Seeds for a test; `WATTOKEN_STRESS` asks for more of them.
    static func seeds(from first: UInt64, _ count: UInt64) -> Range<UInt64> {
        let more = ProcessInfo.processInfo.environment["WATTOKEN_STRESS"].flatMap(UInt64.init)
        return first..<first + max(count, more ?? 0)
    }

    init(seed: UInt64) throws {
        var random = SeededNumbers(state: seed &* 0x5851_F42D + 17)
        func pick(_ range: ClosedRange<Double>) -> Double {
            (Double.random(in: range, using: &random) * 1000).rounded() / 1000
        }
        func maybe() -> Bool { Bool.random(using: &random) }
        func series(_ range: ClosedRange<Double>, _ count: Int) -> String {
            "[" + (0..<count).map { _ in "\(pick(range))" }.joined(separator: ", ") + "]"
        }
        let steps = Int.random(in: 1...6, using: &random)
        let minutes = [15, 30, 60].randomElement(using: &random) ?? 60
        let sites = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random))
        hasBatch = maybe()
        var changes: [String] = []
        for (index, site) in sites.enumerated() {
            let tariff = "tariffs.\(site).versions.0"
            changes.append(
                "\(tariff).components.energy.price_cny_per_mwh=\(series(200...900, steps))")
            if maybe() {
                changes.append(
                    "\(tariff).demand_charge={\"kind\": \"maximum\", "
                        + "\"price_cny_per_kw_month\": \(pick(0.1...2))}")
                changes.append("sites.\(site).account={\"planned_peak_mw\": \(pick(0...2))}")
            }
            changes.append("sites.\(site).pue=\(series(1.05...1.6, steps))")
            changes.append("sites.\(site).fixed_overhead_mw=\(pick(0...0.3))")
            changes.append("sites.\(site).connection.transformer_mva=\(pick(1...5))")
            changes.append("sites.\(site).pools.p.accelerators=\(pick(1...6))")
            changes.append(
                "sites.\(site).emissions={\"location_based_kg_co2_per_mwh\": \(pick(200...900)), "
                    + "\"residual_kg_co2_per_mwh\": \(pick(300...950))}")
            changes.append("network.\(index).round_trip_ms=\(pick(1...60))")
            changes.append("network.\(index).price_cny_per_gb=\(pick(0...0.5))")
            if maybe() {
                changes.append(
                    "\(tariff).tiers=[{\"from_mwh\": 0, \"adder_cny_per_mwh\": \(pick(0...20))}, "
                        + "{\"from_mwh\": \(pick(1...9)), \"adder_cny_per_mwh\": 90}]")
            }
            if maybe() {
                changes.append("sites.\(site).facility_ramp_mw_per_hour=\(pick(2...9))")
            }
            if maybe() {
                changes.append("sites.\(site).connection.export_limit_mw=\(pick(0...2))")
                changes.append("sites.\(site).connection.export_price_cny_per_mwh=\(pick(0...180))")
            }
            if maybe() {
                changes.append(
                    "sites.\(site).water={\"litres_per_kwh\": \(pick(0...2)), "
                        + "\"price_cny_per_m3\": \(pick(0...9))}")
            }
            if maybe() {
                changes.append(
                    "sites.\(site).storages=[{\"id\": \"b\", \"charge_mw\": \(pick(0...1)), "
                        + "\"discharge_mw\": \(pick(0...1)), \"energy_mwh\": 2, "
                        + "\"initial_mwh\": \(pick(0...1)), \"cycle_cost_cny_per_mwh\": 20}]")
            }
            if maybe() {
                changes.append(
                    "sites.\(site).renewables=[{\"id\": \"w\", \"kind\": \"wind\", "
                        + "\"delivery\": \"\(maybe() ? "grid" : "on_site")\", "
                        + "\"capacity_mw\": 2, \"output_share\": \(series(0...1, steps)), "
                        + "\"price_cny_per_mwh\": \(pick(100...400))}]")
            }
        }
        changes.append("products.chat.demand.0.million_tokens_per_hour=\(series(0.5...6, steps))")
        changes.append("products.chat.gigabytes_per_million_tokens=\(pick(0...20))")
        changes.append("products.chat.output_price_cny_per_million_tokens=\(pick(0...40))")
        changes.append("products.chat.unserved_penalty_cny_per_million_tokens=5000")
        changes.append("profiles.chat-x.loaded_idle_kw=\(pick(0...300))")
        changes.append("products.chat.spare_share=\(pick(0...0.3))")
        if maybe() {
            changes.append(
                "profiles.chat-x.loading={\"minutes\": \(pick(0...90)), "
                    + "\"energy_kwh\": \(pick(0...200)), \"price_cny\": \(pick(0...90))}")
        }
        if maybe() { changes.append("products.chat.max_share_moved_per_step=\(pick(0.1...1))") }
        if maybe() { changes.append("products.chat.green_share=\(pick(0...0.8))") }
        if hasBatch {
            changes.append("products.job.max_delay_hours=\(pick(0...3))")
            changes.append("products.job.demand.0.million_tokens_per_hour=\(series(0...2, steps))")
        }
        if maybe() {
            changes.append(
                "carbon={\"price_cny_per_tonne\": \(pick(10...200)), "
                    + "\"method\": \"\(maybe() ? "market_based" : "location_based")\"}")
        }
        var fixture = try ModelFixture(
            steps: steps, minutes: minutes, sites: Array(sites),
            products: hasBatch ? ["chat", "job"] : ["chat"])
        try fixture.change(changes)
        self.fixture = fixture
        self.steps = steps
    }
}
