import Glibc

/// Numbers with one owner, written in place by the passes of the method.
///
/// An array would be checked for a second owner at every write; a year has millions of entries and
/// some forty passes over them in each iteration. Memory that is never written takes no room.
@safe
struct Vector: ~Copyable {
    /// The numbers; valid as long as the vector is.
    let entries: Entries

    /// Numbers that kernels may read behind the last one, and do not use.
    private static let spare = 8

    /// So many zeros.
    init(count: Int) {
        let room = count + Self.spare
        let memory = unsafe calloc(room, MemoryLayout<Double>.stride)
        guard let base = unsafe memory?.bindMemory(to: Double.self, capacity: room) else {
            preconditionFailure("no memory for \(count) numbers")
        }
        entries = unsafe Entries(base: base, count: count)
    }

    /// The numbers of an array.
    init(_ array: [Double]) {
        self.init(count: array.count)
        for index in array.indices { entries[index] = array[index] }
    }

    deinit { unsafe free(entries.base) }

    var count: Int { entries.count }
    var indices: Range<Int> { 0..<entries.count }

    subscript(index: Int) -> Double {
        get { entries[index] }
        nonmutating set { entries[index] = newValue }
    }

    /// Takes over the numbers of another vector of the same length.
    func copy(_ other: borrowing Vector) { entries.copy(other.entries) }

    /// Takes over the numbers of an array of the same length.
    func copy(_ array: [Double]) {
        precondition(count == array.count)
        for index in array.indices { entries[index] = array[index] }
    }

    /// Sets every number to zero.
    func clear() { unsafe entries.base.update(repeating: 0, count: count) }

    /// Largest size of a number.
    var size: Double {
        var size = 0.0
        for index in indices { size = max(size, abs(entries[index])) }
        return size
    }

    /// Sum of the sizes of all numbers.
    var sum: Double {
        var sum = 0.0
        for index in indices { sum += abs(entries[index]) }
        return sum
    }

    /// The sum of products with another vector.
    func dot(_ other: borrowing Vector) -> Double {
        precondition(count == other.count)
        var sum = 0.0
        for index in indices { sum += entries[index] * other.entries[index] }
        return sum
    }

    /// The numbers as an array.
    var array: [Double] { indices.map { entries[$0] } }
}

/// The numbers of a vector as a loop sees them: checked in debug builds only.
@safe
struct Entries {
    let base: UnsafeMutablePointer<Double>
    let count: Int

    subscript(index: Int) -> Double {
        @inline(__always) get {
            assert(0 <= index && index < count)
            return unsafe base[index]
        }
        @inline(__always) nonmutating set {
            assert(0 <= index && index < count)
            unsafe base[index] = newValue
        }
    }

    /// Takes over the numbers of others, as many.
    func copy(_ other: Entries) {
        precondition(count == other.count)
        unsafe base.update(from: other.base, count: count)
    }

    /// Whether all numbers are finite.
    var isFinite: Bool {
        // A sum of zeros, unless one factor is not finite.
        var sum = 0.0
        for index in 0..<count { sum += 0 * self[index] }
        return sum == 0
    }
}
