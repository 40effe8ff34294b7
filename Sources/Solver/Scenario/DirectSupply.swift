/// Ratios that a site with direct supply keeps over a year (绿电直连).
///
/// The supply is all on-site carbon-free supply of the site. Whatever the site exports counts as
/// exported direct supply, and the rest of what is used counts as self-used.
public struct DirectSupply: Sendable {
    /// Published rules whose ratios stand in for those a scenario does not give.
    public enum RuleSet: String, Sendable, CaseIterable {
        /// Only the ratios that the scenario states.
        case stated
        /// 发改能源〔2025〕650号: self-use at least 60 % of the generation available, at least 30 %
        /// of the load (35 % from 2030), export at most 20 % of the generation available.
        case china650 = "cn_650_2025"
    }

    /// Least share of the available generation that the site uses itself; nil for none.
    public let selfUseShare: Double?
    /// Least share of the site's load that direct supply covers; nil for none.
    public let loadShare: Double?
    /// Largest share of the available generation that is exported; nil for none.
    public let exportShare: Double?
    /// Price of breaking a ratio, CNY per MWh; nil when they are hard.
    public let priceCNYPerMWh: Double?
    /// The rest of the year.
    public let account: YearAccount

    init(_ fields: Fields) {
        let rules = fields.choice(
            "rule_set", "Published rules whose ratios stand in where none is given.",
            of: RuleSet.self, default: .stated)
        let year = fields.decoding.grid?.local.first?.date.year ?? 0
        func ratio(_ key: String, _ meaning: String, _ published: Double) -> Double? {
            fields.optionalNumber(key, meaning, Allowed.share)
                ?? (rules == .china650 ? published : nil)
        }
        selfUseShare = ratio(
            "self_use_share", "Least share of the generation available that the site uses.", 0.6)
        loadShare = ratio(
            "load_share", "Least share of the load that direct supply covers.",
            year >= 2030 ? 0.35 : 0.3)
        exportShare = ratio(
            "export_share", "Largest share of the generation available that is exported.", 0.2)
        priceCNYPerMWh = fields.optionalNumber(
            "violation_price_cny_per_mwh", "Price of breaking a ratio; absent means hard.",
            0...1e6)
        account = YearAccount(fields, [.available, .selfUsed, .exported, .load])
        guard !fields.isRecording, selfUseShare == nil, loadShare == nil, exportShare == nil
        else { return }
        fields.fault(
            "self_use_share", .missing, given: "no ratio",
            allowed: "self_use_share, load_share, export_share, or a rule_set")
    }
}
