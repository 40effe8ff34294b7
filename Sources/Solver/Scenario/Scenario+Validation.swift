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

    private struct IDs {
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

    private func checkTariffs(_ decoding: Decoding) {
        for (index, tariff) in tariffs.enumerated() {
            for (number, version) in tariff.versions.enumerated() {
                for later in tariff.versions.dropFirst(number + 1)
                where version.effectiveFrom < (later.effectiveTo ?? .distant)
                    && later.effectiveFrom < (version.effectiveTo ?? .distant)
                {
                    decoding.fault(
                        "/tariffs/\(index)/versions/\(number)", .conflict,
                        given: "overlaps the version from \(later.effectiveFrom.text)",
                        allowed: "versions that do not overlap")
                }
            }
            checkCoverage(tariff, index, decoding)
        }
    }

    /// Every step needs a version, and a season where a component floats.
    private func checkCoverage(_ tariff: Tariff, _ index: Int, _ decoding: Decoding) {
        for step in 0..<grid.stepCount {
            let local = grid.local[step]
            guard let version = tariff.version(grid, step) else {
                decoding.fault(
                    "/tariffs/\(index)/versions", .missing,
                    given: "no version in force on \(local.date.text)",
                    allowed: "versions that cover the horizon")
                return
            }
            if !version.seasons.isEmpty, version.season(local) == nil {
                decoding.fault(
                    "/tariffs/\(index)/versions", .missing,
                    given: "no season for \(local.date.text), a \(local.dayType.rawValue) day",
                    allowed: "seasons that cover every month and day type of the horizon")
                return
            }
        }
    }

    private func checkSites(_ ids: IDs, _ decoding: Decoding) {
        let kindOfProfile = Dictionary(
            profiles.map { ($0.id, $0.accelerator) }, uniquingKeysWith: { first, _ in first })
        let tariffOfID = Dictionary(
            tariffs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, site) in sites.enumerated() {
            let place = "/sites/\(index)"
            refer(site.tariff, in: ids.tariffs, at: place + "/tariff", "tariffs", decoding)
            _ = unique(site.pools.map(\.id), "sites/\(index)/pools", decoding)
            _ = unique(site.storages.map(\.id), "sites/\(index)/storages", decoding)
            _ = unique(site.renewables.map(\.id), "sites/\(index)/renewables", decoding)
            checkPools(site, place, ids, kindOfProfile, decoding)
            checkPrices(site, place, tariffOfID[site.tariff], decoding)
            checkExpansion(site, place, tariffOfID[site.tariff], decoding)
        }
    }

    private func checkPools(
        _ site: Site, _ place: String, _ ids: IDs, _ kindOfProfile: [String: String],
        _ decoding: Decoding
    ) {
        for (number, pool) in site.pools.enumerated() {
            let pointer = place + "/pools/\(number)"
            refer(
                pool.accelerator, in: ids.accelerators, at: pointer + "/accelerator",
                "accelerators", decoding)
            var seen: Set<String> = []
            for (entry, service) in pool.serves.enumerated() {
                let at = pointer + "/serves/\(entry)/profile"
                refer(service.profile, in: ids.profiles, at: at, "profiles", decoding)
                if !seen.insert(service.profile).inserted {
                    decoding.fault(
                        at, .duplicateID, given: "\"\(service.profile)\"",
                        allowed: "each profile once")
                }
                if let kind = kindOfProfile[service.profile], kind != pool.accelerator {
                    decoding.fault(
                        at, .conflict, given: "a profile for \(kind)",
                        allowed: "a profile for \(pool.accelerator), the pool's accelerator")
                }
            }
        }
    }

    /// An export price above the import price would be money without end but for the limits, unless
    /// the two exclude each other.
    private func checkPrices(
        _ site: Site, _ place: String, _ tariff: Tariff?, _ decoding: Decoding
    ) {
        checkRemainder(site, place, tariff, decoding)
        guard site.connection.exportLimitMW > 0, let tariff,
            !site.connection.excludesImportWhileExporting
        else { return }
        for step in 0..<grid.stepCount {
            guard let version = tariff.version(grid, step) else { return }
            // At a node the cost of supply replaces the energy component, in a contract its price.
            let start = site.contract?.realTimeCNYPerMWh[step] ?? 0
            let price = version.components.reduce(start) {
                $1.kind == .energy && (site.contract != nil || site.node != nil)
                    ? $0 : $0 + version.priceCNYPerMWh($1, grid.local[step], step)
            }
            if site.connection.exportPriceCNYPerMWh[step] > price {
                decoding.fault(
                    place + "/connection/export_price_cny_per_mwh", .conflict,
                    given: "\(site.connection.exportPriceCNYPerMWh[step]) at \(grid.text(step))",
                    allowed: "at most the import price, \(price) CNY/MWh, or "
                        + "exclusive_import_export")
                return
            }
        }
    }

    /// The exact high-utilisation rule looks at whole months.
    private func checkRemainder(
        _ site: Site, _ place: String, _ tariff: Tariff?, _ decoding: Decoding
    ) {
        guard let version = tariff?.version(grid, grid.stepCount - 1),
            version.highUtilisation == .exact, site.account.forecastRemainderMWh == nil,
            !grid.endsWithMonth
        else { return }
        decoding.fault(
            place + "/account/forecast_remainder_mwh", .missing, given: "nothing",
            allowed: "the import expected from the end of the horizon to the end of its month, "
                + "since high_utilisation_discount is exact")
    }

    private func checkReserve(_ ids: IDs, _ decoding: Decoding) {
        var seen: Set<String> = []
        for (index, name) in reserve.losses.enumerated() {
            let place = "/reserve/losses/\(index)"
            refer(name, in: ids.sites, at: place, "sites", decoding)
            if !seen.insert(name).inserted {
                decoding.fault(
                    place, .duplicateID, given: "\"\(name)\"", allowed: "each site once")
            }
        }
        let nodes = Set(powerGrid?.nodes.map(\.id) ?? [])
        for (index, group) in reserve.spinning.enumerated() {
            let place = "/reserve/spinning/\(index)"
            if powerGrid == nil {
                decoding.fault(
                    place, .conflict, given: "no grid", allowed: "a grid with generators")
            }
            for (number, node) in group.nodes.enumerated() where powerGrid != nil {
                refer(node, in: nodes, at: place + "/nodes/\(number)", "nodes", decoding)
            }
        }
    }

    /// A contracted demand whose floor would rise with the transformer is not a choice of this model.
    private func checkExpansion(
        _ site: Site, _ place: String, _ tariff: Tariff?, _ decoding: Decoding
    ) {
        guard let expansion = site.connection.expansion else { return }
        for version in tariff?.versions ?? [] {
            if version.highUtilisation == .exact {
                decoding.fault(
                    place + "/connection/expansion", .conflict,
                    given: "with high_utilisation_discount exact",
                    allowed: "one of the two: the rule's threshold would grow with the transformer")
                return
            }
            guard case .contracted(_, let contracted, _, let share)? = version.demandCharge else {
                continue
            }
            let most = share > 0 ? contracted / share - site.connection.transformerMVA : .infinity
            if expansion.maximum > most {
                decoding.fault(
                    place + "/connection/expansion/maximum_mva", .conflict,
                    given: JSON.text(of: expansion.maximum),
                    allowed: "at most \(JSON.text(of: max(0, most))): the floor of the contracted "
                        + "demand must stay below contracted_mw")
                return
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
