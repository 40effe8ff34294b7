/// A unit in which a large number of tokens has few digits.
struct TokenUnit {
    /// Million tokens of one unit.
    let million: Double
    /// Name.
    let name: Text

    /// The unit that suits an amount.
    init(millionTokens amount: Double) {
        switch amount {
        case ..<10_000:
            million = 1
            name = Text("million", "百万")
        case ..<10_000_000:
            million = 1000
            name = Text("billion", "十亿")
        default:
            million = 1_000_000
            name = Text("trillion", "万亿")
        }
    }
}
