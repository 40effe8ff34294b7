// Checks of sites against tariffs and accelerators: references, pools, prices, expansion.
extension Scenario {
    func checkSites(_ ids: IDs, _ decoding: Decoding) {
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
}
