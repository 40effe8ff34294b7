/// What operations on slices share.
extension Registry {
    /// Says which slices are needed soon.
    func expectSlices(_ ids: [String]) throws(RegistryFault) {
        try rows.expect(.slices, ids.map { [.text($0)] })
    }

    /// *Invariant 9*: only the owner moves a slice.
    func owned(_ id: String, by request: RegistryRequest) throws(RegistryFault) -> SliceRow {
        let slice = try get(SliceRow.self, id)
        guard slice.owner == request.account else { throw .notOwner(id) }
        return slice
    }

    /// A slice of the account that asks, and free for it.
    func free(_ id: String, of request: RegistryRequest, orReservedFor purpose: String? = nil)
        throws(RegistryFault) -> SliceRow
    {
        try free(owned(id, by: request), at: request.at, orReservedFor: purpose)
    }

    /// *Invariant 3*: only what is active, or whose reservation is for this or has run out, can be used.
    func free(_ slice: SliceRow, at time: UTCTime, orReservedFor purpose: String? = nil)
        throws(RegistryFault) -> SliceRow
    {
        switch slice.state {
        case .active: return slice
        case .reserved:
            guard let until = slice.reservedUntil else {
                throw .damaged("a reservation has no end")
            }
            let isMeant = purpose != nil && slice.reservedFor == purpose
            // What a proposed certificate waits for is its own until it is dropped: its approval
            // checks the time itself, so nothing is used twice.
            guard until <= time || isMeant else { throw .reservation(slice.id) }
            return slice
        default: throw .state(slice.id, is: slice.state.rawValue)
        }
    }

    /// Adds a slice that was born here.
    func add(_ slice: SliceRow) throws(RegistryFault) {
        try Limits.name(slice.id, "slice")
        try refuse(SliceRow.self, slice.id)
        put(slice)
    }

    /// Whether a certificate of this name waits for its approval.
    func isProposed(_ id: String) throws(RegistryFault) -> Bool {
        try find(CertificateRow.self, .text(id))?.state == .proposed
    }
}

extension SliceRow {
    /// The slice kept for a purpose.
    func reserved(for purpose: String, until: UTCTime) -> SliceRow {
        var slice = becoming(.reserved)
        slice.reservedFor = purpose
        slice.reservedUntil = until
        return slice
    }

    /// The slice used.
    func retired(for retirement: String) -> SliceRow {
        var slice = becoming(.retired)
        slice.retirement = retirement
        return slice
    }
}
