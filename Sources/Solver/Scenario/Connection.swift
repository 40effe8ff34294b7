/// A site's connection to the grid and its hard limits.
public struct Connection: Sendable {
    /// A dated limit set by the utility (有序用电).
    public struct Limit: Sendable {
        /// First instant.
        public let from: Instant
        /// First instant after.
        public let to: Instant
        /// Largest import, MW.
        public let importLimitMW: Double
        /// Who says so and why.
        public let reason: String

        init(_ fields: Fields) {
            let interval = fields.interval(required: true)
            from = interval.from ?? Instant(seconds: 0)
            to = interval.to ?? Instant(seconds: 0)
            importLimitMW = fields.number("import_limit_mw", "Largest import.", Allowed.powerMW)
            reason = fields.string("reason", "Who says so and why.", default: "")
        }
    }

    /// Transformer rating, MVA.
    public let transformerMVA: Double
    /// Power factor at full load.
    public let powerFactor: Double
    /// Share of the rating lost in transformer and line.
    public let lossShare: Double
    /// Dated limits.
    public let limits: [Limit]
    /// Largest export, MW.
    public let exportLimitMW: Double
    /// Price of exported energy, CNY per MWh.
    public let exportPriceCNYPerMWh: Series
    /// Whether import and export exclude each other where selling earns more than buying costs.
    public let excludesImportWhileExporting: Bool
    /// Largest change of import, MW per hour; nil for any.
    public let importRampMWPerHour: Double?
    /// Import before the first step, MW; nil when not known, and the first step may be anything.
    public let initialImportMW: Double?
    /// Transformer rating that may be added, in MVA; nil for none.
    public let expansion: Expansion?

    /// The import that the equipment allows, MW: rating · power factor · (1 − loss).
    public var ratingMW: Double { transformerMVA * megawattsPerMVA }

    /// Import that one MVA of the rating allows, MW.
    var megawattsPerMVA: Double { powerFactor * (1 - lossShare) }

    /// The import that the equipment allows with all that may be added, MW.
    var largestRatingMW: Double {
        (transformerMVA + (expansion?.maximum ?? 0)) * megawattsPerMVA
    }

    init(_ fields: Fields) {
        transformerMVA = fields.number("transformer_mva", "Transformer rating.", Allowed.powerMW)
        powerFactor = fields.number(
            "power_factor", "Power factor at full load.", 0.1...1, default: 0.95)
        lossShare = fields.number(
            "loss_share", "Share of the rating lost in transformer and line.", 0...0.5,
            default: 0)
        limits = fields.list("limits", "Dated limits of the utility.", element: Limit.init)
        exportLimitMW = fields.number(
            "export_limit_mw", "Largest export.", Allowed.powerMW, default: 0)
        exportPriceCNYPerMWh = fields.series(
            "export_price_cny_per_mwh", "Price of exported energy.", Allowed.priceCNYPerMWh,
            default: 0)
        excludesImportWhileExporting = fields.bool(
            "exclusive_import_export",
            "One meter: never import and export in one step; needed where the export price is above "
                + "the import price.",
            default: false)
        importRampMWPerHour = fields.optionalNumber(
            "import_ramp_mw_per_hour", "Largest change of import in an hour.", Allowed.powerMW)
        initialImportMW = fields.optionalNumber(
            "initial_import_mw", "Import before the first step.", Allowed.powerMW)
        expansion = fields.object("expansion", "Transformer rating that may be added.") {
            Expansion($0, unit: "mva")
        }
    }

    /// Largest import in a step, MW, and the reason when a dated limit sets it.
    public func importLimit(_ grid: TimeGrid, _ step: Int) -> (limitMW: Double, reason: String?) {
        guard let limit = datedLimit(grid, step), limit.importLimitMW < ratingMW else {
            return (ratingMW, nil)
        }
        return (limit.importLimitMW, limit.reason)
    }

    /// The tightest dated limit in force in a step; nil without one.
    func datedLimit(_ grid: TimeGrid, _ step: Int) -> Limit? {
        let begin = grid.instant(step), end = grid.instant(step + 1)
        return limits.filter { $0.from < end && begin < $0.to }
            .min { $0.importLimitMW < $1.importLimitMW }
    }
}
