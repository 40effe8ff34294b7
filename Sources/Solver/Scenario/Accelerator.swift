/// A kind of accelerator.
public struct Accelerator: Sendable {
    /// Identifier.
    public let id: String
    /// Name for people.
    public let name: LocalizedName?
    /// Dense peak at the precision served, TFLOP/s; nil when not known.
    public let peakTFLOPS: Double?
    /// High-bandwidth memory, GB; nil when not known.
    public let memoryGB: Double?
    /// Power of one accelerator that is switched on with nothing loaded, kW at the IT boundary.
    public let offKW: Double

    init(_ fields: Fields) {
        id = fields.id()
        name = fields.name()
        peakTFLOPS = fields.optionalNumber(
            "peak_tflops", "Dense peak at the precision served, TFLOP/s.", 0...1e7)
        memoryGB = fields.optionalNumber("hbm_gb", "High-bandwidth memory, GB.", 0...1e6)
        offKW = fields.number(
            "off_kw", "Power of one accelerator with nothing loaded.", Allowed.kilowatts,
            default: 0)
    }
}
