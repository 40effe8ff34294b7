/// Demand-response calls: pay for using less than a baseline, a penalty for falling short.
///
/// For every call c with its sites S, each step t within it, in MW:
///
///     Σ_{s∈S} import[s,t] + reduction[c,t] ≤ baseline[c,t] + room[c,t] · (1 − responding[c,t])
///     0 ≤ reduction[c,t] ≤ asked[c,t] · responding[c,t]
///     reduction[c,t] + shortfall[c,t] ≥ asked[c,t] · accepted[c]          (with a penalty)
///     responding[c,t] ≤ accepted[c]
///
/// room is how far the connections could go above the baseline. Responding and accepted are whole
/// numbers: sites above their baseline are paid nothing and need not answer.
/// A mandatory call is accepted; without a penalty its reduction is what is asked. Pay stops at
/// what is asked, since the reduction does.
///
/// No double pay: calls on the same sites at the same time share one reduction. With C their set,
///
///     Σ_{s∈S} import[s,t] + Σ_{c∈C} reduction[c,t]
///         ≤ max_{c∈C} baseline[c,t] + room · (1 − responding[c',t])         (for each c' in C)
///
/// Cost: Δ · Σ (penalty · shortfall − pay · reduction).
struct DemandResponse {
    /// A call and its steps within the horizon; each has families of its own, as long as it is.
    private struct Entry {
        let call: DemandResponseCall
        let sites: [Int]
        let steps: Range<Int>
        let reduction: Family
        let responding: Family
        /// Nil without a penalty.
        let shortfall: Family?
        /// Nil where nobody decides.
        let accepted: Int?

        var isHard: Bool { call.isMandatory && call.penaltyCNYPerMWh == nil }
    }

    private let entries: [Entry]
    private let grid: TimeGrid
    private let connection: GridConnection

    init(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ connection: GridConnection
    ) {
        grid = scenario.grid
        self.connection = connection
        var entries: [Entry] = []
        for call in scenario.policy.demandResponse {
            let steps = call.steps(scenario.grid)
            guard !steps.isEmpty else { continue }
            let sites = scenario.sites.indices.filter {
                call.sites.contains(scenario.sites[$0].id)
            }
            entries.append(Self.entry(&builder, call, sites, steps))
        }
        self.entries = entries
        for entry in entries {
            addReduction(&builder, scenario, entry)
            addObligation(&builder, entry)
        }
        addSharing(&builder, scenario)
    }

    private static func entry(
        _ builder: inout ProgramBuilder, _ call: DemandResponseCall, _ sites: [Int],
        _ steps: Range<Int>
    ) -> Entry {
        func family(_ kind: FamilyKind) -> Family {
            builder.addColumns(
                kind, [call.id], steps: steps.count, firstStep: steps.lowerBound)
        }
        let reduction = family(.reduction)
        let responding = family(.responding)
        let shortfall = call.penaltyCNYPerMWh == nil ? nil : family(.shortfall)
        var accepted: Int?
        if !call.isMandatory, shortfall != nil {
            let column = builder.addColumns(.accepted, [call.id], steps: 1, upper: 1)(0, 0)
            builder.setInteger(column)
            accepted = column
        }
        return Entry(
            call: call, sites: sites, steps: steps, reduction: reduction,
            responding: responding, shortfall: shortfall, accepted: accepted)
    }

    /// Largest import of the sites together, MW.
    private func mostMW(_ scenario: Scenario, _ sites: [Int], _ step: Int) -> Double {
        sites.reduce(0) { sum, site in
            let connection = scenario.sites[site].connection
            let dated = connection.datedLimit(grid, step)?.importLimitMW ?? .infinity
            return sum + min(dated, connection.largestRatingMW)
        }
    }

    /// Rows of a call, one a step; none where they are not needed.
    private func rows(
        _ builder: inout ProgramBuilder, _ entry: Entry, _ kind: FamilyKind, lower: Double,
        upper: Double, isNeeded: Bool = true
    ) -> Family {
        builder.addRows(
            kind, isNeeded ? [entry.call.id] : [], steps: entry.steps.count,
            firstStep: entry.steps.lowerBound, lower: lower, upper: upper)
    }

    private func addReduction(
        _ builder: inout ProgramBuilder, _ scenario: Scenario, _ entry: Entry
    ) {
        let call = entry.call
        let baseline = rows(&builder, entry, .responseBaseline, lower: -.infinity, upper: 0)
        let active = rows(&builder, entry, .responseActive, lower: -.infinity, upper: 0)
        for step in entry.steps {
            let amount = call.reductionMW[step]
            let room = max(0, mostMW(scenario, entry.sites, step) - call.baselineMW[step])
            let reduction = entry.reduction(0, step)
            let responding = entry.responding(0, step)
            builder.setBounds(column: reduction, lower: 0, upper: amount)
            builder.setBounds(column: responding, lower: 0, upper: 1)
            // A hard obligation answers by itself; without room there is nothing to decide.
            if room > 0, !entry.isHard { builder.setInteger(responding) }
            builder.addCost(column: reduction, -call.payCNYPerMWh * grid.stepHours)
            addBaseline(
                &builder, entry, row: baseline(0, step), step: step,
                baselineMW: call.baselineMW[step], roomMW: room, responding: responding)
            builder.addTerm(row: baseline(0, step), column: reduction, 1)
            builder.addTerm(row: active(0, step), column: reduction, 1)
            builder.addTerm(row: active(0, step), column: responding, -amount)
        }
    }

    /// reduction + shortfall ≥ asked, where a call is mandatory or accepted.
    private func addObligation(_ builder: inout ProgramBuilder, _ entry: Entry) {
        let call = entry.call
        guard call.isMandatory || entry.shortfall != nil else { return }
        let asked = rows(
            &builder, entry, entry.isHard ? .responseObligation : .responseAsked, lower: 0,
            upper: .infinity)
        let accept = rows(
            &builder, entry, .responseAccepted, lower: -.infinity, upper: 0,
            isNeeded: entry.accepted != nil)
        for step in entry.steps {
            let amount = call.reductionMW[step]
            builder.addTerm(row: asked(0, step), column: entry.reduction(0, step), 1)
            if let shortfall = entry.shortfall.map({ $0(0, step) }) {
                builder.setBounds(column: shortfall, lower: 0, upper: amount)
                builder.addCost(
                    column: shortfall, (call.penaltyCNYPerMWh ?? 0) * grid.stepHours)
                builder.addTerm(row: asked(0, step), column: shortfall, 1)
            }
            if let accepted = entry.accepted {
                builder.addTerm(row: asked(0, step), column: accepted, -amount)
                builder.addTerm(row: accept(0, step), column: entry.responding(0, step), 1)
                builder.addTerm(row: accept(0, step), column: accepted, -1)
            } else {
                builder.addConstant(row: asked(0, step), -amount)
            }
        }
    }

    /// Σ import + … ≤ baseline + room · (1 − responding), without the reductions.
    private func addBaseline(
        _ builder: inout ProgramBuilder, _ entry: Entry, row: Int, step: Int,
        baselineMW: Double, roomMW: Double, responding: Int
    ) {
        for site in entry.sites {
            builder.addTerm(row: row, column: connection.imported(site, step), 1)
        }
        builder.addTerm(row: row, column: responding, roomMW)
        builder.addConstant(row: row, -(baselineMW + roomMW))
    }

    private func addSharing(_ builder: inout ProgramBuilder, _ scenario: Scenario) {
        for entry in entries {
            let peers = entries.filter {
                $0.sites == entry.sites && $0.call.id != entry.call.id
                    && $0.steps.overlaps(entry.steps)
            }
            guard !peers.isEmpty else { continue }
            let rows = builder.addRows(
                .responseShared, [entry.call.id], steps: entry.steps.count,
                firstStep: entry.steps.lowerBound, lower: -.infinity, upper: 0)
            for step in entry.steps {
                let sharing = [entry] + peers.filter { $0.steps.contains(step) }
                guard sharing.count > 1 else { continue }
                let baseline = sharing.map { $0.call.baselineMW[step] }.max() ?? 0
                let asked = sharing.reduce(0) { $0 + $1.call.reductionMW[step] }
                // Import that cannot pass the baseline needs no decision to share it.
                let over = mostMW(scenario, entry.sites, step) - baseline
                let room = over > 0 ? over + asked : 0
                addBaseline(
                    &builder, entry, row: rows(0, step), step: step, baselineMW: baseline,
                    roomMW: room, responding: entry.responding(0, step))
                for peer in sharing {
                    builder.addTerm(
                        row: rows(0, step),
                        column: peer.reduction(0, step), 1)
                }
            }
        }
    }
}

extension DemandResponse {
    /// Reads the answers to the calls back.
    func read(_ columns: [Double]) -> [Schedule.Response] {
        entries.map { entry in
            Schedule.Response(
                call: entry.call, steps: entry.steps,
                isAnswered: entry.accepted.map { columns[$0] > 0.5 },
                reductionMW: entry.reduction.values(columns, 0).map { max(0, $0) },
                shortfallMW: entry.shortfall.map { $0.values(columns, 0).map { max(0, $0) } }
                    ?? [])
        }
    }

    /// Pay and penalties of the calls; a call of one site belongs to it.
    func costLines(_ responses: [Schedule.Response]) -> [CostLine] {
        zip(entries, responses).flatMap { entry, response in
            let site = entry.sites.count == 1 ? entry.sites[0] : nil
            let reduced = response.reductionMW.reduce(0, +) * grid.stepHours
            let short = response.shortfallMW.reduce(0, +) * grid.stepHours
            return [
                CostLine(
                    kind: .demandResponse, site: site,
                    amountCNY: -reduced * response.call.payCNYPerMWh),
                CostLine(
                    kind: .responsePenalty, site: site,
                    amountCNY: short * (response.call.penaltyCNYPerMWh ?? 0)),
            ]
        }
    }
}
