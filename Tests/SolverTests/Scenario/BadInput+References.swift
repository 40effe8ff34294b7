import Solver

extension BadInput {
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

    private static func doubled(_ list: String, at pointer: String) -> Self {
        Self("\(list) twice", at: pointer, .duplicateID, allowed: "") { fixture in
            try fixture.editing(list) {
                .array(($0.elements ?? []) + ($0.elements ?? []).prefix(1))
            }
        }
    }
}
