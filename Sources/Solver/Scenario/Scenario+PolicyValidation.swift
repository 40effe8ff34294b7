// Checks of green matching, direct supply and policy that need more than one noun.
extension Scenario {
    func checkPolicy(_ decoding: Decoding) {
        checkRules(policy.quotas.map(\.scope), "energy_quotas", decoding)
        checkRules(policy.greenShares.map(\.scope), "green_shares", decoding)
        checkRules(policy.peakImportShares.map(\.scope), "peak_import_shares", decoding)
        checkCalls(decoding)
        checkGreen(decoding)
    }

    private func checkRules(_ scopes: [PolicyScope], _ list: String, _ decoding: Decoding) {
        checkUnique(scopes.map(\.id), list, decoding)
        for (index, scope) in scopes.enumerated() {
            checkSites(scope.sites, "/policy/\(list)/\(index)/sites", decoding)
        }
    }

    private func checkUnique(_ ids: [String], _ list: String, _ decoding: Decoding) {
        for (index, id) in ids.enumerated() where ids.firstIndex(of: id) != index {
            decoding.fault(
                "/policy/\(list)/\(index)/id", .duplicateID, given: "\"\(id)\"",
                allowed: "a new name")
        }
    }

    private func checkSites(_ ids: [String], _ place: String, _ decoding: Decoding) {
        let known = Set(sites.map(\.id))
        for (index, id) in ids.enumerated() where !known.contains(id) {
            decoding.fault(
                place + "/\(index)", .unknownReference, given: "\"\(id)\"",
                allowed: "the id of one of the sites: "
                    + sites.prefix(12).map(\.id).sorted().joined(separator: ", "))
        }
        for (index, id) in ids.enumerated() where ids.firstIndex(of: id) != index {
            decoding.fault(
                place + "/\(index)", .duplicateID, given: "\"\(id)\"",
                allowed: "each site once")
        }
    }

    /// A reduction is shared between calls only where they measure the same import.
    private func checkCalls(_ decoding: Decoding) {
        let calls = policy.demandResponse
        checkUnique(calls.map(\.id), "demand_response", decoding)
        for (index, call) in calls.enumerated() {
            let place = "/policy/demand_response/\(index)"
            checkSites(call.sites, place + "/sites", decoding)
            for step in call.steps(grid) where call.reductionMW[step] > call.baselineMW[step] {
                decoding.fault(
                    place + "/reduction_mw", .conflict,
                    given: "\(call.reductionMW[step]) at \(grid.text(step))",
                    allowed: "at most baseline_mw, \(call.baselineMW[step])")
                break
            }
            for (other, earlier) in calls.prefix(index).enumerated()
            where call.from < earlier.to && earlier.from < call.to {
                let shared = Set(call.sites).intersection(earlier.sites)
                guard !shared.isEmpty, Set(call.sites) != Set(earlier.sites) else { continue }
                decoding.fault(
                    place + "/sites", .conflict,
                    given: "shares some sites with call \(other) at the same time",
                    allowed: "calls that overlap in time on the same sites, or on none in common")
            }
        }
    }

    private func checkGreen(_ decoding: Decoding) {
        for (index, site) in sites.enumerated() {
            let place = "/sites/\(index)"
            let shares = site.pools.reduce(0) { sum, pool in
                sum + pool.serves.reduce(0) { $0 + $1.greenOverheadShare }
            }
            if shares > 1 + 1e-9 {
                decoding.fault(
                    place + "/pools", .conflict,
                    given: "green_overhead_share adds up to \(JSON.text(of: shares))",
                    allowed: "at most 1 in a site")
            }
            if site.directSupply != nil,
                !site.renewables.contains(where: { $0.delivery == .onSite })
            {
                decoding.fault(
                    place + "/direct_supply", .conflict, given: "no on-site supply",
                    allowed: "a site with a renewable whose delivery is on_site")
            }
        }
        for (index, entry) in (powerGrid?.storages ?? []).enumerated()
        where entry.storage.carriesGreen {
            decoding.fault(
                "/grid/storages/\(index)/carries_green", .conflict, given: "a storage at a node",
                allowed: "only storages at sites carry green energy")
        }
    }
}
