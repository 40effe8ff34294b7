import Glibc

/// SplitMix64: a small seeded generator, the same on every machine.
///
/// Every thing that varies has a stream of its own, named by what it is, so that one more hub or
/// day does not change the others (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, 2014).
struct SeededGenerator {
    private var state: UInt64

    /// The stream of a name (FNV-1a of its bytes, mixed with the seed).
    init(seed: UInt64, stream: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in stream.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        state = seed &* 0x9e37_79b9_7f4a_7c15 ^ hash
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// A number from a range, all equally likely.
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        let unit = Double(next() >> 11) * 0x1p-53
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }

    /// Nearly normal, mean 0 and variance 1, within ±6: twelve uniform numbers added.
    mutating func normal() -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + uniform(0...1) }
    }
}

/// A first-order autoregressive process of variance 1.
struct Autoregression {
    private var generator: SeededGenerator
    private let memory: Double
    private let innovation: Double
    private(set) var value: Double

    /// A process that forgets with a time constant, in the unit of the step.
    init(_ generator: SeededGenerator, timeConstant: Double, step: Double) {
        self.generator = generator
        memory = exp(-step / timeConstant)
        innovation = (1 - memory * memory).squareRoot()
        value = self.generator.normal()
    }

    /// The value of this step; the process moves on.
    mutating func advance() -> Double {
        let now = value
        value = memory * value + innovation * generator.normal()
        return now
    }
}
