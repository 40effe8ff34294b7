/// A document for paper: its content in order, without a word about where it stands on a page.
package struct PrintedDocument: Equatable, Sendable {
    /// Title of the file.
    package var title: String
    /// Stands at the foot of each page, before its number.
    package var footer: String
    /// When it was made, RFC 3339; part of the bytes, so that same content gives same bytes.
    package var created: String
    /// BCP 47, which decides the shapes of Chinese characters.
    package var language: String
    package var blocks: [Block]

    /// All members.
    package init(
        title: String, footer: String, created: String, language: String, blocks: [Block]
    ) {
        self.title = title
        self.footer = footer
        self.created = created
        self.language = language
        self.blocks = blocks
    }

    /// A piece of content.
    package enum Block: Equatable, Sendable {
        case title(String)
        case heading(String)
        case paragraph(String)
        /// Small print.
        case note(String)
        /// Figures of one rank, side by side in equal size.
        case figures([Figure])
        case table(Table)
        /// A QR code of a text, with words beside it.
        case code(String, caption: [String])
    }

    /// A figure with what it is.
    package struct Figure: Equatable, Sendable {
        package var name: String
        package var value: String
        package var unit: String

        /// All members.
        package init(name: String, value: String, unit: String) {
            self.name = name
            self.value = value
            self.unit = unit
        }
    }

    /// Rows under a header that is repeated on each page.
    package struct Table: Equatable, Sendable {
        /// Without header: names and values.
        package var header: [String]
        package var rows: [[String]]
        /// Width of each column as part of the sum.
        package var widths: [Double]
        /// Columns of numbers, which end at the right.
        package var numbers: Set<Int>

        /// All members.
        package init(
            header: [String], rows: [[String]], widths: [Double], numbers: Set<Int> = []
        ) {
            self.header = header
            self.rows = rows
            self.widths = widths
            self.numbers = numbers
        }
    }
}
