// Checks that need more than one noun: unique names, references, coverage, reachability, size.
extension Scenario {
    func checkReferences(_ decoding: Decoding) {
        let ids = IDs(
            accelerators: unique(accelerators.map(\.id), "accelerators", decoding),
            profiles: unique(profiles.map(\.id), "profiles", decoding),
            origins: unique(origins.map(\.id), "origins", decoding),
            products: unique(products.map(\.id), "products", decoding),
            tariffs: unique(tariffs.map(\.id), "tariffs", decoding),
            sites: unique(sites.map(\.id), "sites", decoding))
        checkProfiles(ids, decoding)
        checkProducts(ids, decoding)
        checkTariffs(decoding)
        checkSites(ids, decoding)
        checkNetwork(ids, decoding)
        checkPolicy(decoding)
        checkGrid(decoding)
        checkMagnitudes(decoding)
        checkClasses(decoding)
        checkJobs(decoding)
        checkHolds(decoding)
        checkReserve(ids, decoding)
        if decoding.faults.isEmpty { checkConnected(decoding) }
    }

    /// The names that references may use, by list.
    struct IDs {
        let accelerators, profiles, origins, products, tariffs, sites: Set<String>
    }

    func unique(_ ids: [String], _ list: String, _ decoding: Decoding) -> Set<String> {
        var seen: Set<String> = []
        for (index, id) in ids.enumerated() where !seen.insert(id).inserted {
            decoding.fault(
                "/\(list)/\(index)/id", .duplicateID, given: "\"\(id)\"", allowed: "a new name")
        }
        return seen
    }

    func refer(
        _ id: String, in known: Set<String>, at pointer: String, _ what: String,
        _ decoding: Decoding
    ) {
        guard !known.contains(id) else { return }
        // Beyond the faults that are shown, sorting the names again and again would be quadratic.
        let isShown = decoding.faults.count < ScenarioError.limit
        let list = isShown ? known.sorted().prefix(12).joined(separator: ", ") : "…"
        decoding.fault(
            pointer, .unknownReference, given: "\"\(id)\"",
            allowed: "the id of one of the \(what): \(list)" + (known.count > 12 ? ", …" : ""))
    }

    private func checkProfiles(_ ids: IDs, _ decoding: Decoding) {
        for (index, profile) in profiles.enumerated() {
            let place = "/profiles/\(index)"
            refer(profile.product, in: ids.products, at: place + "/product", "products", decoding)
            refer(
                profile.accelerator, in: ids.accelerators, at: place + "/accelerator",
                "accelerators", decoding)
            _ = unique(profile.modes.map(\.id), "profiles/\(index)/modes", decoding)
            let kind = accelerators.first { $0.id == profile.accelerator }
            if let needed = profile.memoryGB, let each = kind?.memoryGB,
                needed > each * Double(profile.acceleratorsPerReplica)
            {
                decoding.fault(
                    place + "/memory_gb", .conflict, given: "\(needed)",
                    allowed: "at most \(each * Double(profile.acceleratorsPerReplica)) GB, "
                        + "the memory of \(profile.acceleratorsPerReplica) accelerators")
            }
            if let kind, profile.loadedIdleKW < kind.offKW * Double(profile.acceleratorsPerReplica)
            {
                decoding.fault(
                    place + "/loaded_idle_kw", .conflict, given: "\(profile.loadedIdleKW)",
                    allowed: "at least off_kw of its accelerators, "
                        + "\(kind.offKW * Double(profile.acceleratorsPerReplica)) kW")
            }
        }
    }

    private func checkProducts(_ ids: IDs, _ decoding: Decoding) {
        for (index, product) in products.enumerated() {
            let place = "/products/\(index)"
            var seen: Set<String> = []
            for (entry, demand) in product.demand.enumerated() where demand.demandClass == nil {
                let pointer = place + "/demand/\(entry)"
                refer(demand.origin, in: ids.origins, at: pointer + "/origin", "origins", decoding)
                if !seen.insert(demand.origin).inserted {
                    decoding.fault(
                        pointer + "/origin", .duplicateID, given: "\"\(demand.origin)\"",
                        allowed: "each origin once")
                }
                for (which, part) in (demand.initialShares ?? []).enumerated() {
                    refer(
                        part.site, in: ids.sites, at: pointer + "/initial_shares/\(which)/site",
                        "sites", decoding)
                }
                for (which, site) in demand.allowedSites.enumerated() {
                    refer(
                        site, in: ids.sites, at: pointer + "/allowed_sites/\(which)", "sites",
                        decoding)
                }
            }
            for (entry, backlog) in product.initialBacklog.enumerated()
            where !seen.contains(backlog.origin) {
                decoding.fault(
                    place + "/initial_backlog/\(entry)/origin", .unknownReference,
                    given: "\"\(backlog.origin)\"", allowed: "an origin with demand")
            }
        }
    }

    /// A demand that takes less than a billionth of a replica is below the feasibility tolerance
    /// of every engine: it would count as nothing without a word.
    private func checkMagnitudes(_ decoding: Decoding) {
        for product in products {
            let least = product.demand.compactMap { $0.millionTokensPerHour.smallestPositive }.min()
            guard let least else { continue }
            let most = least * product.workPerToken * 1e9
            for (index, profile) in profiles.enumerated() where profile.product == product.id {
                for (number, mode) in profile.modes.enumerated()
                where mode.millionTokensPerHour > most {
                    decoding.fault(
                        "/profiles/\(index)/modes/\(number)/million_tokens_per_hour", .conflict,
                        given: JSON.text(of: mode.millionTokensPerHour),
                        allowed: "at most \(JSON.text(of: most)), a billion times the least demand"
                    )
                }
            }
        }
    }

    private func checkNetwork(_ ids: IDs, _ decoding: Decoding) {
        var seen: Set<[String]> = []
        for (index, link) in network.enumerated() {
            let place = "/network/\(index)"
            refer(link.origin, in: ids.origins, at: place + "/origin", "origins", decoding)
            refer(link.site, in: ids.sites, at: place + "/site", "sites", decoding)
            if !seen.insert([link.origin, link.site]).inserted {
                decoding.fault(
                    place, .duplicateID, given: "\(link.origin) to \(link.site)",
                    allowed: "each pair once")
            }
        }
    }

    /// Every demand needs at least one site that can serve it within its limits.
    private func checkConnected(_ decoding: Decoding) {
        let reach = Reach(self)
        for (index, product) in products.enumerated() {
            for (entry, demand) in product.demand.enumerated()
            where demand.demandClass == nil
                && reach.sites(product: index, demand: entry).isEmpty
            {
                let linked = network.filter { $0.origin == demand.origin }.count
                decoding.fault(
                    "/products/\(index)/demand/\(entry)", .conflict,
                    given: "\(demand.origin) reaches no site that can serve \(product.id): "
                        + "\(linked) network links",
                    allowed: "at least one allowed site, linked, with a mode within the limits")
            }
        }
        checkClassReach(reach, decoding)
    }

    func checkSize(_ decoding: Decoding) {
        let perStep =
            Reach(self).flowCount * (1 + reserve.losses.count)
            + sites.reduce(0) { sum, site in
                sum + 4 + 3 * site.storages.count + 2 * site.renewables.count
                    + site.pools.reduce(0) {
                        $0 + (4 + 3 * reserve.losses.count) * $1.serves.count
                    }
            } + (powerGrid.map(\.columnsPerStep) ?? 0)
        let (stepColumns, overflow) = perStep.multipliedReportingOverflow(by: grid.stepCount)
        let columns = stepColumns + (overflow ? 0 : jobColumns)
        if overflow || columns > Self.largestColumnCount {
            decoding.fault(
                "/steps", .tooLarge,
                given: "a program of about \(columns) columns, \(perStep) a step",
                allowed: "at most \(Self.largestColumnCount) columns")
        }
    }
}
