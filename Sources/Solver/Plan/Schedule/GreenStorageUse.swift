extension Schedule {
    /// The carbon-free part of a storage.
    public struct GreenStorageUse: Sendable {
        /// Index of the storage in `storages`.
        public let storage: Int
        /// Charging, MW.
        public let chargeMW: [Double]
        /// Discharging, MW.
        public let dischargeMW: [Double]
        /// Stored at the end of each step, MWh.
        public let storedMWh: [Double]
    }
}
