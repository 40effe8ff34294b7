/// A piece of well-formed markup, valid as HTML and as XML; strings enter it escaped.
struct Markup: Sendable, Equatable {
    /// The characters.
    let source: String

    /// Nothing.
    static let empty = Markup(source: "")

    private init(source: String) { self.source = source }

    /// Escapes a string.
    init(_ text: String) { source = Self.escaped(text) }

    /// A text in both languages; the page shows one of them.
    init(_ text: Text) {
        if text.en == text.zh {
            source = Self.escaped(text.en)
        } else {
            source =
                "<span class=\"en\" lang=\"en\">\(Self.escaped(text.en))</span>"
                + "<span class=\"zh\" lang=\"zh-CN\">\(Self.escaped(text.zh))</span>"
        }
    }

    /// Joins pieces.
    init(_ pieces: [Markup]) { source = pieces.map(\.source).joined() }

    /// An element; attributes are escaped, and left out when empty.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
        _ children: [Markup] = []
    ) -> Markup {
        var result = "<" + name
        for (key, value) in attributes where !value.isEmpty {
            result += " \(key)=\"\(escaped(value))\""
        }
        if selfClosing.contains(name), children.isEmpty {
            result += "/>"
        } else {
            result += ">"
            for child in children { result += child.source }
            result += "</\(name)>"
        }
        return Markup(source: result)
    }

    /// An element with one child.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ child: Markup
    ) -> Markup {
        element(name, attributes, [child])
    }

    /// An element with text in both languages.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: Text
    ) -> Markup {
        element(name, attributes, [Markup(text)])
    }

    /// A style sheet of the project's own, which has no character to escape.
    static func style(_ sheet: StaticString) -> Markup {
        Markup(source: "<style>\n\(sheet)</style>")
    }

    /// The type of the document, then its root.
    static func document(_ root: Markup) -> String { "<!DOCTYPE html>\n" + root.source + "\n" }

    /// Joins two pieces.
    static func + (a: Markup, b: Markup) -> Markup { Markup(source: a.source + b.source) }

    private static let selfClosing: Set<String> = [
        "meta", "input", "br", "rect", "path", "line", "circle", "stop",
    ]

    /// Escapes what markup reserves and drops what XML forbids.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Markup: ExpressibleByStringLiteral {
    /// A literal is text, and escaped.
    init(stringLiteral text: String) { self.init(text) }
}
