extension Schedule {
    /// One product served by one pool.
    public struct ReplicaUse: Sendable {
        /// Index of the site.
        public let site: Int
        /// Index of the pool in its site.
        public let pool: Int
        /// Index of the product.
        public let product: Int
        /// The profile served.
        public let profile: ServingProfile
        /// The permission to serve it.
        public let service: Pool.Service
        /// Loaded replicas.
        public let on: [Double]
        /// Busy replicas by mode and step.
        public let busy: [[Double]]
        /// Replicas loaded in each step; empty where loading costs nothing.
        public let loaded: [Double]
        /// IT power of this use without the accelerators' off power, kW.
        public let directKW: [Double]
    }
}
