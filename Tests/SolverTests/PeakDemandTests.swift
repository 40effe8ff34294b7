import Solver
import Testing

@Suite("Peak demand") struct PeakDemandTests {
    /// 30 CNY per kW and month: 30 000 CNY per MW.
    private static let maximum = """
        tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 30}
        """

    @Test("The largest import of the month is paid once") func maximum() throws {
        // 2, 3, 1 MWh: 6·500 + 3·30000; the price of the peak is in its hour alone.
        let model = try ModelFixture(
            steps: 3, Self.maximum, "products.chat.demand.0.million_tokens_per_hour=[2, 3, 1]",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        #expect(isNear(model.cost, 3000 + 90000))
        #expect(isNear(model.value("peak[a,0]"), 2))
        #expect(isNear(model.value("peak[a,2]"), 3))
        #expect(isNear(model.plan.prices.sites[0].peakCNYPerMWh[1], 30000))
        #expect(isNear(model.sitePrice(0, 2), 500))
        #expect(isNear(model.plan.costs.sum(.demandCharge), 90000))
    }

    @Test("A full connection and the peak keep their own parts of the price") func full() throws {
        // 1 MW of connection for 2 Mtok: price 1e6 = 500 + 30000 + scarcity.
        let model = try ModelFixture(
            Self.maximum, "sites.a.connection.transformer_mva=1",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        let price = model.plan.prices.sites[0]
        #expect(isNear(price.peakCNYPerMWh[0], 30000))
        #expect(isNear(price.capacityCNYPerMWh[0], 1e6 - 30500))
    }

    @Test(
        "Nothing is paid up to the month's maximum so far or the planned peak",
        arguments: [
            "{\"month_to_date_peak_mw\": 2.5}", "{\"planned_peak_mw\": 2.5}",
            "{\"month_to_date_peak_mw\": 1, \"planned_peak_mw\": 2.5}",
        ])
    func floors(account: String) throws {
        let model = try ModelFixture(
            Self.maximum, "products.chat.demand.0.million_tokens_per_hour=3",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "sites.a.account=\(account)"
        ).solved()
        #expect(isNear(model.cost, 1500 + 15000))
    }

    @Test("The maximum starts anew with the month") func month() throws {
        // March had 5 MW: 3 MWh cost no more; April pays for its own 2 MW.
        let model = try ModelFixture(
            steps: 2, start: "2026-03-31T23:00:00+08:00", Self.maximum,
            "products.chat.demand.0.million_tokens_per_hour=[3, 2]",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "sites.a.account={\"month_to_date_peak_mw\": 5}"
        ).solved()
        #expect(isNear(model.cost, 2500 + 60000))
        #expect(isNear(model.sitePrice(0, 1), 30500))
    }

    @Test("A contract is paid anyway; an over-run costs its multiple") func contracted() throws {
        // 30·3 per kW above 2 MW; the floor of 0.4·4 MVA is lower.
        let charge = """
            tariffs.a.versions.0.demand_charge={"kind": "contracted",
            "price_cny_per_kw_month": 30, "contracted_mw": 2, "overrun_multiplier": 3}
            """
        let model = try ModelFixture(
            charge, "products.chat.demand.0.million_tokens_per_hour=2.5",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "sites.a.connection.transformer_mva=4"
        ).solved()
        #expect(isNear(model.cost, 1250 + 45000))
        let lines = model.plan.bills[0].lines
        #expect(isNear(lines.first { $0.kind == .demandCharge }?.amountCNY ?? 0, 60000))
        #expect(isNear(lines.first { $0.kind == .demandOverrun }?.amountCNY ?? 0, 45000))
    }

    @Test("Steps of five minutes count as means of quarters of the clock") func fiveMinutes()
        throws
    {
        // 12, 0, 0 Mtok/h in one quarter: a mean of 4 MW; from 00:05 the quarter is split:
        // the horizon 00:05–00:20 holds one whole quarter's end (00:15) without its begin.
        let model = try ModelFixture(
            steps: 3, minutes: 5, Self.maximum,
            "products.chat.demand.0.million_tokens_per_hour=[12, 0, 0]",
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        #expect(isNear(model.cost, 500 + 120_000))
        #expect(isNear(model.plan.prices.sites[0].peakCNYPerMWh[0], 10000 * 12))
        #expect(isNear(model.plan.bills[0].lines.last?.quantity ?? 0, 4000))
    }

    @Test("Steps above a quarter carry the intra-step factor") func coarse() throws {
        // 2 MW in the mean of an hour, 1.2 times that in its largest quarter.
        let model = try ModelFixture(
            Self.maximum, "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "sites.a.account={\"intra_step_factor\": 1.2}"
        ).solved()
        #expect(isNear(model.cost, 1000 + 72000))
        #expect(isNear(model.sitePrice(), 36500))
    }

    @Test("Quarters do not carry the factor") func quarters() throws {
        let model = try ModelFixture(
            minutes: 15, Self.maximum,
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000",
            "sites.a.account={\"intra_step_factor\": 1.2}"
        ).solved()
        #expect(isNear(model.cost, 250 + 60000))
    }

    @Test("The assumed high utilisation takes a tenth off") func discount() throws {
        let model = try ModelFixture(
            """
            tariffs.a.versions.0.demand_charge={"kind": "maximum", "price_cny_per_kw_month": 30,
            "high_utilisation_discount": "assumed"}
            """,
            "products.chat.unserved_penalty_cny_per_million_tokens=1000000"
        ).solved()
        #expect(isNear(model.cost, 1000 + 54000))
    }
}
