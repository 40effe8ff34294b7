/// What a certificate says in words, beside its figures: fixed texts, each with a code.
public enum CertificateStatement: String, Sendable, CaseIterable {
    /// Measured, not planned.
    case measured
    /// Two methods and the share, together.
    case bothMethods = "both-methods"
    /// Every Wh counts once.
    case doubleCounting = "double-counting"
    /// What it is not.
    case notAnotherScheme = "not-another-scheme"
    /// What the energy does not hold.
    case training
    /// Offsets play no part.
    case offsets

    /// Which statements every certificate carries.
    public static let claims: [CertificateStatement] = [
        .measured, .bothMethods, .doubleCounting, .notAnotherScheme,
    ]
    /// What every certificate leaves out.
    public static let exclusions: [CertificateStatement] = [.training, .offsets]

    /// The text in both languages.
    public var text: BilingualText {
        switch self {
        case .measured:
            BilingualText(
                en: "Issued from meter readings and token counts, not from a plan.",
                zh: "依据计量读数和词元计数签发，而非依据计划。")
        case .bothMethods:
            BilingualText(
                en:
                    "The market-based figure is no claim of zero carbon by itself: read it with the "
                    + "location-based figure and the matched share, which stand beside it.",
                zh: "基于市场的数值本身不构成零碳声明：须与并列的基于位置的数值及匹配比例一并阅读。")
        case .doubleCounting:
            BilingualText(
                en: "The energy listed was retired for these tokens and for nothing else; each Wh "
                    + "counts once, under whatever scheme it was certified.",
                zh: "所列电量仅为这些词元注销，未用于任何其他用途；无论以何种机制认证，每瓦时只计一次。")
        case .notAnotherScheme:
            BilingualText(
                en: "This is not a green electricity certificate (GEC), guarantee of origin or "
                    + "I-REC, and it is not accredited by EnergyTag.",
                zh: "本证书不是绿色电力证书（GEC）、来源担保（GO）或 I-REC，也未获 EnergyTag 认可。")
        case .training:
            BilingualText(
                en: "Energy of training that is metered apart is not included.",
                zh: "不含单独计量的训练用电。")
        case .offsets:
            BilingualText(
                en: "No offset and no removal is counted in any figure.",
                zh: "任何数值均未计入碳抵消或碳清除。")
        }
    }

    var document: JSONValue {
        ["code": .text(rawValue), "en": .text(text.en), "zh": .text(text.zh)]
    }
}
