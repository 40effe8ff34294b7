import Certificates
import Testing

@Suite struct `Largest remainder` {
    @Test func `Ten split by 1, 1, 1 is 4, 3, 3: what is left goes to the first`() {
        #expect(LargestRemainder.split(10, by: [1, 1, 1]) == [4, 3, 3])
    }

    // 100 · (47, 16, 15.8, 12, 6.1, 3.1) / 100 in units of 0.1: remainders 8 of 15.8 first.
    @Test func `Hamilton's own example keeps its total`() {
        #expect(
            LargestRemainder.split(10, by: [470, 160, 158, 120, 61, 31]) == [5, 2, 1, 1, 1, 0])
    }

    @Test func `Totals near the largest Int64 do not overflow`() {
        let shares = LargestRemainder.split(.max, by: [.max, .max, .max])
        #expect(shares?.reduce(0, +) == .max)
        #expect(shares.map { Set($0).count <= 2 } == true)
    }

    @Test func `A total without weights, and negative numbers, are refused`() {
        #expect(LargestRemainder.split(1, by: [0, 0]) == nil)
        #expect(LargestRemainder.split(1, by: []) == nil)
        #expect(LargestRemainder.split(-1, by: [1]) == nil)
        #expect(LargestRemainder.split(1, by: [2, -1]) == nil)
        #expect(LargestRemainder.split(0, by: [0, 0]) == [0, 0])
    }
}
