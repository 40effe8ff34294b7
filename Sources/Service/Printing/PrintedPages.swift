/// Breaks a document into A4 pages and draws them.
package struct PrintedPages: ~Copyable {
    private let document: PrintedDocument
    private let canvas: PDFCanvas
    private var y = PrintedPages.margin
    private var page = 1

    private static let margin = 51.0
    private static let bottom = PDFCanvas.height - 62
    private static let width = PDFCanvas.width - 2 * margin
    private static let gap = 8.0

    /// A document as the bytes of a PDF; same document, same fonts, same bytes.
    package static func pdf(_ document: PrintedDocument) throws(PDFCanvas.Fault) -> [UInt8] {
        var pages = PrintedPages(document)
        for block in document.blocks { pages.draw(block) }
        return try pages.finished()
    }

    private init(_ document: PrintedDocument) {
        self.document = document
        canvas = PDFCanvas(
            title: document.title, created: document.created, language: document.language)
    }

    private consuming func finished() throws(PDFCanvas.Fault) -> [UInt8] {
        drawFooter()
        canvas.endPage()
        return try canvas.finished()
    }

    private mutating func draw(_ block: PrintedDocument.Block) {
        switch block {
        case .title(let text): draw(text, .title, before: 0)
        case .heading(let text): draw(text, .heading, before: 10, room: 40)
        case .paragraph(let text): draw(text, .body, before: 2)
        case .note(let text): draw(text, .note, before: 2)
        case .figures(let figures): draw(figures)
        case .table(let table): draw(table)
        case .code(let text, let caption): drawCode(text, caption)
        }
    }

    /// Begins a new page unless there is room for so much.
    @discardableResult private mutating func makeRoom(_ height: Double) -> Bool {
        guard y + height > Self.bottom, y > Self.margin else { return false }
        drawFooter()
        canvas.endPage()
        page += 1
        y = Self.margin
        return true
    }

    private func drawFooter() {
        let y = Self.bottom + 14
        canvas.fill(x: Self.margin, y: y, width: Self.width, height: 0.5, grey: 0.7)
        canvas.put(document.footer, at: (Self.margin, y + 5), width: Self.width - 40, style: .note)
        var style = TextStyle.note
        style.isAtTheRight = true
        canvas.put(
            "\(page)", at: (Self.margin + Self.width - 36, y + 5), width: 36, style: style)
    }

    private mutating func draw(
        _ text: String, _ style: TextStyle, before: Double, room: Double = 0
    ) {
        let height = canvas.put(text, at: nil, width: Self.width, style: style)
        makeRoom(before + height + room)
        y += before
        canvas.put(text, at: (Self.margin, y), width: Self.width, style: style)
        y += height + Self.gap
    }

    /// Up to three in a row, all of one size.
    private mutating func draw(_ figures: [PrintedDocument.Figure]) {
        let perRow = figures.count % 3 == 0 || figures.count > 4 ? 3 : 2
        let width = (Self.width - Self.gap * Double(perRow - 1)) / Double(perRow)
        var rest = figures[...]
        while !rest.isEmpty {
            let row = rest.prefix(perRow)
            rest = rest.dropFirst(perRow)
            let inner = width - 16
            let nameHeight =
                row.map { canvas.put($0.name, at: nil, width: inner, style: .note) }.max() ?? 0
            let height = nameHeight + 46
            makeRoom(height + Self.gap)
            for (index, figure) in row.enumerated() {
                let x = Self.margin + Double(index) * (width + Self.gap)
                canvas.fill(x: x, y: y, width: width, height: height, grey: 0.95)
                canvas.put(figure.name, at: (x + 8, y + 6), width: inner, style: .note)
                canvas.put(
                    figure.value, at: (x + 8, y + nameHeight + 7), width: inner, style: .figure)
                canvas.put(
                    figure.unit, at: (x + 8, y + nameHeight + 30), width: inner, style: .note)
            }
            y += height + Self.gap
        }
    }

    private mutating func draw(_ table: PrintedDocument.Table) {
        if !table.header.isEmpty { draw(row: table.header, of: table, isHeader: true) }
        for row in table.rows { draw(row: row, of: table, isHeader: false) }
        y += Self.gap
    }

    private mutating func draw(row: [String], of table: PrintedDocument.Table, isHeader: Bool) {
        let sum = table.widths.reduce(0, +)
        let style = TextStyle(size: 8.5, grey: isHeader ? 0.35 : 0.1)
        let widths = table.widths.map { Self.width * $0 / sum }
        let heights = zip(row, widths).map {
            canvas.put($0, at: nil, width: $1 - 8, style: style)
        }
        let height = (heights.max() ?? 0) + 6
        if makeRoom(height), !isHeader, !table.header.isEmpty {
            draw(row: table.header, of: table, isHeader: true)
        }
        var x = Self.margin
        for (index, cell) in row.enumerated() where index < widths.count {
            var cellStyle = style
            cellStyle.isAtTheRight = table.numbers.contains(index)
            canvas.put(cell, at: (x + 4, y + 3), width: widths[index] - 8, style: cellStyle)
            x += widths[index]
        }
        y += height
        canvas.fill(
            x: Self.margin, y: y - 0.4, width: Self.width, height: isHeader ? 0.8 : 0.3,
            grey: isHeader ? 0.4 : 0.8)
    }

    private mutating func drawCode(_ text: String, _ caption: [String]) {
        let side = 96.0
        makeRoom(side + Self.gap)
        if let code = QRCode(text) {
            // Four modules of white around it are part of the code.
            let unit = side / Double(code.size + 8)
            for run in code.runs {
                canvas.fill(
                    x: Self.margin + Double(run.column + 4) * unit,
                    y: y + Double(run.row + 4) * unit,
                    width: Double(run.length) * unit, height: unit, grey: 0)
            }
        }
        var line = y + 8
        for text in caption {
            line +=
                canvas.put(
                    text, at: (Self.margin + side + 12, line), width: Self.width - side - 12,
                    style: .body) + 3
        }
        y = max(y + side, line) + Self.gap
    }
}
