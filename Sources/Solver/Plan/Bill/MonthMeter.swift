/// One site and month as the meter saw it.
struct MonthMeter {
    let scenario: Scenario
    let site: Site
    let schedule: TariffSchedule
    let month: TariffSchedule.Month
    let importMW: [Double]
    let reactiveMVArh: [Double]
    let settlement: Settlement?
    let transformerMVA: Double

    var label: String { scenario.grid.local[month.steps.lowerBound].date.text }
    var hours: Double { scenario.grid.stepHours }
    var energyMWh: Double { month.steps.reduce(0) { $0 + importMW[$1] * hours } }

    var lines: [Bill.Line] {
        var lines = settlementLines + energyLines + adderLines + tierLines + demandLines
        if let line = powerFactorLine(lines.reduce(0) { $0 + $1.amountCNY }) { lines.append(line) }
        return lines
    }

    private func line(
        _ kind: Bill.Kind, _ quantity: Double, _ unit: String, _ amount: Double,
        period: Season.Period? = nil
    ) -> Bill.Line {
        Bill.Line(
            month: label, kind: kind, period: period, quantity: quantity, unit: unit,
            amountCNY: amount)
    }

    /// A contract curve takes the place of the energy component.
    private func isSettled(_ component: TariffVersion.Component.Kind) -> Bool {
        component == .energy && settlement != nil
    }

    private var settlementLines: [Bill.Line] {
        guard let settlement else { return [] }
        let parts: [(Bill.Kind, Settlement.Line)] = [
            (.contractEnergy, settlement.contractLine(month.steps)),
            (.dayAheadDeviation, settlement.dayAhead(month.steps)),
            (.realTimeDeviation, settlement.realTime(month.steps)),
            (.deviationPenalty, settlement.penalty(month.steps)),
        ]
        return parts.filter { $0.0 != .deviationPenalty || $0.1.amountCNY != 0 }.map {
            line($0.0, $0.1.energyMWh, "MWh", $0.1.amountCNY)
        }
    }

    /// Each component; by period where it floats.
    private var energyLines: [Bill.Line] {
        endedLines
            + month.version.components.flatMap { component -> [Bill.Line] in
                guard !isSettled(component.kind), let prices = schedule.components[component.kind],
                    let kind = Bill.Kind(rawValue: component.kind.rawValue)
                else { return [] }
                if !component.timeOfUse {
                    return [amount(kind, prices, in: month.steps, period: nil)].compactMap(\.self)
                }
                return Season.Period.allCases.compactMap { period in
                    let steps = month.steps.filter { schedule.periods[$0] == period }
                    return steps.isEmpty ? nil : amount(kind, prices, in: steps, period: period)
                }
            }
    }

    /// Components that only a version which ended within the month had.
    private var endedLines: [Bill.Line] {
        TariffVersion.Component.Kind.allCases.compactMap { component in
            guard !isSettled(component),
                !month.version.components.contains(where: { $0.kind == component }),
                let prices = schedule.components[component],
                month.steps.contains(where: { prices[$0] != 0 }),
                let kind = Bill.Kind(rawValue: component.rawValue)
            else { return nil }
            return amount(kind, prices, in: month.steps.filter { prices[$0] != 0 }, period: nil)
        }
    }

    private func amount(
        _ kind: Bill.Kind, _ prices: [Double], in steps: some Sequence<Int>,
        period: Season.Period?
    ) -> Bill.Line? {
        var energy = 0.0
        var cost = 0.0
        for step in steps {
            energy += importMW[step] * hours
            cost += importMW[step] * hours * prices[step]
        }
        return line(kind, energy, "MWh", cost, period: period)
    }

    private var adderLines: [Bill.Line] {
        let cost = month.steps.reduce(0) {
            $0 + importMW[$1] * hours * schedule.pueAdderCNYPerMWh[$1]
        }
        return cost == 0 ? [] : [line(.pueAdder, energyMWh, "MWh", cost)]
    }

    /// Tiers on the month's energy, what came before the horizon included and deducted.
    private var tierLines: [Bill.Line] {
        let tiers = month.version.tiers
        guard !tiers.isEmpty else { return [] }
        let before = month.isFirst ? site.account.monthToDateMWh : 0
        let cost =
            TariffVersion.tierCost(tiers, energyMWh: before + energyMWh)
            - TariffVersion.tierCost(tiers, energyMWh: before)
        return [line(.tiers, energyMWh, "MWh", cost)]
    }

    private var demandLines: [Bill.Line] {
        let factor = earnsHighUtilisation ? HighUtilisation.factor : 1
        switch month.version.demandCharge {
        case .maximum(let price)?:
            let peak = max(peakMW, month.isFirst ? site.account.monthToDatePeakMW : 0) * 1000
            return [line(.demandCharge, peak, "kW", factor * peak * price)]
        case .contracted(let price, let contracted, let multiplier, let share)?:
            let paid = max(contracted, share * transformerMVA) * 1000
            let peak = max(peakMW, month.isFirst ? site.account.monthToDatePeakMW : 0) * 1000
            let over = max(0, peak - paid)
            let base = line(.demandCharge, paid, "kW", factor * paid * price)
            guard over > 0 else { return [base] }
            let overrun = factor * over * price * multiplier
            return [base, line(.demandOverrun, over, "kW", overrun)]
        case .capacity(let price)?:
            let capacity = transformerMVA * 1000
            return [line(.demandCharge, capacity, "kVA", capacity * price)]
        case nil: return []
        }
    }

    /// Largest 15-minute mean of the month's steps, MW.
    private var peakMW: Double {
        site.largestDemandMW(scenario.grid, month.steps, importMW)
    }

    /// The share of the month's average power factor, on all that was billed.
    private func powerFactorLine(_ amount: Double) -> Bill.Line? {
        guard !reactiveMVArh.isEmpty, !month.version.powerFactorAdjustment.isEmpty else {
            return nil
        }
        let reactive = month.steps.reduce(0) { $0 + reactiveMVArh[$1] }
        let apparent = (energyMWh * energyMWh + reactive * reactive).squareRoot()
        let factor = apparent > 0 ? energyMWh / apparent : 1
        let steps = month.version.powerFactorAdjustment
            .sorted { $0.powerFactorFrom < $1.powerFactorFrom }
        guard let step = steps.last(where: { $0.powerFactorFrom <= factor }) ?? steps.first
        else { return nil }
        return line(.powerFactorAdjustment, factor, "1", amount * step.adjustmentShare)
    }

    /// The month's energy as the exact rule counts it, MWh.
    private var monthMWh: Double {
        (month.isFirst ? site.account.monthToDateMWh : 0) + energyMWh
            + site.remainderMWh(month, scenario.grid)
    }

    private var earnsHighUtilisation: Bool {
        month.version.highUtilisation == .exact
            && monthMWh >= HighUtilisation.thresholdMWh(site.connection) * (1 - 1e-9)
    }

    /// kWh per kVA, scaled from the steps to a month of 30 days unless the rule is exact.
    var kWhPerKVAMonth: Double {
        guard transformerMVA > 0, !month.steps.isEmpty else { return 0 }
        if month.version.highUtilisation == .exact { return monthMWh / transformerMVA }
        let share = Double(month.steps.count) * hours / 720
        let before = month.isFirst ? site.account.monthToDateMWh : 0
        let day = Double(scenario.grid.local[month.steps.lowerBound].date.day - 1) / 30
        let elapsed = before > 0 ? share + day : share
        return (before + energyMWh) / transformerMVA / elapsed
    }
}
