extension Schedule {
    /// Carbon-free power that a site receives from other sites of its zone or gives up to them.
    public struct GreenTransferUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// Received, MW.
        public let receivedMW: [Double]
        /// Given up of the site's own use, MW.
        public let givenUpMW: [Double]
        /// Given up out of the site's export, MW.
        public let exportedMW: [Double]
    }
}
