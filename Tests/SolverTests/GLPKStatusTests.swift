import Solver
import Testing

@Suite("GLPK's return codes") struct GLPKStatusTests {
    /// The codes of glpk.h 5.0: GLP_EBADB 0x01 … GLP_ERANGE 0x13.
    private static let codes: ClosedRange<Int32> = 0x01...0x13

    @Test("Every code has its own sentence, zero has none") func sentences() {
        let sentences = Self.codes.compactMap { GLPKEnding.reason($0) }
        #expect(sentences.count == 19 && Set(sentences).count == 19)
        #expect(sentences.allSatisfy { !$0.contains("unknown") })
        #expect(GLPKEnding.reason(0) == nil)
        #expect(GLPKEnding.reason(99) == "GLPK returned the unknown code 99")
    }

    /// Undefined 1, feasible 2, infeasible 3, no feasible point 4, optimal 5, unbounded 6.
    private static let statuses: ClosedRange<Int32> = 1...6

    @Test("No code but zero is ever an optimal simplex solution") func simplex() {
        for code in Self.codes {
            for status in Self.statuses {
                #expect(GLPKEnding.simplex(code: code, status: status) != .optimal)
            }
        }
        #expect(GLPKEnding.simplex(code: 0, status: 5) == .optimal)
        #expect(GLPKEnding.simplex(code: 0, status: 4) == .infeasible)
        #expect(GLPKEnding.simplex(code: 0, status: 6) == .unbounded)
        let sentence = GLPKEnding.simplex(code: 0x09, status: 2).sentence
        #expect(sentence == "stopped with a feasible point: the time limit was reached")
    }

    @Test("A stop at the gap is an optimal or feasible answer, not a failure") func mixedInteger() {
        #expect(GLPKEnding.mixedInteger(code: 0, status: 5) == .optimal)
        #expect(
            GLPKEnding.mixedInteger(code: 0x0E, status: 2)
                == .feasible(reason: "the gap tolerance was reached"))
        #expect(GLPKEnding.mixedInteger(code: 0, status: 4) == .infeasible)
        for code in Self.codes where ![0x08, 0x09, 0x0D, 0x0E].contains(code) {
            #expect(GLPKEnding.mixedInteger(code: code, status: 5) != .optimal)
        }
    }
}
