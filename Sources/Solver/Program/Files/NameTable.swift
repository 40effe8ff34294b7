/// Numbers names in the order in which they arrive and finds them again by their bytes.
///
/// All names lie in one pool, so a million names cost no million strings. The hash is seeded by
/// the process: a file cannot be built to make the search slow.
struct NameTable: Sendable {
    private var pool: [UInt8] = []
    private var start: [Int] = [0]
    private var hashes: [UInt32] = []
    /// Number of the name plus one at each place of a table that is at most half full; 0 is free.
    private var slots = [Int32](repeating: 0, count: 64)

    /// Number of names.
    var count: Int { hashes.count }

    /// The name with this number.
    func name(_ number: Int) -> String {
        String(decoding: pool[start[number]..<start[number + 1]], as: UTF8.self)
    }

    /// The number of the name that fills `range` of `bytes`, or nil.
    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        let hash = Self.hash(bytes, range)
        let found = slots[slot(bytes, range, hash)]
        return found == 0 ? nil : Int(found) - 1
    }

    /// The number of a name, added when it is new.
    mutating func insert(_ bytes: [UInt8], _ range: Range<Int>) -> (number: Int, isNew: Bool) {
        let hash = Self.hash(bytes, range)
        let place = slot(bytes, range, hash)
        if slots[place] != 0 { return (Int(slots[place]) - 1, false) }
        pool.append(contentsOf: bytes[range])
        start.append(pool.count)
        hashes.append(hash)
        slots[place] = Int32(count)
        if count * 2 > slots.count { grow() }
        return (count - 1, true)
    }

    /// True when `number` is the name that fills `range`.
    func matches(_ number: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let first = start[number]
        guard start[number + 1] - first == range.count else { return false }
        for offset in 0..<range.count
        where pool[first + offset] != bytes[range.lowerBound + offset] {
            return false
        }
        return true
    }

    /// The place that holds the name, or the free one where it belongs.
    private func slot(_ bytes: [UInt8], _ range: Range<Int>, _ hash: UInt32) -> Int {
        let mask = slots.count - 1
        var place = Int(hash) & mask
        while slots[place] != 0 {
            let number = Int(slots[place]) - 1
            if hashes[number] == hash, matches(number, bytes, range) { break }
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = [Int32](repeating: 0, count: mask + 1)
        for number in 0..<count {
            var place = Int(hashes[number]) & mask
            while slots[place] != 0 { place = (place + 1) & mask }
            slots[place] = Int32(number + 1)
        }
    }

    private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        var hasher = Hasher()
        unsafe bytes.withUnsafeBytes { all in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: all[range]))
        }
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }
}

/// The names of a program read from a file, made into strings one at a time on request.
struct PooledNames: ProgramNames {
    let programName: String
    let columns: NameTable
    let rows: NameTable
    /// Number of each row's name; names of dropped rows have no row.
    let rowNumbers: [Int32]

    func columnName(_ column: Int) -> String { columns.name(column) }
    func rowName(_ row: Int) -> String { rows.name(Int(rowNumbers[row])) }
}
