import Foundation
import Service
import Testing

@Suite struct `Printed pages` {
    private func pdf(rows: Int, created: String = "2026-02-01T00:00:00Z") throws -> [UInt8] {
        try PrintedPages.pdf(
            PrintedDocument(
                title: "绿色Token证书", footer: "Wattoken", created: created, language: "zh-CN",
                blocks: [
                    .title("Green Token 证书"),
                    .table(
                        PrintedDocument.Table(
                            header: ["Site", "Wh"], rows: (0..<rows).map { ["hub", "\($0)"] },
                            widths: [3, 1], numbers: [1])),
                    .code("https://example.org/verify", caption: ["Verify 验证"]),
                ]))
    }

    /// Cairo writes page objects in the clear.
    private func pages(_ pdf: [UInt8]) -> Int {
        String(decoding: pdf, as: UTF8.self).components(separatedBy: "/Type /Page ").count - 1
    }

    @Test func `A short document is one page, and the same bytes again`() throws {
        let first = try pdf(rows: 3)
        #expect(first.starts(with: Array("%PDF-1.".utf8)))
        #expect(pages(first) == 1)
        #expect(try pdf(rows: 3) == first)
        #expect(try pdf(rows: 3, created: "2026-02-02T00:00:00Z") != first)
    }

    // 9 pt rows with 6 pt of air on 730 pt: between 35 and 55 rows a page.
    @Test func `A long table goes on over pages`() throws {
        #expect(try (4...6).contains(pages(pdf(rows: 200))))
    }

    @Test func `A QR code has its three finders and its timing lines`() throws {
        let code = try #require(QRCode("https://example.org/verify?id=1"))
        #expect(code.size == 29)
        let last = code.size - 7
        for (column, row) in [(0, 0), (last, 0), (0, last)] {
            for step in 0..<7 {
                #expect(code.modules[row * code.size + column + step])
                #expect(code.modules[(row + step) * code.size + column])
            }
        }
        for step in 8..<(code.size - 8) {
            #expect(code.modules[6 * code.size + step] == step.isMultiple(of: 2))
        }
        #expect(code.runs.reduce(0) { $0 + $1.length } == code.modules.filter { $0 }.count)
    }

    @Test func `A text too long for a QR code has none`() {
        #expect(QRCode(String(repeating: "x", count: 2332)) == nil)
    }
}
