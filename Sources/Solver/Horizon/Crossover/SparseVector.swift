/// A vector of which few entries are not zero: all values, and a list of the places to look at.
package struct SparseVector {
    package private(set) var value: [Double]
    /// Room for the list; the first `listedCount` are it.
    private var list: [Int32]
    private var listedCount = 0
    private var isListed: [Bool]

    /// Entries below this are the rounding of a zero.
    static let least = 1e-14

    /// A vector of zeros.
    package init(count: Int) {
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

    /// Lets a loop read the listed entries.
    @inline(__always)
    func withEntries<Result>(_ body: (SparseEntries) -> Result) -> Result {
        value.withReader { value in
            list.withReader { list in
                body(SparseEntries(count: listedCount, places: list, values: value))
            }
        }
    }
}

/// The listed entries of a sparse vector as a loop reads them.
struct SparseEntries {
    /// How many are listed.
    let count: Int
    fileprivate let places: Reader<Int32>
    fileprivate let values: Reader<Double>

    fileprivate init(count: Int, places: Reader<Int32>, values: Reader<Double>) {
        (self.count, self.places, self.values) = (count, places, values)
    }

    /// The place that was listed as number `index`.
    @inline(__always)
    func place(_ index: Int) -> Int { Int(places[index]) }

    /// The value at a place.
    subscript(place: Int) -> Double {
        @inline(__always) get { values[place] }
    }
}

/// A sparse vector as a loop writes it: checked in debug builds only.
@safe
struct SparseRoom {
    private let value: UnsafeMutableBufferPointer<Double>
    private let list: UnsafeMutableBufferPointer<Int32>
    private let isListed: UnsafeMutableBufferPointer<Bool>
    /// How many places are listed.
    private(set) var count: Int

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
                add(place)
            }
        }
    }

    /// The place that was listed as number `index`.
    @inline(__always)
    func place(_ index: Int) -> Int { unsafe Int(list[index]) }

    /// Makes every entry zero.
    mutating func clear() {
        for index in 0..<count {
            let place = place(index)
            unsafe value[place] = 0
            unsafe isListed[place] = false
        }
        count = 0
    }

    // MARK: For triangular solves, which make the list anew

    /// Subtracts from a place without listing it.
    @inline(__always)
    func subtract(_ amount: Double, unlisted place: Int) { unsafe value[place] -= amount }

    /// Sets a place without listing it.
    @inline(__always)
    func set(_ new: Double, unlisted place: Int) { unsafe value[place] = new }

    @inline(__always)
    func isMarked(_ place: Int) -> Bool { unsafe isListed[place] }

    /// Marks a place as listed, or as not listed.
    @inline(__always)
    func mark(_ place: Int, _ isMarked: Bool) { unsafe isListed[place] = isMarked }

    /// Adds a marked place to the end of the list.
    @inline(__always)
    mutating func add(_ place: Int) {
        unsafe list[count] = Int32(truncatingIfNeeded: place)
        count += 1
    }

    /// Forgets which places are listed; their values stay.
    mutating func unlist() {
        for index in 0..<count { mark(place(index), false) }
        count = 0
    }

    /// Puts a place at an earlier or equal end of the list than it was read from.
    @inline(__always)
    func move(_ place: Int, to index: Int) {
        unsafe list[index] = Int32(truncatingIfNeeded: place)
    }

    /// Drops the first places of the list, which are no longer marked.
    mutating func dropFirst(_ dropped: Int) {
        guard dropped > 0 else { return }
        for index in dropped..<count { unsafe list[index - dropped] = list[index] }
        count -= dropped
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

/// An array as a loop writes it: checked in debug builds only.
@safe
struct Writer<Element> {
    private let elements: UnsafeMutableBufferPointer<Element>

    fileprivate init(_ elements: UnsafeMutableBufferPointer<Element>) {
        unsafe self.elements = elements
    }

    subscript(index: Int) -> Element {
        @inline(__always) get { unsafe elements[index] }
        @inline(__always) nonmutating set { unsafe elements[index] = newValue }
    }
}

extension Array {
    /// Lets a loop read.
    @inline(__always)
    func withReader<Result>(_ body: (Reader<Element>) -> Result) -> Result {
        unsafe withUnsafeBufferPointer { unsafe body(Reader($0)) }
    }

    /// Lets a loop write.
    @inline(__always)
    mutating func withWriter<Result>(_ body: (Writer<Element>) -> Result) -> Result {
        unsafe withUnsafeMutableBufferPointer { unsafe body(Writer($0)) }
    }
}
