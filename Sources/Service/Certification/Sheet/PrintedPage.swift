/// A printed document as a section of a page, block by block the same as on paper.
enum PrintedPage {
    /// A page of a document in both languages, of which it shows one.
    static func html(
        _ documents: [(language: Language, document: PrintedDocument)], showing language: Language
    ) -> String {
        func title(_ wanted: Language) -> String {
            documents.first { $0.language == wanted }?.document.title ?? ""
        }
        return PageFrame.html(
            title: Text(en: title(.english), zh: title(.chinese)), language: language, header: [],
            sections: documents.map { language, document in
                .element(
                    "section",
                    [
                        "class": language == .english ? "en" : "zh", "lang": language.rawValue,
                    ], document.blocks.map(markup))
            })
    }

    private static func markup(_ block: PrintedDocument.Block) -> Markup {
        switch block {
        case .title(let text): .element("h1", [:], Markup(text))
        case .heading(let text): .element("h2", [:], Markup(text))
        case .paragraph(let text): .element("p", ["class": "lead"], Markup(text))
        case .note(let text): .element("p", ["class": "note"], Markup(text))
        case .figures(let figures):
            .element("div", ["class": "cards"], figures.map(card))
        case .table(let table): markup(table)
        case .code(let text, let caption): markup(code: text, caption)
        }
    }

    private static func card(_ figure: PrintedDocument.Figure) -> Markup {
        .element(
            "div", ["class": "card"],
            [
                .element("p", ["class": "name"], Markup(figure.name)),
                .element("p", ["class": "value"], Markup(figure.value)),
                .element("p", ["class": "more"], Markup(figure.unit)),
            ])
    }

    private static func markup(_ table: PrintedDocument.Table) -> Markup {
        func row(_ cells: [String], _ element: String) -> Markup {
            .element(
                "tr", [:],
                cells.enumerated().map { index, cell in
                    .element(
                        element, ["class": table.numbers.contains(index) ? "n" : ""],
                        Markup(cell))
                })
        }
        let head =
            table.header.isEmpty
            ? [] : [Markup.element("thead", [:], row(table.header, "th"))]
        return .element(
            "div", ["class": "plot"],
            .element(
                "table", [:],
                head + [.element("tbody", [:], table.rows.map { row($0, "td") })]))
    }

    private static func markup(code text: String, _ caption: [String]) -> Markup {
        var children: [Markup] = []
        if let code = QRCode(text) {
            let side = "\(code.size + 8)"
            children.append(
                .element(
                    "svg",
                    [
                        "class": "code", "viewBox": "0 0 \(side) \(side)", "role": "img",
                        "aria-label": text, "shape-rendering": "crispEdges",
                    ],
                    [
                        .element("rect", ["width": side, "height": side, "fill": "#fff"]),
                        .element("path", ["d": code.path, "fill": "#000"]),
                    ]))
        }
        let lines = caption.map { line in
            Markup.element(
                "p", ["class": "note"],
                line == text
                    ? .element("a", ["href": line], Markup(line)) : Markup(line))
        }
        children.append(.element("div", [:], lines))
        return .element("div", ["class": "scan"], children)
    }
}
