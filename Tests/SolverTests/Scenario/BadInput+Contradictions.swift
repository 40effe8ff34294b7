import Solver

extension BadInput {
    /// Fields that are right one by one and wrong together.
    static let contradictions: [Self] = [
        Self(
            "sites.west.pools.main.serves.0.initial_loading="
                + "[{\"replicas\": 9999, \"remaining_minutes\": 5}]",
            at: "/sites/0/pools/0/serves/0/initial_loading", .conflict, given: "9999 replicas",
            allowed: "initial_replicas"),
        Self(
            "products.chat.demand.0.initial_shares=[{\"site\": \"west\", \"share\": 0.6}, "
                + "{\"site\": \"east\", \"share\": 0.6}]",
            at: "/products/0/demand/0/initial_shares", .conflict, allowed: "at most 1"),
        Self(
            "an origin without a link", at: "/products/0/demand/1", .conflict,
            given: "shanghai reaches no site that can serve chat: 0 network links"
        ) {
            try $0.removing("network.3").removing("network.2")
        },
        Self(
            "products.chat.demand.1.allowed_sites=[\"west\"]", at: "/products/0/demand/1",
            .conflict,
            given: "2 network links"
        ) {
            try $0.setting(
                "products.chat.demand.1.allowed_sites=[\"west\"]", "network.2.round_trip_ms=400")
        },
        Self(
            "products.digest.demand.0.allowed_sites=[\"east\"]", at: "/products/1/demand/0",
            .conflict),
        Self(
            "sites.west.pue_curve={\"wet_bulb_celsius\":5,\"temperatures_celsius\":[1],\"pue\":[1.2]}",
            at: "/sites/0/pue", .conflict, allowed: "one of the two"),
        Self(
            "sites.east.pue_curve.pue=[1.2]", at: "/sites/1/pue_curve/temperatures_celsius",
            .conflict,
            given: "2 temperatures, 1 values"),
        Self(
            "sites.east.pue_curve.temperatures_celsius=[20,10]",
            at: "/sites/1/pue_curve/temperatures_celsius", .conflict, allowed: "rising"),
        Self(
            "sites.west.storages.battery.initial_mwh=0.3", at: "/sites/0/storages/0/initial_mwh",
            .conflict, given: "0.3"),
        Self(
            "sites.west.storages.battery.final_value_cny_per_mwh=300",
            at: "/sites/0/storages/0/final_value_cny_per_mwh", .conflict, allowed: "free"),
        Self(
            "profiles.chat-gpu.modes.fast.busy_kw=1", at: "/profiles/0/modes/0/busy_kw", .conflict,
            allowed: "loaded_idle_kw"),
        Self(
            "profiles.chat-gpu.memory_gb=641", at: "/profiles/0/memory_gb", .conflict,
            allowed: "640"),
        Self(
            "profiles.chat-gpu.loaded_idle_kw=0.7", at: "/profiles/0/loaded_idle_kw", .conflict,
            allowed: "off_kw"),
        Self(
            "products.chat.max_delay_hours=2", at: "/products/0/max_delay_hours", .conflict,
            allowed: "batch"),
        Self(
            "products.digest.first_token_limit_ms=2", at: "/products/1/first_token_limit_ms",
            .conflict, allowed: "interactive"),
        Self(
            "products.digest.output_price_cny_per_million_tokens=[1,2,3,4]",
            at: "/products/1/output_price_cny_per_million_tokens", .conflict, allowed: "one price"),
        Self(
            "sites.west.connection.limits.0.to=2026-01-05T01:00:00+08:00",
            at: "/sites/0/connection/limits/0/to", .conflict, allowed: "after from"),
        Self(
            "sites.west.connection.export_price_cny_per_mwh=321",
            at: "/sites/0/connection/export_price_cny_per_mwh", .conflict, given: "321",
            allowed: "320"),
        Self(
            "tariffs.floating.versions.0.tiers.1.from_mwh=0",
            at: "/tariffs/0/versions/0/tiers/1", .conflict, allowed: "rising"),
        Self(
            "tariffs.floating.versions.0.tiers.0.from_mwh=1", at: "/tariffs/0/versions/0/tiers/0",
            .conflict, allowed: "first from 0"),
        Self(
            "tariffs.floating.versions.0.effective_to=2025-12-31",
            at: "/tariffs/0/versions/0/effective_to", .conflict, allowed: "after effective_from"),
        Self(
            "tariffs.level.versions.0.effective_from=2026-01-06", at: "/tariffs/1/versions",
            .missing,
            given: "no version in force on 2026-01-05"),
        Self(
            "tariffs.floating.versions.0.seasons.0.months=[2,3]", at: "/tariffs/0/versions",
            .missing,
            given: "no season for 2026-01-05, a working day"),
        Self(
            "tariffs.floating.versions.0.seasons.0.day_types=[\"holiday\"]",
            at: "/tariffs/0/versions",
            .missing, given: "a working day"),
        Self(
            "tariffs.floating.versions.0.seasons.0.multipliers={\"flat\":1,\"peak\":2}",
            at: "/tariffs/0/versions/0/seasons/0/multipliers", .missing, given: "valley"),
        Self("a floating component without seasons", at: "/tariffs/0/versions/0/seasons", .missing)
        {
            try $0.removing("tariffs.floating.versions.0.seasons")
        },
        Self(
            "tariffs.floating.versions.0.components.2.time_of_use=true",
            at: "/tariffs/0/versions/0/components/2/time_of_use", .conflict, allowed: "market curve"
        ),
        Self(
            "tariffs.floating.versions.0.demand_charge.kind=capacity",
            at: "/tariffs/0/versions/0/demand_charge/price_cny_per_kva_month", .missing),
        Self("versions that overlap", at: "/tariffs/1/versions/0", .conflict, given: "2026-03-01") {
            try $0.appending(
                .fields([
                    "effective_from": "2026-03-01",
                    "components": .array([.fields(["id": "energy", "price_cny_per_mwh": 1])]),
                ]), to: "tariffs.level.versions")
        },
        Self(
            "take-or-pay with a curtailment price",
            at: "/sites/0/renewables/0/curtailment_price_cny_per_mwh", .conflict
        ) {
            try $0.setting(
                "sites.west.renewables.wind.curtailment_price_cny_per_mwh=1",
                "sites.west.renewables.wind.take_or_pay={\"min_take_share\":0.5,\"contract_mwh\":9}"
            )
        },
    ]
}
