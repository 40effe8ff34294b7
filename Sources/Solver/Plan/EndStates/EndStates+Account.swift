extension EndStates {
    /// What a site hands over.
    public struct Account: Sendable {
        /// Index of the site.
        public let site: Int
        /// Import so far of the month in which the next step lies, MWh.
        public let monthToDateMWh: Double
        /// Largest 15-minute import so far of that month, MW.
        public let monthToDatePeakMW: Double
        /// Peak that the demand charge counts, floors included, MW; nil where peaks cost nothing.
        public let peakMW: Double?
        /// Import so far of the quarter of an hour that is under way, MWh; nil when none is.
        public let quarterToDateMWh: Double?
        /// Import of the last step, MW.
        public let importMW: Double
        /// Facility power of the last step, MW.
        public let facilityMW: Double
        /// Water to date, cubic metres; nil where it is not counted.
        public let waterM3: Double?
    }

    static func account(
        _ scenario: Scenario, _ schedule: Schedule, _ index: Int
    ) -> Account {
        let grid = scenario.grid
        let site = scenario.sites[index]
        let power = schedule.sites[index]
        let imports = power.importMW.map { max(0, $0) }
        let month = grid.steps(ofMonth: grid.monthStarts.count - 1)
        // The month may end with the horizon: then the next one starts from nothing.
        let goesOn = !grid.endsWithMonth
        let isFirst = month.lowerBound == 0
        let energy = month.reduce(isFirst ? site.account.monthToDateMWh : 0) {
            $0 + imports[$1] * grid.stepHours
        }
        let peak = max(
            isFirst ? site.account.monthToDatePeakMW : 0,
            site.largestDemandMW(grid, month, imports))
        return Account(
            site: index, monthToDateMWh: goesOn ? energy : 0,
            monthToDatePeakMW: goesOn ? peak : 0, peakMW: power.peakMW.last,
            quarterToDateMWh: quarter(grid, site, imports), importMW: imports.last ?? 0,
            facilityMW: max(0, power.facilityMW.last ?? 0),
            waterM3: site.facility.water.map { power.waterM3.reduce($0.toDateM3, +) })
    }

    /// Import since the last full quarter; nil at a quarter, or when its start is not known.
    private static func quarter(_ grid: TimeGrid, _ site: Site, _ imports: [Double]) -> Double? {
        let end = grid.instant(grid.stepCount).seconds
        let steps = end % 900 / (grid.stepMinutes * 60)
        guard steps > 0 else { return nil }
        let inside = imports.suffix(steps).reduce(0) { $0 + $1 * grid.stepHours }
        if steps <= grid.stepCount { return inside }
        return site.account.quarterToDateMWh.map { $0 + inside }
    }
}
