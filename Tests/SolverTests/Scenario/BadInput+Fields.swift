import Solver

extension BadInput {
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
}
