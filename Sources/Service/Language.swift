/// A language of user-facing text.
package enum Language: String, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Chinese as written in mainland China.
    case chinese = "zh-CN"

    /// The language of the environment: LC_ALL, LC_MESSAGES, LANG, in that order.
    package init(environment: [String: String]) {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        self = value?.lowercased().hasPrefix("zh") == true ? .chinese : .english
    }
}

/// A text in both languages.
struct Text: Sendable {
    /// English.
    let en: String
    /// Chinese.
    let zh: String

    /// The text in one language.
    func callAsFunction(_ language: Language) -> String {
        language == .chinese ? zh : en
    }
}
