/// What every page has around its sections: head, style, switch of language, header and footer.
enum PageFrame {
    /// A whole page, UTF-8.
    static func html(title: Text, language: Language, header: [Markup], sections: [Markup])
        -> String
    {
        let name = title.en == title.zh ? title.en : "\(title.en) / \(title.zh)"
        let head = Markup.element(
            "head", [:],
            [
                .element("meta", ["charset": "utf-8"]),
                .element(
                    "meta",
                    ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
                .element("title", [:], Markup("Wattoken – \(name)")),
                .style(ReportStyle.sheet),
            ])
        let body = Markup.element(
            "body", [:],
            languageInputs(language) + [.element("header", [:], [bar] + header)]
                + [.element("main", [:], sections), footer])
        return Markup.document(
            .element("html", ["lang": language.rawValue], [head, body]))
    }

    /// The switch stands before all it switches, so that a style rule can follow it.
    private static func languageInputs(_ language: Language) -> [Markup] {
        [("lang-en", Language.english), ("lang-zh", Language.chinese)].map { id, value in
            let label = value == .english ? "English" : "中文"
            return value == language
                ? .element(
                    "input",
                    [
                        "type": "radio", "name": "lang", "id": id, "aria-label": label,
                        "checked": "checked",
                    ])
                : .element(
                    "input", ["type": "radio", "name": "lang", "id": id, "aria-label": label])
        }
    }

    private static var bar: Markup {
        .element(
            "div", ["class": "bar"],
            [
                .element(
                    "p", ["class": "brand"],
                    Text("Wattoken · compute–power synergy", "Wattoken · 算电协同")),
                .element(
                    "p", ["class": "switch"],
                    [
                        .element(
                            "label", ["for": "lang-en", "lang": "en"],
                            Markup("English")),
                        .element(
                            "label", ["for": "lang-zh", "lang": "zh-CN"],
                            Markup("中文")),
                    ]),
            ])
    }

    private static var footer: Markup {
        .element(
            "footer", [:],
            .element(
                "p", [:],
                Text(
                    "A token (词元) is an output token. Energy is at the meter unless stated "
                        + "otherwise. Amounts include VAT where the tariff does. Times are local.",
                    "词元（Token）指输出词元。除另有说明外，电量为电表侧电量；电价含税时金额含税；"
                        + "时间为当地时间。")))
    }
}
