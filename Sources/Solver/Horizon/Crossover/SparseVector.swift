/// A vector of which few entries are not zero: all values, and a list of the places to look at.
struct SparseVector {
    private(set) var value: [Double]
    /// Room for the list; the first `listedCount` are it.
    private var list: [Int32]
    private var listedCount = 0
    private var isListed: [Bool]

    /// Entries below this are the rounding of a zero.
    static let least = 1e-14

    /// A vector of zeros.
    init(count: Int) {
        value = [Double](repeating: 0, count: count)
        list = [Int32](repeating: 0, count: count)
        isListed = [Bool](repeating: false, count: count)
    }

    /// Places that may hold something else than zero, in no particular order.
    var places: ArraySlice<Int32> { list[..<listedCount] }

    subscript(_ place: Int) -> Double {
        get { value[place] }
        set {
            value[place] = newValue
            if !isListed[place] {
                isListed[place] = true
                list[listedCount] = Int32(place)
                listedCount += 1
            }
        }
    }

    /// Subtracts from a place.
    mutating func subtract(_ amount: Double, at place: Int) { self[place] = value[place] - amount }

    /// Makes every entry zero.
    mutating func clear() {
        withRoom { $0.clear() }
    }

    /// Lets a loop write without looking after the arrays at every entry.
    @inline(__always)
    mutating func withRoom<Result>(_ body: (inout SparseRoom) -> Result) -> Result {
        let count = listedCount
        var after = count
        defer { listedCount = after }
        return unsafe value.withUnsafeMutableBufferPointer { value in
            unsafe list.withUnsafeMutableBufferPointer { list in
                unsafe isListed.withUnsafeMutableBufferPointer { isListed in
                    var room = unsafe SparseRoom(
                        value: value, list: list, isListed: isListed, count: count)
                    let result = body(&room)
                    after = room.count
                    return result
                }
            }
        }
    }
}

/// A sparse vector as a loop writes it: checked in debug builds only.
@safe
struct SparseRoom {
    private let value: UnsafeMutableBufferPointer<Double>
    private let list: UnsafeMutableBufferPointer<Int32>
    private let isListed: UnsafeMutableBufferPointer<Bool>
    /// How many places are listed.
    fileprivate(set) var count: Int

    fileprivate init(
        value: UnsafeMutableBufferPointer<Double>, list: UnsafeMutableBufferPointer<Int32>,
        isListed: UnsafeMutableBufferPointer<Bool>, count: Int
    ) {
        unsafe (self.value, self.list, self.isListed) = (value, list, isListed)
        self.count = count
    }

    subscript(place: Int) -> Double {
        @inline(__always) get { unsafe value[place] }
        @inline(__always) set {
            unsafe value[place] = newValue
            if unsafe !isListed[place] {
                unsafe isListed[place] = true
                unsafe list[count] = Int32(truncatingIfNeeded: place)
                count += 1
            }
        }
    }

    /// The place that was listed as number `index`.
    @inline(__always)
    func place(_ index: Int) -> Int { unsafe Int(list[index]) }

    fileprivate mutating func clear() {
        for index in 0..<count {
            let place = place(index)
            unsafe value[place] = 0
            unsafe isListed[place] = false
        }
        count = 0
    }
}

/// An array as a loop reads it: checked in debug builds only.
@safe
struct Reader<Element> {
    private let elements: UnsafeBufferPointer<Element>

    fileprivate init(_ elements: UnsafeBufferPointer<Element>) { unsafe self.elements = elements }

    subscript(index: Int) -> Element {
        @inline(__always) get { unsafe elements[index] }
    }
}

extension Array {
    /// Lets a loop read.
    @inline(__always)
    func withReader<Result>(_ body: (Reader<Element>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { unsafe body(Reader($0)) }
    }
}
