import Solver

/// Carbon-free energy of a plan matched to products in the same clock hour and at the same site.
///
/// At a site s and hour h, with m[k,h] the energy of part k at the meter (products, shared use,
/// jobs) and a[k,h] what the plan assigns to it:
///
///     own[k,h]     = min(a[k,h], m[k,h])
///     rest[h]      = supply + received − given up + green discharge − green charge − Σ_k a[k,h]
///     matched[k,h] = own + min(1, rest / Σ_j (m[j,h] − own[j,h])) · (m[k,h] − own[k,h])
///
/// Sites are added up afterwards: nothing is matched across sites or hours.
struct PlannedMatching {
    /// Clock hour of each step.
    let hourOfStep: [Int]
    /// By part of the chain and hour, MWh.
    private(set) var matchedMWh: [[Double]]
    /// By part of the chain and hour, MWh.
    private(set) var meterMWh: [[Double]]

    init(_ plan: Plan) {
        hourOfStep = Self.hours(plan)
        let parts = plan.scenario.products.count + 2
        let none = [[Double]](
            repeating: [Double](repeating: 0, count: plan.chain.hours.count), count: parts)
        matchedMWh = none
        meterMWh = none
        for site in plan.scenario.sites.indices {
            let assigned = assignedMWh(plan, site, none)
            let supply = supplyMWh(plan, site)
            for hour in plan.chain.hours.indices {
                match(
                    plan.chain.cells[site].map { max(0, $0[hour].meterMWh) },
                    assigned.map { $0[hour] }, supply: supply[hour], hour)
            }
        }
    }

    private mutating func match(
        _ meter: [Double], _ assigned: [Double], supply: Double, _ hour: Int
    ) {
        let own = zip(assigned, meter).map { min($0, $1) }
        let open = zip(meter, own).map { $0 - $1 }
        let need = open.reduce(0, +)
        let rest = max(0, supply - assigned.reduce(0, +))
        let share = need > 0 ? min(1, rest / need) : 0
        for part in meter.indices {
            meterMWh[part][hour] += meter[part]
            matchedMWh[part][hour] += own[part] + share * open[part]
        }
    }

    private func assignedMWh(_ plan: Plan, _ site: Int, _ none: [[Double]]) -> [[Double]] {
        var sums = none
        for use in plan.schedule.green where use.site == site {
            add(use.assignedMW, plan, to: &sums[use.product])
        }
        return sums
    }

    private func supplyMWh(_ plan: Plan, _ site: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: plan.chain.hours.count)
        let schedule = plan.schedule
        for use in schedule.supplies where use.site == site { add(use.usedMW, plan, to: &sums) }
        for use in schedule.greenTransfers where use.site == site {
            add(use.receivedMW, plan, to: &sums)
            add(use.givenUpMW, plan, sign: -1, to: &sums)
            add(use.exportedMW, plan, sign: -1, to: &sums)
        }
        for use in schedule.greenStorages
        where schedule.storages[use.storage].place.site == site {
            add(use.dischargeMW, plan, to: &sums)
            add(use.chargeMW, plan, sign: -1, to: &sums)
        }
        return sums
    }

    private func add(
        _ megawatts: [Double], _ plan: Plan, sign: Double = 1, to sums: inout [Double]
    ) {
        for (step, value) in megawatts.enumerated() {
            sums[hourOfStep[step]] += sign * value * plan.scenario.grid.stepHours
        }
    }

    /// A step belongs to the last hour that has begun.
    private static func hours(_ plan: Plan) -> [Int] {
        var hour = -1
        return plan.scenario.grid.steps.map { step in
            let next = hour + 1
            if next < plan.chain.hours.count,
                plan.scenario.grid.text(step) == plan.chain.hours[next]
            {
                hour = next
            }
            return max(0, hour)
        }
    }
}
