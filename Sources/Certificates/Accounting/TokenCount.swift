/// Tokens of one product that a site served in an interval.
public struct TokenCount: Sendable, Hashable {
    /// The product's id.
    public var product: String
    /// The site's id.
    public var site: String
    /// When; counts of one product, site and model never overlap.
    public var interval: UTCInterval
    /// The model that made them, with its version.
    public var model: String
    /// What counted them: tokens of two tokenizers are two things.
    public var tokenizer: String
    /// Tokens read, without those from a cache.
    public var input: Int64
    /// Tokens written.
    public var output: Int64
    /// Tokens read from a cache.
    public var cached: Int64
    /// 0 for the first count; a correction has the next number and replaces it.
    public var revision: Int

    /// All members.
    public init(
        product: String, site: String, interval: UTCInterval, model: String, tokenizer: String,
        input: Int64, output: Int64, cached: Int64, revision: Int = 0
    ) {
        self.product = product
        self.site = site
        self.interval = interval
        self.model = model
        self.tokenizer = tokenizer
        self.input = input
        self.output = output
        self.cached = cached
        self.revision = revision
    }
}
