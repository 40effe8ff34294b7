import Glibc

/// Sizes of the numbers of a program: what an engine has to tell apart.
///
/// Engines work to about nine digits below the largest number; a matrix over more than nine
/// decades, or bounds of 10⁸ beside bounds of 10⁻³, is worth a look at its units.
public struct NumericsReport: Sendable, Equatable {
    /// The magnitudes of one kind of numbers, zeros and infinities left out.
    public struct Magnitudes: Sendable, Equatable {
        /// How many there are.
        public internal(set) var count = 0
        /// Smallest magnitude; nil without any.
        public internal(set) var smallest: Extreme?
        /// Largest magnitude; nil without any.
        public internal(set) var largest: Extreme?
        /// How many have a magnitude from 10ᵏ to below 10ᵏ⁺¹, by k.
        public internal(set) var decades: [Int: Int] = [:]

        /// None.
        public init() {}

        /// Decades between the smallest and the largest; zero without any.
        public var spread: Double {
            guard let smallest, let largest else { return 0 }
            return log10(largest.magnitude / smallest.magnitude)
        }
    }

    /// A number at an end of the range, and where it stands.
    public struct Extreme: Sendable, Equatable {
        /// Its magnitude.
        public let magnitude: Double
        /// Name of the row, of the column, or of both.
        public let place: String

        /// Creates an extreme.
        public init(magnitude: Double, place: String) {
            self.magnitude = magnitude
            self.place = place
        }
    }

    /// Coefficients of the rows.
    public let matrix: Magnitudes
    /// Costs.
    public let cost: Magnitudes
    /// Bounds of the rows.
    public let rowBounds: Magnitudes
    /// Bounds of the columns.
    public let columnBounds: Magnitudes

    /// Measures a program.
    ///
    /// Complexity: O(nonzeros).
    public init(_ program: LinearProgram) {
        let names = program.names
        var matrix = Counter()
        for column in 0..<program.columnCount {
            for entry in program.matrix.entries(ofColumn: column) {
                matrix.add(program.matrix.value[entry], at: entry)
            }
        }
        self.matrix = matrix.magnitudes { entry in
            let after = program.matrix.columnStart.partitioningIndex { Int($0) > entry }
            return names.rowName(Int(program.matrix.rowIndex[entry])) + " · "
                + names.columnName(after - 1)
        }
        cost = Self.measured([program.cost], names.columnName)
        rowBounds = Self.measured([program.rowLower, program.rowUpper], names.rowName)
        columnBounds = Self.measured([program.columnLower, program.columnUpper], names.columnName)
    }

    private static func measured(
        _ lists: [[Double]], _ name: (Int) -> String
    ) -> Magnitudes {
        var counter = Counter()
        for list in lists {
            for (index, value) in list.enumerated() { counter.add(value, at: index) }
        }
        return counter.magnitudes(name)
    }

    private struct Counter {
        var count = 0
        var smallest = (magnitude: Double.infinity, place: -1)
        var largest = (magnitude: 0.0, place: -1)
        var decades: [Int: Int] = [:]

        mutating func add(_ value: Double, at place: Int) {
            let magnitude = abs(value)
            guard magnitude > 0, magnitude.isFinite else { return }
            count += 1
            decades[Int(log10(magnitude).rounded(.down)), default: 0] += 1
            if magnitude < smallest.magnitude { smallest = (magnitude, place) }
            if magnitude > largest.magnitude { largest = (magnitude, place) }
        }

        func magnitudes(_ name: (Int) -> String) -> Magnitudes {
            var result = Magnitudes()
            guard count > 0 else { return result }
            result.count = count
            result.decades = decades
            result.smallest = Extreme(
                magnitude: smallest.magnitude, place: name(smallest.place))
            result.largest = Extreme(magnitude: largest.magnitude, place: name(largest.place))
            return result
        }
    }
}

extension [Int32] {
    /// The first index whose element belongs to the second part of a partitioned list.
    fileprivate func partitioningIndex(_ belongsToSecond: (Int32) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
