import Foundation
import Solver
import Testing

/// A tiny scenario: two sites, an interactive and a batch product, six hours.
enum Tiny {
    static func scenario(siteName: String = "North <hub> & \"co\"") throws -> Scenario {
        let name = try String(
            decoding: JSONEncoder().encode(siteName), as: UTF8.self)
        return try Scenario(json: Array(document.replacing("SITE_NAME", with: name).utf8))
    }

    static func result(_ scenario: Scenario) throws -> ScenarioSolver.Result {
        try ScenarioSolver.solve(scenario)
    }

    static let document = """
        {"format": "wattoken-scenario/1", "name": {"en": "Tiny <day>", "zh": "小<例>"},
         "start": "2026-09-15T00:00:00+08:00", "step_minutes": 30, "steps": 12,
         "carbon": {"price_cny_per_tonne": 90},
         "accelerators": [{"id": "card", "peak_tflops": 1000, "off_kw": 0.1}],
         "profiles": [
          {"id": "chat-card", "product": "chat", "accelerator": "card",
           "accelerators_per_replica": 8, "loaded_idle_kw": 1.5,
           "modes": [{"id": "m", "million_tokens_per_hour": 5, "busy_kw": 6}]},
          {"id": "batch-card", "product": "batch", "accelerator": "card",
           "accelerators_per_replica": 8, "loaded_idle_kw": 1.5,
           "modes": [{"id": "m", "million_tokens_per_hour": 9, "busy_kw": 7}]}],
         "origins": [{"id": "city", "name": {"en": "City & port", "zh": "城市"},
           "latitude": 31, "longitude": 121}],
         "products": [
          {"id": "chat", "name": {"en": "Chat", "zh": "对话"}, "kind": "interactive",
           "demand": [{"origin": "city", "million_tokens_per_hour": 400}],
           "output_price_cny_per_million_tokens": 8, "gigaflop_per_output_token": 40,
           "gigabytes_per_million_tokens": 0.01},
          {"id": "batch", "name": {"en": "Batch", "zh": "批量"}, "kind": "batch",
           "demand": [{"origin": "city", "million_tokens_per_hour": 300}],
           "output_price_cny_per_million_tokens": 1, "gigaflop_per_output_token": 10,
           "max_delay_hours": 3, "terminal_price_cny_per_million_tokens": 0.5}],
         "tariffs": [{"id": "t", "versions": [{"effective_from": "2026-01-01",
           "components": [{"id": "energy", "price_cny_per_mwh": 400, "time_of_use": true},
            {"id": "transmission_distribution", "price_cny_per_mwh": 150}],
           "seasons": [{"id": "all", "months": [1,2,3,4,5,6,7,8,9,10,11,12],
            "hours": ["valley","valley","valley","flat","peak","sharp_peak","flat","flat","flat",
             "flat","flat","flat","flat","flat","flat","flat","flat","flat","flat","flat","flat",
             "flat","flat","flat"],
            "multipliers": {"sharp_peak": 2, "peak": 1.6, "flat": 1, "valley": 0.5}}]}]}],
         "sites": [
          {"id": "north", "name": SITE_NAME, "latitude": 40, "longitude": 112, "pue": 1.2,
           "connection": {"transformer_mva": 2}, "tariff": "t",
           "emissions": {"location_based_kg_co2_per_mwh": 600},
           "pools": [{"id": "p", "accelerator": "card", "accelerators": 640,
             "serves": [{"profile": "chat-card"}, {"profile": "batch-card"}]}],
           "renewables": [{"id": "w", "kind": "wind", "delivery": "on_site", "capacity_mw": 1,
             "output_share": 0.2, "price_cny_per_mwh": 200}]},
          {"id": "south", "name": {"en": "South hub", "zh": "南方集群"}, "pue": 1.3,
           "connection": {"transformer_mva": 2}, "tariff": "t",
           "emissions": {"location_based_kg_co2_per_mwh": 300},
           "pools": [{"id": "p", "accelerator": "card", "accelerators": 320,
             "serves": [{"profile": "chat-card"}, {"profile": "batch-card"}]}]}],
         "network": [{"origin": "city", "site": "north", "round_trip_ms": 30},
          {"origin": "city", "site": "south", "round_trip_ms": 10, "price_cny_per_gb": 0.1}]}
        """
}

/// The tiny scenario with two jobs and a demand class.
enum TinyWithJobs {
    static func scenario() throws -> Scenario {
        let changes = [
            """
            jobs=[{"id": "train", "name": {"en": "Train <one>", "zh": "训练"}, "accelerator": "card",
              "accelerators": 40, "hours": 2, "busy_kw": 1, "preemptible": true,
              "minimum_scale": 0.5, "due": "2026-09-15T03:00:00+08:00", "value_cny": 5000,
              "deadline": "2026-09-15T05:00:00+08:00", "model_flop_utilisation": 0.4},
             {"id": "idle", "accelerator": "card", "accelerators": 80, "hours": 1,
              "busy_kw": 1, "may_be_declined": true, "value_cny": 1,
              "deadline": "2026-09-15T06:00:00+08:00"}]
            """,
            """
            demand_classes=[{"id": "any", "name": {"en": "Any model", "zh": "任意模型"},
              "origin": "city", "million_tokens_per_hour": 20, "quality_floor": 1}]
            """,
            "products.chat.quality=3",
        ]
        var document = try Scenario.parsed(
            Array(Tiny.document.replacing("SITE_NAME", with: "\"N\"").utf8))
        for text in changes {
            document = try #require(ScenarioChange(text)).applied(to: document)
        }
        return try Scenario(document)
    }
}
