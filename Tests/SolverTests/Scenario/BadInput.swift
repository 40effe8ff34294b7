import Solver

typealias BadInput = ScenarioValidationTests.BadInput

extension ScenarioValidationTests.BadInput {
    /// One field of the wrong type, range or spelling.
    static let fields: [Self] = [
        Self(
            "format=wattoken-scenario/2", at: "/format", .notAllowed, allowed: "wattoken-scenario/1"
        ),
        Self("name=3", at: "/name", .wrongType, given: "3"),
        Self("name={\"fr\":\"x\"}", at: "/name", .wrongType),
        Self("name={\"en\":\"x\",\"fr\":\"y\"}", at: "/name", .wrongType),
        Self(
            "sites.west.connection.initial_import_mw=-1",
            at: "/sites/0/connection/initial_import_mw", .notAllowed, given: "-1"),
        Self(
            "sites.west.initial_facility_mw=\"x\"", at: "/sites/0/initial_facility_mw",
            .wrongType),
        Self(
            "sites.west.account.quarter_to_date_mwh=-1",
            at: "/sites/0/account/quarter_to_date_mwh", .notAllowed),
        Self(
            "carbon.to_date_tonnes=-1", at: "/carbon/to_date_tonnes", .notAllowed, given: "-1"),
        Self("steps=0", at: "/steps", .notAllowed, given: "0", allowed: "from 1 to 40000"),
        Self("steps=-4", at: "/steps", .notAllowed, given: "-4"),
        Self("steps=4.5", at: "/steps", .notAllowed, given: "4.5", allowed: "integer"),
        Self("steps=40001", at: "/steps", .notAllowed, given: "40001"),
        Self("steps=1e300", at: "/steps", .notAllowed),
        Self(
            "step_minutes=7", at: "/step_minutes", .notAllowed, given: "7",
            allowed: "5, 15, 30 or 60"),
        Self("start=2026-01-05T00:00:00", at: "/start", .notAllowed, allowed: "offset"),
        Self("start=2026-02-30T00:00:00Z", at: "/start", .notAllowed, given: "2026-02-30"),
        Self("start=20260105", at: "/start", .notAllowed, given: "20260105"),
        Self("start=2026-01-05T00:20:00+08:00", at: "/start", .notAllowed, allowed: "60 minutes"),
        Self("time_zone=Mars/Olympus", at: "/time_zone", .notAllowed, allowed: "IANA"),
        Self("holidays=[\"2026-02-30\"]", at: "/holidays/0", .notAllowed, allowed: "a date"),
        Self("holidays=2026", at: "/holidays", .wrongType, allowed: "a list"),
        Self("carbon=3", at: "/carbon", .wrongType, allowed: "an object"),
        Self("carbon.method=both", at: "/carbon/method", .notAllowed, allowed: "market_based"),
        Self(
            "carbon.price_cny_per_tonne=\"95\"", at: "/carbon/price_cny_per_tonne", .wrongType,
            given: "\"95\"", allowed: "from 0 to 1000000"),
        Self(
            "carbon.colour=1", at: "/carbon/colour", .unknownField, given: "colour",
            allowed: "cap_tonnes"),
        Self(
            "sites.west.zonne=a", at: "/sites/0/zonne", .unknownField,
            allowed: "did you mean \"zone\""),
        Self("sites={}", at: "/sites", .wrongType, allowed: "a list"),
        Self("accelerators=[3]", at: "/accelerators/0", .wrongType, allowed: "an object"),
        Self("sites.west.id=West", at: "/sites/0/id", .notAllowed, given: "West", allowed: "a–z"),
        Self(
            "sites.west.renewables.wind.capacity_mw=-1", at: "/sites/0/renewables/0/capacity_mw",
            .notAllowed, given: "-1", allowed: "from 0"),
        Self(
            "sites.west.connection.transformer_mva=-5", at: "/sites/0/connection/transformer_mva",
            .notAllowed, given: "-5", allowed: "from 0"),
        Self(
            "sites.west.storages.battery.charge_efficiency=1.2",
            at: "/sites/0/storages/0/charge_efficiency", .notAllowed, given: "1.2", allowed: "to 1"),
        Self(
            "sites.west.pue=0.9", at: "/sites/0/pue", .notAllowed, given: "0.9",
            allowed: "from 1 to 5"),
        Self(
            "sites.west.pue=[1.2,1.2,1.2]", at: "/sites/0/pue", .wrongLength, given: "3 numbers",
            allowed: "4 numbers"),
        Self("sites.west.pue=[1.2,1.2,0.2,1.2]", at: "/sites/0/pue/2", .notAllowed, given: "0.2"),
        Self("sites.west.pue=[1.2,1.2,\"x\",1.2]", at: "/sites/0/pue", .wrongType),
        Self(
            "sites.west.pue={\"csv\":\"x.csv\"}", at: "/sites/0/pue", .wrongType, allowed: "column"),
        Self(
            "sites.west.pue={\"csv\":\"x.csv\",\"column\":\"a\",\"unit\":\"1\"}",
            at: "/sites/0/pue",
            .wrongType),
        Self(
            "sites.west.pue={\"csv\":\"x.csv\",\"column\":\"a\"}", at: "/sites/0/pue",
            .unknownReference, given: "x.csv"),
        Self(
            "profiles.chat-gpu.accelerators_per_replica=0.5",
            at: "/profiles/0/accelerators_per_replica", .notAllowed, allowed: "integer"),
        Self(
            "tariffs.level.versions.0.effective_from=yesterday",
            at: "/tariffs/1/versions/0/effective_from", .notAllowed, allowed: "a date"),
        Self(
            "tariffs.floating.versions.0.components.0.time_of_use=1",
            at: "/tariffs/0/versions/0/components/0/time_of_use", .wrongType,
            allowed: "true or false"),
        Self(
            "tariffs.floating.versions.0.seasons.0.hours=[\"peak\"]",
            at: "/tariffs/0/versions/0/seasons/0/hours", .wrongLength, allowed: "24"),
        Self(
            "tariffs.floating.versions.0.seasons.0.months.3=13",
            at: "/tariffs/0/versions/0/seasons/0/months/3", .notAllowed, given: "13"),
        Self(
            "tariffs.floating.versions.0.seasons.0.months.3=3.5",
            at: "/tariffs/0/versions/0/seasons/0/months/3", .notAllowed, given: "3.5"),
        Self(
            "a missing field", at: "/network/1/round_trip_ms", .missing, allowed: "a number from 0"
        ) {
            try $0.removing("network.1.round_trip_ms")
        },
        Self("a null for a required field", at: "/network/1/round_trip_ms", .missing) {
            try $0.setting("network.1.round_trip_ms=null")
        },
        Self("a missing object", at: "/sites/1/connection", .missing) {
            try $0.removing("sites.east.connection")
        },
        Self("no PUE at all", at: "/sites/1/pue", .missing, allowed: "pue_curve") {
            try $0.removing("sites.east.pue_curve")
        },
        Self("no start", at: "/start", .missing) { try $0.removing("start") },
    ]

    private static func doubled(_ list: String, at pointer: String) -> Self {
        Self("\(list) twice", at: pointer, .duplicateID, allowed: "") { fixture in
            try fixture.editing(list) {
                .array(($0.elements ?? []) + ($0.elements ?? []).prefix(1))
            }
        }
    }

    /// Names given twice, and names that nothing has.
    static let references: [Self] = [
        doubled("sites", at: "/sites/2/id"), doubled("products", at: "/products/2/id"),
        doubled("origins", at: "/origins/2/id"), doubled("profiles", at: "/profiles/2/id"),
        doubled("accelerators", at: "/accelerators/1/id"), doubled("tariffs", at: "/tariffs/2/id"),
        doubled("network", at: "/network/4"),
        doubled("sites.west.pools", at: "/sites/0/pools/1/id"),
        doubled("sites.west.storages", at: "/sites/0/storages/1/id"),
        doubled("sites.west.renewables", at: "/sites/0/renewables/1/id"),
        doubled("profiles.chat-gpu.modes", at: "/profiles/0/modes/2/id"),
        doubled("products.chat.demand", at: "/products/0/demand/2/origin"),
        doubled("sites.west.pools.main.serves", at: "/sites/0/pools/0/serves/2/profile"),
        doubled(
            "tariffs.floating.versions.0.components",
            at: "/tariffs/0/versions/0/components/3/id"),
        Self(
            "sites.west.tariff=free", at: "/sites/0/tariff", .unknownReference, given: "free",
            allowed: "floating, level"),
        Self(
            "sites.east.pools.main.serves.0.profile=none", at: "/sites/1/pools/0/serves/0/profile",
            .unknownReference, given: "none", allowed: "chat-gpu, digest-gpu"),
        Self(
            "profiles.digest-gpu.product=none", at: "/profiles/1/product", .unknownReference,
            allowed: "chat, digest"),
        Self(
            "products.chat.demand.0.origin=none", at: "/products/0/demand/0/origin",
            .unknownReference, allowed: "beijing, shanghai"),
        Self(
            "products.chat.demand.1.allowed_sites=[\"north\"]",
            at: "/products/0/demand/1/allowed_sites/0", .unknownReference, allowed: "east, west"),
        Self(
            "products.digest.initial_backlog.0.origin=shanghai",
            at: "/products/1/initial_backlog/0/origin", .unknownReference, allowed: "with demand"),
        Self(
            "products.chat.demand.0.initial_shares=[{\"site\": \"north\", \"share\": 1}]",
            at: "/products/0/demand/0/initial_shares/0/site", .unknownReference,
            allowed: "east, west"),
        Self("network.0.origin=none", at: "/network/0/origin", .unknownReference),
        Self(
            "network.0.site=none", at: "/network/0/site", .unknownReference, allowed: "east, west"),
    ]

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
            "tariffs.floating.versions.0.tiers.1.adder_cny_per_mwh=-1",
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
