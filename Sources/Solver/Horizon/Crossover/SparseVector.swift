/// A vector of which few entries are not zero: all values, and a list of the places to look at.
struct SparseVector {
    private(set) var value: [Double]
    /// Places that may hold something else than zero, in no particular order.
    private(set) var places: [Int32] = []
    private var isListed: [Bool]

    /// Entries below this are the rounding of a zero.
    static let least = 1e-14

    /// A vector of zeros.
    init(count: Int) {
        value = [Double](repeating: 0, count: count)
        isListed = [Bool](repeating: false, count: count)
    }

    subscript(_ place: Int) -> Double {
        get { value[place] }
        set {
            value[place] = newValue
            list(place)
        }
    }

    /// Puts a place on the list.
    mutating func list(_ place: Int) {
        if !isListed[place] {
            isListed[place] = true
            places.append(Int32(place))
        }
    }

    /// Subtracts from a place.
    mutating func subtract(_ amount: Double, at place: Int) {
        value[place] -= amount
        list(place)
    }

    /// Makes every entry zero.
    mutating func clear() {
        for place in places {
            value[Int(place)] = 0
            isListed[Int(place)] = false
        }
        places.removeAll(keepingCapacity: true)
    }
}
