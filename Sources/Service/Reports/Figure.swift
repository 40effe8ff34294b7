/// A chart with its caption and its legend.
enum Figure {
    /// One entry of a legend.
    struct Key {
        /// Colour of the swatch.
        let color: String
        /// What it stands for.
        let name: Text
        /// A number behind the name; empty for none.
        var value: Text = ""
        /// Whether the swatch is a line.
        var isLine = false
    }

    /// Wraps a chart.
    static func markup(
        _ caption: Text, _ chart: Markup, keys: [Key] = [], note: Text? = nil, style: String = ""
    ) -> Markup {
        .element(
            "figure", ["class": style],
            [.element("figcaption", [:], caption), .element("div", ["class": "plot"], chart)]
                + (keys.isEmpty ? [] : [legend(keys)])
                + (note.map { [.element("p", ["class": "note"], $0)] } ?? []))
    }

    /// A legend that wraps.
    static func legend(_ keys: [Key]) -> Markup {
        .element(
            "ul", ["class": "legend"],
            keys.map { key in
                .element(
                    "li", [:],
                    [
                        .element(
                            "i", ["class": key.isLine ? "line" : "", "style": swatch(key)]),
                        Markup(key.name),
                    ]
                        + (key.value == ""
                            ? []
                            : [" ", .element("b", [:], key.value)]))
            })
    }

    private static func swatch(_ key: Key) -> String {
        key.isLine ? "border-color:\(key.color)" : "background:\(key.color)"
    }
}

/// One row of numbers to draw.
package struct ChartSeries {
    /// What they are.
    package let name: Text
    /// One number for each interval or category.
    package let values: [Double]
    /// Colour.
    let color: String
}
