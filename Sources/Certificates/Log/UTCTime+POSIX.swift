extension UTCTime {
    /// Seconds since 1970 as cosignatures count them; what 32 bits hold ends in the year 2106.
    public init(posix seconds: UInt32) { self.seconds = Int64(seconds) }
}
