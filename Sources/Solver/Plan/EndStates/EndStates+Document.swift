// The end states as a document: the member `end_states` of a plan, which `Continuation` reads.
extension EndStates {
    /// The states with the names of things, as JSON.
    public var document: JSON {
        .fields([
            "at": .string(scenario.grid.text(scenario.grid.stepCount)),
            "sites": .array(accounts.map(site)),
            "storages": .array(schedule.storages.indices.map(storage)),
            "generators": .array(generators.map(generator)),
            "contracts": .array(schedule.supplies.compactMap(contract)),
            "replicas": .array(zip(schedule.replicas, replicas).map(replica)),
            "backlog": .array(backlogs.map(backlog)),
            "routing": .array(routing),
            "jobs": jobs.isEmpty ? nil : .array(jobs.map(job)),
            "years": schedule.yearUses.isEmpty ? nil : .array(schedule.yearUses.map(year)),
            "emission_tonnes": schedule.emissionTonnes.map(JSON.number),
            "grid_emission_tonnes": schedule.gridEmissionTonnes.map(JSON.number),
        ])
    }

    private func site(_ account: Account) -> JSON {
        .fields([
            "id": .string(scenario.sites[account.site].id),
            "month_to_date_mwh": .number(account.monthToDateMWh),
            "month_to_date_peak_mw": .number(account.monthToDatePeakMW),
            "peak_mw": .optional(account.peakMW),
            "quarter_to_date_mwh": .optional(account.quarterToDateMWh),
            "import_mw": .number(account.importMW), "facility_mw": .number(account.facilityMW),
            "water_m3": account.waterM3.map(JSON.number),
        ])
    }

    private func place(_ place: Place) -> JSON.Member {
        JSON.Member(place.site == nil ? "node" : "site", .string(place.name(scenario)))
    }

    private func storage(_ number: Int) -> JSON {
        let use = schedule.storages[number]
        let most = use.storage.energyMWh + (use.storage.expansion?.choice.maximum ?? 0)
        let bounds = use.storage.minimumMWh...most
        let end = use.stateOfChargeMWh.last ?? use.storage.initialMWh
        var members = [
            place(use.place), JSON.Member("id", .string(use.storage.id)),
            JSON.Member(
                "state_of_charge_mwh",
                .number(min(max(end, bounds.lowerBound), bounds.upperBound))),
        ]
        if use.storage.carriesGreen {
            members.append(JSON.Member("green_share", .number(greenShare(number, of: end))))
        }
        return .object(members)
    }

    /// Share of what a storage holds at the end that is carbon-free; none where nobody followed it.
    private func greenShare(_ number: Int, of endMWh: Double) -> Double {
        let green = schedule.greenStorages.first { $0.storage == number }?.storedMWh.last ?? 0
        return endMWh > 1e-9 ? min(1, max(0, green / endMWh)) : 0
    }

    private func generator(_ state: Generator) -> JSON {
        let use = schedule.generators[state.generator]
        var members = [
            place(use.place), JSON.Member("id", .string(use.generator.id)),
            JSON.Member("output_mw", .number(state.outputMW)),
        ]
        if let isOn = state.isOn { members.append(JSON.Member("is_on", .bool(isOn))) }
        if let hours = state.hours {
            members.append(JSON.Member("hours_in_state", .number(hours)))
        }
        return .object(members)
    }

    private func contract(_ use: Schedule.SupplyUse) -> JSON? {
        use.renewable.takeOrPay.map { contract in
            let used = use.usedMW.reduce(0) { $0 + $1 * scenario.grid.stepHours }
            return .fields([
                "site": .string(scenario.sites[use.site].id), "id": .string(use.renewable.id),
                "volume_to_date_mwh": .number(contract.volumeToDateMWh + used),
            ])
        }
    }

    private func replica(_ use: Schedule.ReplicaUse, _ loaded: Loaded) -> JSON {
        .fields([
            "site": .string(scenario.sites[use.site].id),
            "pool": .string(scenario.sites[use.site].pools[use.pool].id),
            "profile": .string(use.profile.id), "loaded": .number(loaded.replicas),
            "loading": .array(
                loaded.underWay.map { part in
                    .fields([
                        "replicas": .number(part.replicas),
                        "remaining_minutes": .number(part.remainingMinutes),
                    ])
                }),
            "weights_present": schedule.transfers.first {
                $0.site == use.site && $0.pool == use.pool && $0.profile == use.profile.id
            }.map { .bool($0.isPresent.last ?? false) },
        ])
    }

    private func job(_ state: JobState) -> JSON {
        .fields([
            "id": .string(scenario.jobs[state.job].id),
            "status": .string(state.status.rawValue),
            "hours_done": .number(state.hoursDone),
            "hours_left": .number(state.hoursLeft),
            "site": state.site.map { .string(scenario.sites[$0].id) },
            "pool": state.site.flatMap { site in
                state.pool.map { .string(scenario.sites[site].pools[$0].id) }
            },
        ])
    }

    /// What a limit over a year has counted to the end of the horizon.
    private func year(_ use: Schedule.YearUse) -> JSON {
        let counts =
            [(use.limit.amount, use.amountMWh)]
            + [use.limit.base].compactMap(\.self).map { ($0, use.baseMWh ?? 0) }
        return .fields([
            "limit": .string(use.limit.kind.rawValue), "id": .string(use.limit.id),
            "year_to_date": .object(
                counts.map { count, horizonMWh in
                    JSON.Member(
                        count.name.rawValue, .number(max(0, count.toDateMWh + horizonMWh)))
                }),
        ])
    }

    private func backlog(_ entry: Backlog) -> JSON {
        let product = scenario.products[entry.product]
        return .fields([
            "product": .string(product.id),
            "origin": .string(product.demand[entry.demand].origin),
            "million_tokens": .number(entry.millionTokens),
            "due_in_hours": .number(entry.dueInHours),
        ])
    }

    /// Shares of the last step; none where it asked for nothing.
    private var routing: [JSON] {
        let last = scenario.grid.stepCount - 1
        return scenario.products.enumerated().flatMap { number, product in
            product.demand.enumerated().compactMap { index, demand -> JSON? in
                let asked = demand.millionTokensPerHour[last] * scenario.grid.stepHours
                guard product.kind == .interactive, asked > 0 else { return nil }
                let own = schedule.routes.filter { $0.product == number && $0.demand == index }
                return .fields([
                    "product": .string(product.id), "origin": .string(demand.origin),
                    "shares": .array(
                        own.map { route in
                            .fields([
                                "site": .string(scenario.sites[route.site].id),
                                "share": .number(min(1, route.millionTokens[last] / asked)),
                            ])
                        }),
                ])
            }
        }
    }
}
