/// A language of the user-facing text.
package enum Language: String, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Chinese, zh-CN.
    case chinese = "zh-CN"

    /// The language of the environment: LC_ALL, LC_MESSAGES, LANG, in that order.
    package init(environment: [String: String]) {
        let value = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        self = value?.lowercased().hasPrefix("zh") == true ? .chinese : .english
    }
}

/// A text in both languages.
package struct Text: Sendable, Hashable {
    /// English.
    package let en: String
    /// Chinese, zh-CN.
    package let zh: String

    /// Creates a text.
    package init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// Creates a text, English first.
    package init(_ en: String, _ zh: String) { self.init(en: en, zh: zh) }

    /// Creates a text that is the same in both languages.
    package init(both text: String) { self.init(en: text, zh: text) }

    /// The text in one language.
    package subscript(_ language: Language) -> String {
        switch language {
        case .english: en
        case .chinese: zh
        }
    }

    /// Two texts, one after the other.
    package static func + (a: Text, b: Text) -> Text { Text(a.en + b.en, a.zh + b.zh) }

    /// A text with something that needs no translation behind it.
    package static func + (a: Text, b: String) -> Text { Text(a.en + b, a.zh + b) }
}

extension Text: ExpressibleByStringInterpolation {
    /// A literal is the same in both languages.
    package init(stringLiteral text: String) { self.init(both: text) }
}
