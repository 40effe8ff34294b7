/// Energy bought by a contract curve, with deviations settled at spot, day-ahead and real-time apart.
///
/// It takes the place of the energy component of the site's tariff; the other components stay.
public struct EnergyContract: Sendable {
    /// Contract curve: medium- and long-term energy, MW.
    public let contractMW: Series
    /// Price of the contract, CNY per MWh.
    public let priceCNYPerMWh: Series
    /// Day-ahead price, CNY per MWh.
    public let dayAheadCNYPerMWh: Series
    /// Real-time price, as expected, CNY per MWh.
    public let realTimeCNYPerMWh: Series
    /// The declaration when it has been made, MW; nil while it is to be decided.
    public let declaredMW: Series?
    /// Largest deviation of import from the declaration, MW.
    public let deviationLimitMW: Double
    /// Deviation without penalty, share of the declaration.
    public let bandShare: Double
    /// Penalty on import above the band, CNY per MWh.
    public let shortPenaltyCNYPerMWh: Double
    /// Penalty on import below the band, CNY per MWh.
    public let longPenaltyCNYPerMWh: Double

    init(_ fields: Fields) {
        contractMW = fields.series(
            "contract_mw", "Contract curve: energy bought before the day.", Allowed.powerMW)
        priceCNYPerMWh = fields.series(
            "price_cny_per_mwh", "Price of the contract.", Allowed.priceCNYPerMWh)
        dayAheadCNYPerMWh = fields.series(
            "day_ahead_price_cny_per_mwh", "Day-ahead price.", Allowed.priceCNYPerMWh)
        realTimeCNYPerMWh = fields.series(
            "real_time_price_cny_per_mwh", "Real-time price, as expected.", Allowed.priceCNYPerMWh)
        declaredMW = fields.optionalSeries(
            "declared_mw", "The declaration once it is made; absent while it is to be decided.",
            Allowed.powerMW)
        let limit = fields.optionalNumber(
            "deviation_limit_mw",
            "Largest deviation of import from the declaration; absent means none while it is to be "
                + "decided (what is planned is declared), and any once it is made.",
            Allowed.powerMW)
        deviationLimitMW = limit ?? (declaredMW == nil ? 0 : Allowed.powerMW.upperBound)
        bandShare = fields.number(
            "deviation_band_share", "Deviation without penalty, share of the declaration.",
            Allowed.share, default: 0)
        shortPenaltyCNYPerMWh = fields.number(
            "short_penalty_cny_per_mwh", "Penalty on import above the band.", 0...1e6, default: 0)
        longPenaltyCNYPerMWh = fields.number(
            "long_penalty_cny_per_mwh", "Penalty on import below the band.", 0...1e6, default: 0)
        checkDeclared(fields)
    }

    /// A declaration has one value for every quarter of an hour, however short the steps are.
    private func checkDeclared(_ fields: Fields) {
        guard let declaredMW, !declaredMW.isConstant, let grid = fields.decoding.grid else {
            return
        }
        for point in grid.settlementPoints {
            guard let step = point.first(where: { declaredMW[$0] != declaredMW[point.lowerBound] })
            else { continue }
            fields.fault(
                "declared_mw", .conflict,
                given: "\(JSON.text(of: declaredMW[step])) in step \(step)",
                allowed: "one value a quarter of an hour, "
                    + "\(JSON.text(of: declaredMW[point.lowerBound])) as in step "
                    + "\(point.lowerBound)")
            return
        }
    }
}
