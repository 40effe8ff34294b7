import Foundation
import Solver
import Testing

private func read(_ columns: String) throws(ProgramFileError) -> LinearProgram {
    try LinearProgram(mps: Array("ROWS\n N c\n L r\nCOLUMNS\n\(columns)\nENDATA".utf8))
}

@Suite("MPS numbers") struct MPSNumberTests {
    @Test(
        "Numbers are rounded correctly",
        arguments: [
            "0", "-0.0", "1", "+1.5", ".5", "5.", "1e22", "1e23", "123456789012345678", "1e-5",
            "9007199254740993", "0.1", "2.2250738585072014e-308", "4.9e-324",
            "1.7976931348623157e308",
            "3.141592653589793238462643383279", "1234567890123456789012345",
            "0.000000000000000000000000012",
            "8.533e-68", "1e29", "6.02214076d23", "00000000000000000000000000001.25",
        ])
    func numbers(text: String) throws {
        let program = try read(" x c \(text) r 1")
        let swift = text.replacingOccurrences(of: "d", with: "e")
        let expected = Double(swift.hasPrefix(".") ? "0" + swift : swift)
        #expect(program.cost.first == expected)
    }

    @Test("A thousand random numbers are rounded like the standard library's") func randomNumbers()
        throws
    {
        var random = SystemRandomNumberGenerator()
        var columns: [String] = []
        var expected: [Double] = []
        while expected.count < 1000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let short = Double.random(in: -1000...1000, using: &random)
            let rounded = (short * 1000).rounded() / 1000
            columns.append(" x\(expected.count) c \(expected.count % 2 == 0 ? number : rounded)")
            expected.append(expected.count % 2 == 0 ? number : rounded)
        }
        #expect(try read(columns.joined(separator: "\n")).cost == expected)
    }
}
