import Certificates
import Testing

@Suite struct `Exact figures` {
    @Test(arguments: [(1, 2, 0), (3, 2, 2), (5, 2, 2), (7, 3, 2), (8, 3, 3), (0, 9, 0), (9, 3, 3)])
    func `Halves go to the even`(numerator: Int, denominator: Int, rounded: Int) {
        let found = ExactFigures.roundedHalfEven(Int128(numerator), over: Int128(denominator))
        #expect(found == Int128(rounded))
    }

    @Test(arguments: [
        (0, "0.000000"), (1, "0.000001"), (495_000_000, "495.000000"), (1_000_001, "1.000001"),
    ])
    func `Millionths as decimals and back`(value: Int, text: String) {
        #expect(ExactFigures.text(millionths: Int128(value)) == text)
        #expect(ExactFigures.millionths(text) == Int128(value))
    }

    @Test(arguments: [
        "", "1", "1.0", ".000001", "01.000000", "-1.000000", "1,000000", "1.00000x", "1.0000000",
        "10000000000000000000000000.000000",
    ])
    func `Any other text is none`(text: String) { #expect(ExactFigures.millionths(text) == nil) }

    // The sample of the shared vectors: 900 kWh at 550 g, 100 unmatched at 609.6, 10^9 tokens.
    @Test func `The sample's grams per million tokens`() {
        var figures = CertificateFigures(basis: .inputAndOutput)
        figures.tokens = TokenSum(input: 400_000_000, output: 600_000_000)
        #expect(figures.perMillionTokens(900_000 * 550_000) == 495_000_000)
        #expect(figures.perMillionTokens(100_000 * 609_600) == 60_960_000)
    }
}

@Suite struct `Matching windows` {
    private func window(
        _ length: MatchingWindow.Length, _ time: String, offset: Int64 = 28_800
    ) throws -> [String] {
        let instant = try #require(UTCTime(time))
        let window = MatchingWindow(length, offsetSeconds: offset).window(containing: instant)
        let found = try #require(window)
        return [found.start.text, found.end.text]
    }

    @Test func `Years and months are those of China's clock`() throws {
        let new = ["2025-12-31T16:00:00Z", "2026-12-31T16:00:00Z"]
        #expect(try window(.year, "2025-12-31T16:00:00Z") == new)
        #expect(try window(.year, "2026-12-31T15:59:59Z") == new)
        #expect(
            try window(.year, "2025-12-31T15:59:59Z")
                == ["2024-12-31T16:00:00Z", "2025-12-31T16:00:00Z"])
        #expect(
            try window(.month, "2028-02-10T00:00:00Z")
                == ["2028-01-31T16:00:00Z", "2028-02-29T16:00:00Z"])
        #expect(
            try window(.day, "2026-03-01T17:00:00Z")
                == ["2026-03-01T16:00:00Z", "2026-03-02T16:00:00Z"])
        #expect(
            try window(.quarterHour, "1969-12-31T23:59:59Z")
                == ["1969-12-31T23:45:00Z", "1970-01-01T00:00:00Z"])
    }

    @Test func `There is none beyond the calendar`() throws {
        let last = try #require(UTCTime("9999-12-31T23:59:59Z"))
        #expect(MatchingWindow(.year).window(containing: last) == nil)
        #expect(MatchingWindow(.hour).window(containing: last) == nil)
    }
}

@Suite struct `Factors` {
    private func factor(_ id: String, _ region: String, _ vintage: Int, _ mg: Int64 = 1)
        -> EmissionFactor
    {
        EmissionFactor(
            id: id, kind: .average, region: region, vintage: vintage, milligramsPerKWh: mg,
            source: "s")
    }

    @Test func `The latest that is not after the year`() throws {
        let table = try FactorTable([
            factor("a21", "r", 2021), factor("a23", "r", 2023), factor("b", "q", 2023),
        ])
        #expect(table.factor(.average, region: "r", year: 2026)?.id == "a23")
        #expect(table.factor(.average, region: "r", year: 2022)?.id == "a21")
        #expect(table.factor(.average, region: "r", year: 2020) == nil)
        #expect(table.factor(.residual, region: "r", year: 2026) == nil)
    }

    @Test func `Each kind, region and year once, within bounds`() {
        let faults = FactorTable.faults(of: [
            factor("a", "r", 2021), factor("a", "q", 2021), factor("c", "r", 2021),
            factor("d", "r", 1900), factor("e", "s", 2021, -1),
        ])
        #expect(faults.map(\.position) == [1, 2, 3, 4])
    }
}
