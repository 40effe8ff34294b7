import Solver

/// Suites that roll a model of one site through a day.
protocol RollingSuite {}

extension RollingSuite {
    static func list(_ value: (Int) -> Double, _ steps: Int = 24) -> String {
        "[" + (0..<steps).map { "\(value($0))" }.joined(separator: ",") + "]"
    }

    static var demand: String { "products.chat.demand.0.million_tokens_per_hour=" }
    static var price: String { "tariffs.a.versions.0.components.energy.price_cny_per_mwh=" }

    static var demandCharge: String {
        "tariffs.a.versions.0.demand_charge="
            + "{\"kind\": \"maximum\", \"price_cny_per_kw_month\": 30}"
    }

    /// No peak is worth leaving tokens unserved.
    static var dear: String { "products.chat.unserved_penalty_cny_per_million_tokens=1000000" }

    /// 24 hours; 2 Mtok/h until 6:00, then 6: the jump is at an edge.
    static func jump(_ changes: String...) throws -> ModelFixture {
        var model = try ModelFixture(steps: 24, demand + list { $0 < 6 ? 2 : 6 })
        try model.change(changes)
        return model
    }
}
