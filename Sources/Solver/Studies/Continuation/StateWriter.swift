/// Puts each state where the scenario format has it.
struct StateWriter {
    var document: JSON
    var leftOut: [String] = []

    mutating func write(_ states: JSON) {
        for entry in states["sites"]?.elements ?? [] { writeSite(entry) }
        for entry in states["storages"]?.elements ?? [] {
            let storage = unit(entry, "storages")
            put(entry["state_of_charge_mwh"], at: storage + ["initial_mwh"])
            if document.value(at: (storage + ["carries_green"])[...]) == .bool(true) {
                put(entry["green_share"] ?? 0, at: storage + ["initial_green_share"])
            }
        }
        for entry in states["generators"]?.elements ?? [] {
            writeGenerator(entry)
        }
        for entry in states["contracts"]?.elements ?? [] {
            put(
                entry["volume_to_date_mwh"],
                at: unit(entry, "renewables") + ["take_or_pay", "volume_to_date_mwh"])
        }
        for entry in states["replicas"]?.elements ?? [] { writeReplicas(entry) }
        writeBacklog(states["backlog"]?.elements ?? [])
        writeRouting(states["routing"]?.elements ?? [])
        writeJobs(states["jobs"]?.elements ?? [])
        for entry in states["years"]?.elements ?? [] { writeYear(entry) }
        if document["carbon"]?["cap_tonnes"] != nil {
            put(states["emission_tonnes"], at: ["carbon", "to_date_tonnes"])
        }
        if document["grid"]?["emission_cap_tonnes"] != nil {
            put(states["grid_emission_tonnes"], at: ["grid", "emission_to_date_tonnes"])
        }
    }

    private mutating func writeSite(_ entry: JSON) {
        let site: [JSON.Place] = ["sites", .named("id", entry["id"])]
        put(entry["month_to_date_mwh"], at: site + ["account", "month_to_date_mwh"])
        put(entry["month_to_date_peak_mw"], at: site + ["account", "month_to_date_peak_mw"])
        put(entry["quarter_to_date_mwh"], at: site + ["account", "quarter_to_date_mwh"])
        put(entry["import_mw"], at: site + ["connection", "initial_import_mw"])
        put(entry["facility_mw"], at: site + ["initial_facility_mw"])
        if document.value(at: (site + ["water"])[...]) != nil {
            put(entry["water_m3"], at: site + ["water", "to_date_m3"])
        }
    }

    /// Without commitment a generator has no state but its output.
    private mutating func writeGenerator(_ entry: JSON) {
        let generator = unit(entry, "generators", "supplies")
        put(entry["output_mw"], at: generator + ["initial_mw"])
        guard let isOn = entry["is_on"] else { return }
        put(isOn, at: generator + ["commitment", "initially_on"])
        put(entry["hours_in_state"] ?? .null, at: generator + ["commitment", "initial_hours"])
    }

    private mutating func writeReplicas(_ entry: JSON) {
        let service: [JSON.Place] = [
            "sites", .named("id", entry["site"]), "pools", .named("id", entry["pool"]), "serves",
            .named("profile", entry["profile"]),
        ]
        put(entry["loaded"], at: service + ["initial_replicas"])
        put(entry["loading"], at: service + ["initial_loading"])
        // Weights that have come need no transfer any more.
        if entry["weights_present"] == .bool(true) { put(.null, at: service + ["transfer"]) }
    }

    /// All batch work that is left takes the place of what the scenario has.
    private mutating func writeBacklog(_ entries: [JSON]) {
        for product in document["products"]?.elements ?? [] where product["kind"] == "batch" {
            let own = entries.filter { $0["product"] == product["id"] }
            put(
                .array(
                    own.map { entry in
                        .fields([
                            "origin": entry["origin"], "million_tokens": entry["million_tokens"],
                            "due_in_hours": entry["due_in_hours"],
                        ])
                    }), at: ["products", .named("id", product["id"]), "initial_backlog"])
        }
    }

    /// The year to date of a limit; one on the horizon alone has none.
    private mutating func writeYear(_ entry: JSON) {
        let lists = [
            "energy_quota": "energy_quotas", "green_share": "green_shares",
            "peak_import_share": "peak_import_shares",
        ]
        var rule: [JSON.Place] = ["sites", .named("id", entry["id"]), "direct_supply"]
        if case .string(let kind)? = entry["limit"], let list = lists[kind] {
            rule = ["policy", .key(list), .named("id", entry["id"])]
        }
        guard document.value(at: (rule + ["year_to_date"])[...]) != nil else { return }
        for name in YearAccount.Amount.allCases.map(\.rawValue) {
            put(entry["year_to_date"]?[name], at: rule + ["year_to_date", .key(name)])
        }
    }

    /// Jobs begun know how far they are, those done that they are; a declined one leaves the list.
    private mutating func writeJobs(_ entries: [JSON]) {
        guard let jobs = document["jobs"]?.elements else { return }
        let left = jobs.compactMap { job -> JSON? in
            guard let state = entries.first(where: { $0["id"] == job["id"] }) else { return job }
            switch state["status"] {
            case "declined": return nil
            case "running", "paused", "done":
                let progress = JSON.fields([
                    "hours_done": state["hours_done"], "site": state["site"],
                    "pool": state["pool"],
                ])
                return job.setting(progress, at: ["progress"])
            default: return job.setting(.null, at: ["progress"])
            }
        }
        put(.array(left), at: ["jobs"])
    }

    /// Last routes matter where the share that moves is limited.
    private mutating func writeRouting(_ entries: [JSON]) {
        for product in document["products"]?.elements ?? []
        where product["max_share_moved_per_step"] != nil {
            for demand in product["demand"]?.elements ?? [] {
                let entry = entries.first {
                    $0["product"] == product["id"] && $0["origin"] == demand["origin"]
                }
                put(
                    entry?["shares"] ?? .null,
                    at: [
                        "products", .named("id", product["id"]), "demand",
                        .named("origin", demand["origin"]), "initial_shares",
                    ])
            }
        }
    }

    /// The place of a thing at a site, or at a node of the grid.
    private func unit(_ entry: JSON, _ list: String, _ gridList: String? = nil) -> [JSON.Place] {
        if let site = entry["site"] {
            return ["sites", .named("id", site), .key(list), .named("id", entry["id"])]
        }
        return ["grid", .key(gridList ?? list), .named("id", entry["id"])]
    }

    private mutating func put(_ value: JSON?, at path: [JSON.Place]) {
        guard let value else { return }
        if let changed = document.setting(value, at: path[...]) {
            document = changed
        } else {
            leftOut.append(path.map(\.text).joined(separator: "."))
        }
    }
}
