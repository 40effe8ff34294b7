/// Numbers names in the order in which they arrive and finds them again by their bytes.
///
/// All names lie in one pool, so a million names cost no million strings. The hash is seeded by
/// the process: a file cannot be built to make the search slow.
struct NameTable: Sendable {
    private var pool: [UInt8] = []
    private var start: [Int] = [0]
    /// The hash above the number of the name plus one, in at most half of the places; 0 is free.
    private var slots = [UInt64](repeating: 0, count: 64)

    /// Number of names.
    var count: Int { start.count - 1 }

    /// The name with this number.
    func name(_ number: Int) -> String {
        String(decoding: pool[start[number]..<start[number + 1]], as: UTF8.self)
    }

    /// The number of the name that fills `range` of `bytes`, or nil.
    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        let hash = Self.hash(bytes, range)
        return Self.number(in: slots[slot(bytes, range, hash)])
    }

    /// The number of a name, added when it is new.
    mutating func insert(_ bytes: [UInt8], _ range: Range<Int>) -> (number: Int, isNew: Bool) {
        let hash = Self.hash(bytes, range)
        let place = slot(bytes, range, hash)
        if let number = Self.number(in: slots[place]) { return (number, false) }
        pool.append(contentsOf: bytes[range])
        start.append(pool.count)
        slots[place] = hash << 32 | UInt64(count)
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

    /// The number of the name at a place, or nil when the place is free.
    private static func number(in slot: UInt64) -> Int? {
        slot == 0 ? nil : Int(slot & 0xFFFF_FFFF) - 1
    }

    /// The place that holds the name, or the free one where it belongs.
    private func slot(_ bytes: [UInt8], _ range: Range<Int>, _ hash: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(hash) & mask
        while let number = Self.number(in: slots[place]) {
            if slots[place] >> 32 == hash, matches(number, bytes, range) { break }
            place = (place + 1) & mask
        }
        return place
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        var moved = [UInt64](repeating: 0, count: mask + 1)
        for slot in slots where slot != 0 {
            var place = Int(slot >> 32) & mask
            while moved[place] != 0 { place = (place + 1) & mask }
            moved[place] = slot
        }
        slots = moved
    }

    /// A hash of 32 bits.
    private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        var hasher = Hasher()
        unsafe bytes.withUnsafeBytes { all in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: all[range]))
        }
        return UInt64(UInt32(truncatingIfNeeded: hasher.finalize()))
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
