extension Schedule {
    /// One storage.
    public struct StorageUse: Sendable {
        /// Where it is.
        public let place: Place
        /// The storage.
        public let storage: Storage
        /// Charging, MW.
        public let chargeMW: [Double]
        /// Discharging, MW.
        public let dischargeMW: [Double]
        /// State of charge at the end of each step, MWh.
        public let stateOfChargeMWh: [Double]
        /// Inflow that is spilled, MW; empty without inflow.
        public let spillMW: [Double]
    }
}

extension Schedule.StorageUse {
    /// What a step costs: discharging, charging, holding and spilling, CNY an hour.
    func costCNYPerHour(_ step: Int) -> Double {
        dischargeMW[step] * storage.cycleCostCNYPerMWh[step]
            + chargeMW[step] * storage.chargeCostCNYPerMWh[step]
            + stateOfChargeMWh[step] * storage.holdingCostCNYPerMWhHour[step]
            + (spillMW.isEmpty ? 0 : spillMW[step] * storage.limits.spillCostCNYPerMWh[step])
    }
}
