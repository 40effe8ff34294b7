/// A limit over a year in its general form: amount ≤ share · base + fixed, or ≥.
///
/// Quotas, shares of carbon-free energy, of import at peak and of direct supply all read so.
public struct YearLimit: Sendable {
    /// Energy that is counted at a site, MWh.
    enum Measure: Sendable {
        /// Import.
        case imported
        /// Import in the steps that count as peak, by site of the limit.
        case peakImport([[Bool]])
        /// Facility + charge − discharge.
        case consumption
        /// Carbon-free supply used − export + received from other sites of the zone.
        case carbonFree
        /// Carbon-free supply used + received from other sites of the zone − given up to them.
        case carbonFreeWithExport
        /// Consumption less carbon-free supply.
        case notCarbonFree
        /// On-site carbon-free supply used − export.
        case selfUsed
        /// Export.
        case exported
        /// On-site carbon-free supply available.
        case available
    }

    /// What is counted: in the horizon by measure, outside it by amount.
    struct Count: Sendable {
        let measure: Measure
        /// What the account of the year calls it.
        let name: YearAccount.Amount
        let toDateMWh: Double
        let remainderMWh: Double

        var outsideMWh: Double { toDateMWh + remainderMWh }

        init(_ measure: Measure, _ amount: YearAccount.Amount, _ account: YearAccount) {
            self.measure = measure
            name = amount
            toDateMWh = account.toDateMWh(amount)
            remainderMWh = account.remainderMWh(amount)
        }
    }

    /// What it is.
    public let kind: LimitKind
    /// The rule, or the site of a direct supply.
    public let id: String
    /// Indices of the sites that count together.
    public let sites: [Int]
    /// Share of the base that the amount is held against; 0 for a quota.
    public let share: Double
    /// Fixed part of what the amount is held against, MWh.
    public let fixedMWh: Double
    /// Whether the amount must be at least that much, rather than at most.
    public let isFloor: Bool
    /// Price of breaking it, CNY per MWh; nil when it is hard.
    public let violationPriceCNYPerMWh: Double?
    let steps: [Bool]
    let amount: Count
    let base: Count?

    /// share · base + fixed − amount outside the horizon, MWh: what is left to the horizon.
    var leftMWh: Double { fixedMWh + share * (base?.outsideMWh ?? 0) - amount.outsideMWh }
}

extension Scenario {
    /// All limits over a year, the rules of `policy` first.
    func yearLimits(_ schedules: [TariffSchedule]) -> [YearLimit] {
        policy.quotas.map(quota) + policy.greenShares.map(greenShare)
            + policy.peakImportShares.map { peakImport($0, schedules) }
            + sites.indices.flatMap(directSupply)
    }

    private func members(_ scope: PolicyScope) -> [Int] {
        scope.sites.isEmpty
            ? Array(sites.indices) : sites.indices.filter { scope.sites.contains(sites[$0].id) }
    }

    private func limit(
        _ kind: LimitKind, _ scope: PolicyScope, share: Double = 0, fixedMWh: Double = 0,
        isFloor: Bool = false, _ amount: YearLimit.Count, _ base: YearLimit.Count? = nil
    ) -> YearLimit {
        YearLimit(
            kind: kind, id: scope.id, sites: members(scope), share: share, fixedMWh: fixedMWh,
            isFloor: isFloor, violationPriceCNYPerMWh: scope.priceCNYPerMWh,
            steps: (0..<grid.stepCount).map { scope.includes(grid, $0) }, amount: amount,
            base: base)
    }

    private func quota(_ rule: EnergyQuota) -> YearLimit {
        let measure: YearLimit.Measure =
            switch rule.counts {
            case .imported: .imported
            case .consumption: .consumption
            case .notCarbonFree: .notCarbonFree
            }
        return limit(
            .energyQuota, rule.scope, fixedMWh: rule.quotaMWh,
            YearLimit.Count(measure, .energy, rule.account))
    }

    private func greenShare(_ rule: GreenShareRule) -> YearLimit {
        limit(
            .greenShare, rule.scope, share: rule.share, isFloor: true,
            YearLimit.Count(
                rule.countsExport ? .carbonFreeWithExport : .carbonFree, .green, rule.account),
            YearLimit.Count(.consumption, .load, rule.account))
    }

    private func peakImport(_ rule: PeakImportRule, _ schedules: [TariffSchedule]) -> YearLimit {
        let peaks = members(rule.scope).map { site in
            (0..<grid.stepCount).map { rule.isPeak(grid, schedules[site], $0) }
        }
        return limit(
            .peakImportShare, rule.scope, share: rule.share,
            YearLimit.Count(.peakImport(peaks), .peakImport, rule.account),
            YearLimit.Count(.imported, .imported, rule.account))
    }

    private func directSupply(_ site: Int) -> [YearLimit] {
        guard let rule = sites[site].directSupply else { return [] }
        let every = [Bool](repeating: true, count: grid.stepCount)
        func ratio(
            _ kind: LimitKind, _ share: Double?, isFloor: Bool, _ amount: YearLimit.Measure,
            _ amountKey: YearAccount.Amount, _ base: YearLimit.Measure,
            _ baseKey: YearAccount.Amount
        ) -> YearLimit? {
            share.map {
                YearLimit(
                    kind: kind, id: sites[site].id, sites: [site], share: $0, fixedMWh: 0,
                    isFloor: isFloor, violationPriceCNYPerMWh: rule.priceCNYPerMWh, steps: every,
                    amount: YearLimit.Count(amount, amountKey, rule.account),
                    base: YearLimit.Count(base, baseKey, rule.account))
            }
        }
        return [
            ratio(
                .directSelfUse, rule.selfUseShare, isFloor: true, .selfUsed, .selfUsed,
                .available, .available),
            ratio(
                .directLoad, rule.loadShare, isFloor: true, .selfUsed, .selfUsed, .consumption,
                .load),
            ratio(
                .directExport, rule.exportShare, isFloor: false, .exported, .exported, .available,
                .available),
        ].compactMap { $0 }
    }
}
