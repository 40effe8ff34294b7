/// A table that scrolls sideways where the page is narrow.
struct DataTable {
    /// A column.
    struct Column {
        /// Heading.
        let heading: Text
        /// Unit, under the heading; empty for none.
        var unit: Text = ""
        /// Whether the cells are numbers.
        var isNumber = true
    }

    /// Columns.
    let columns: [Column]
    /// Cells by row; the first of a row names it.
    var rows: [[Markup]] = []
    /// Cells of a last row with sums.
    var total: [Markup] = []
    /// What the table shows, for those who cannot see it.
    var caption: Text?

    /// The table.
    func markup() -> Markup {
        let head = columns.map { column in
            Markup.element(
                "th", ["scope": "col", "class": column.isNumber ? "n" : ""],
                [Markup(column.heading)]
                    + (column.unit == "" ? [] : [.element("small", [:], column.unit)]))
        }
        let body = rows.map { .element("tr", [:], cells($0)) } as [Markup]
        let foot: [Markup] =
            total.isEmpty ? [] : [.element("tfoot", [:], .element("tr", [:], cells(total)))]
        return .element(
            "div", ["class": "scroll"],
            .element(
                "table", [:],
                (caption.map { [.element("caption", [:], $0)] } ?? [])
                    + [
                        .element("thead", [:], .element("tr", [:], head)),
                        .element("tbody", [:], body),
                    ] + foot))
    }

    private func cells(_ row: [Markup]) -> [Markup] {
        row.enumerated().map { index, cell in
            if index == 0 { return .element("th", ["scope": "row"], cell) }
            return .element("td", ["class": columns[index].isNumber ? "n" : ""], cell)
        }
    }
}
