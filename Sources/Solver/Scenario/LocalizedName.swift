/// A name in English and Chinese.
public struct LocalizedName: Sendable, Equatable {
    /// English.
    public let en: String
    /// Chinese, zh-CN.
    public let zh: String

    /// Creates a name.
    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }
}
