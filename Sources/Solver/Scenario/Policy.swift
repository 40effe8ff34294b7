/// Limits and calls that authorities and grid operators set.
public struct Policy: Sendable {
    /// Energy quotas.
    public let quotas: [EnergyQuota]
    /// Least shares of carbon-free energy, by volume.
    public let greenShares: [GreenShareRule]
    /// Largest shares of import in the hours of peak.
    public let peakImportShares: [PeakImportRule]
    /// Demand-response calls.
    public let demandResponse: [DemandResponseCall]

    /// Nothing.
    static let none = Policy()

    private init() {
        quotas = []
        greenShares = []
        peakImportShares = []
        demandResponse = []
    }

    init(_ fields: Fields) {
        quotas = fields.list("energy_quotas", "Energy quotas.", element: EnergyQuota.init)
        greenShares = fields.list(
            "green_shares", "Least shares of carbon-free energy, by volume.",
            element: GreenShareRule.init)
        peakImportShares = fields.list(
            "peak_import_shares", "Largest shares of import in the hours of peak.",
            element: PeakImportRule.init)
        demandResponse = fields.list(
            "demand_response", "Demand-response calls.", element: DemandResponseCall.init)
    }
}
