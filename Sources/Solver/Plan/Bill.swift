/// The electricity bill of one site for the months of a horizon, line by line.
///
/// The same code writes the bill of a plan and of metered data. Demand and capacity charges are
/// those of the full month; what a horizon adds to them is the plan's affair (`CostLine`).
public struct Bill: Sendable {
    /// What a line charges.
    public enum Kind: String, Sendable, CaseIterable {
        /// Energy component.
        case energy
        /// Line losses.
        case lineLoss = "line_loss"
        /// Transmission and distribution.
        case transmissionDistribution = "transmission_distribution"
        /// System operation.
        case systemOperation = "system_operation"
        /// Government funds.
        case governmentFunds = "government_funds"
        /// PUE adder.
        case pueAdder = "pue_adder"
        /// Tiers.
        case tiers
        /// Demand or capacity charge.
        case demandCharge = "demand_charge"
        /// Over-run of a contracted demand.
        case demandOverrun = "demand_overrun"
        /// Power-factor adjustment.
        case powerFactorAdjustment = "power_factor_adjustment"
    }

    /// One line.
    public struct Line: Sendable {
        /// First day of the month, or of the horizon in it.
        public let month: String
        /// What is charged.
        public let kind: Kind
        /// Time-of-use period, for energy lines that float.
        public let period: Season.Period?
        /// Quantity in `unit`.
        public let quantity: Double
        /// Unit of the quantity.
        public let unit: String
        /// Amount, CNY with VAT.
        public let amountCNY: Double
    }

    /// Index of the site.
    public let site: Int
    /// The lines.
    public let lines: [Line]
    /// Sum of the lines, CNY with VAT.
    public let totalCNY: Double
    /// VAT contained in the total, CNY.
    public let vatCNY: Double
    /// Use of each month per installed capacity, kWh per kVA, extrapolated to the month.
    public let kWhPerKVAMonth: [Double]
    /// Whether a month's demand price has the ×0.9 of high utilisation in it.
    public let assumesHighUtilisation: Bool

    /// Writes a bill.
    ///
    /// - Parameters:
    ///   - scenario: tariffs, grid and accounts.
    ///   - site: index of the site.
    ///   - importMW: mean import of each step.
    ///   - addedMVA: transformer rating beyond the scenario's, where a plan adds some.
    ///   - reactiveMVArh: reactive energy of each step; empty when not metered.
    public init(
        _ scenario: Scenario, site: Int, importMW: [Double], reactiveMVArh: [Double] = [],
        addedMVA: Double = 0
    ) {
        let place = scenario.sites[site]
        let schedule = scenario.tariffSchedule(place)
        var lines: [Line] = []
        var vat = 0.0
        var utilisation: [Double] = []
        for month in schedule.months {
            let meter = Meter(
                scenario: scenario, site: place, schedule: schedule, month: month,
                importMW: importMW, reactiveMVArh: reactiveMVArh,
                transformerMVA: place.connection.transformerMVA + addedMVA)
            let monthLines = meter.lines
            let sum = monthLines.reduce(0) { $0 + $1.amountCNY }
            vat += sum * month.version.vatShare / (1 + month.version.vatShare)
            lines += monthLines
            utilisation.append(meter.kWhPerKVAMonth)
        }
        self.site = site
        self.lines = lines
        totalCNY = lines.reduce(0) { $0 + $1.amountCNY }
        vatCNY = vat
        kWhPerKVAMonth = utilisation
        assumesHighUtilisation = schedule.months.contains { $0.version.assumesHighUtilisation }
    }
}

/// One site and month as the meter saw it.
private struct Meter {
    let scenario: Scenario
    let site: Site
    let schedule: TariffSchedule
    let month: TariffSchedule.Month
    let importMW: [Double]
    let reactiveMVArh: [Double]
    let transformerMVA: Double

    var label: String { scenario.grid.local[month.steps.lowerBound].date.text }
    var hours: Double { scenario.grid.stepHours }
    var energyMWh: Double { month.steps.reduce(0) { $0 + importMW[$1] * hours } }

    var lines: [Bill.Line] {
        var lines = energyLines + adderLines + tierLines + demandLines
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

    /// Each component; by period where it floats.
    private var energyLines: [Bill.Line] {
        endedLines
            + month.version.components.flatMap { component -> [Bill.Line] in
                guard let prices = schedule.components[component.kind],
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
            guard !month.version.components.contains(where: { $0.kind == component }),
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
        switch month.version.demandCharge {
        case .maximum(let price)?:
            let peak = max(peakMW, month.isFirst ? site.account.monthToDatePeakMW : 0) * 1000
            return [line(.demandCharge, peak, "kW", peak * price)]
        case .contracted(let price, let contracted, let multiplier, let share)?:
            let paid = max(contracted, share * transformerMVA) * 1000
            let peak = max(peakMW, month.isFirst ? site.account.monthToDatePeakMW : 0) * 1000
            let over = max(0, peak - paid)
            let base = line(.demandCharge, paid, "kW", paid * price)
            guard over > 0 else { return [base] }
            return [base, line(.demandOverrun, over, "kW", over * price * multiplier)]
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

    /// kWh per kVA, scaled from the steps to a month of 30 days.
    var kWhPerKVAMonth: Double {
        guard transformerMVA > 0, !month.steps.isEmpty else { return 0 }
        let share = Double(month.steps.count) * hours / 720
        let before = month.isFirst ? site.account.monthToDateMWh : 0
        let day = Double(scenario.grid.local[month.steps.lowerBound].date.day - 1) / 30
        let elapsed = before > 0 ? share + day : share
        return (before + energyMWh) / transformerMVA / elapsed
    }
}
