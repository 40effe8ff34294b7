/// Splits slices; each parts' sum is the slice, so that not one Wh is made or lost.
///
/// *Invariant 2*: what was issued is the sum of what is active, reserved, retired, expired and withdrawn. The
/// parts are named `SLICE.1`, `SLICE.2`, … in their order.
package struct SliceSplits: RegistryOperation {
    /// One for each slice.
    package var splits: [Split]

    /// A slice and its parts.
    package struct Split: Sendable, Hashable {
        /// The slice's id.
        package var slice: String
        /// Wh of each part, at least 1.
        package var parts: [Int64]

        /// All members.
        package init(slice: String, parts: [Int64]) {
            self.slice = slice
            self.parts = parts
        }

        /// The ids of the parts.
        package var names: [String] { parts.indices.map { "\(slice).\($0 + 1)" } }
    }

    /// All members.
    package init(_ splits: [Split]) { self.splits = splits }

    /// Parts that one slice may have at once.
    static let partLimit = 1000

    package static let kind = "slice.split"
    package var data: [String: JSONValue] { [:] }
    package var rows: [JSONValue] {
        splits.map { split in
            [
                "parts": .array(split.parts.map(JSONValue.decimal)), "slice": .text(split.slice),
            ]
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        splits = try reader.rows { row throws(RegistryFault) in
            Split(slice: try row.text("slice"), parts: try row.decimals("parts"))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(splits.map(\.slice))
        try Limits.rows(splits.reduce(0) { $0 + $1.parts.count })
        try registry.expectSlices(splits.map(\.slice))
        for split in splits {
            let slice = try registry.free(split.slice, of: request)
            guard (2...Self.partLimit).contains(split.parts.count) else {
                throw .invalid(member: "parts", reason: "2 to \(Self.partLimit) parts")
            }
            for part in split.parts { try Limits.amount(part, "parts", from: 1) }
            let sum = try Limits.sum(split.parts, "parts")
            guard sum == slice.wattHours else {
                throw .sum(slice.id, whole: slice.wattHours, parts: sum)
            }
            registry.change(slice.becoming(.split))
            for (name, part) in zip(split.names, split.parts) {
                try registry.add(
                    SliceRow(
                        id: name, certificate: slice.certificate, parent: slice.id,
                        wattHours: part, owner: slice.owner))
            }
        }
    }
}

/// Makes one slice of several of the same energy certificate.
///
/// It is named `FIRST+` after the first of them.
package struct SliceMerge: RegistryOperation {
    /// At least two slices.
    package var slices: [String]

    /// All members.
    package init(slices: [String]) { self.slices = slices }

    package static let kind = "slice.merge"
    package var data: [String: JSONValue] { [:] }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        slices = try reader.textRows()
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        guard slices.count > 1 else {
            throw .invalid(member: "rows", reason: "at least two slices")
        }
        try registry.expectSlices(slices)
        let first = try registry.free(slices[0], of: request)
        var sum: Int64 = 0
        for id in slices {
            let slice = try registry.free(id, of: request)
            guard slice.certificate == first.certificate else {
                throw .invalid(member: id, reason: "slices of one energy certificate")
            }
            sum = try Limits.sum(sum, slice.wattHours, id)
            registry.change(slice.becoming(.merged))
        }
        try registry.add(
            SliceRow(
                id: first.id + "+", certificate: first.certificate, parent: first.id,
                wattHours: sum, owner: first.owner))
    }
}

/// Gives slices to another account.
package struct SliceTransfer: RegistryOperation {
    /// The slices.
    package var slices: [String]
    /// The account that gets them.
    package var to: String

    /// All members.
    package init(slices: [String], to: String) {
        self.slices = slices
        self.to = to
    }

    package static let kind = "slice.transfer"
    package var data: [String: JSONValue] { ["to": .text(to)] }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(slices: try reader.textRows(), to: try reader.text("to"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        _ = try registry.get(AccountRow.self, to)
        try registry.expectSlices(slices)
        for id in slices {
            var slice = try registry.free(id, of: request).becoming(.active)
            slice.owner = to
            registry.change(slice)
        }
    }
}

/// Keeps slices for a purpose until a moment; until then they are neither split, moved nor retired for
/// anything else, not by their owner either.
package struct SliceReservation: RegistryOperation {
    /// The slices.
    package var slices: [String]
    /// For what; a name that retirements repeat.
    package var purpose: String
    /// Until when.
    package var until: UTCTime

    /// All members.
    package init(slices: [String], purpose: String, until: UTCTime) {
        self.slices = slices
        self.purpose = purpose
        self.until = until
    }

    package static let kind = "slice.reserve"
    package var data: [String: JSONValue] {
        ["purpose": .text(purpose), "until": .text(until.text)]
    }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            slices: try reader.textRows(), purpose: try reader.text("purpose"),
            until: try reader.time("until"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        try Limits.name(purpose, "purpose")
        guard request.at < until else { throw .invalid(member: "until", reason: "later than now") }
        // A certificate's slices are set free by dropping it.
        try registry.refuse(CertificateRow.self, purpose)
        try registry.expectSlices(slices)
        for id in slices {
            registry.change(
                try registry.free(id, of: request).reserved(for: purpose, until: until))
        }
    }
}

/// Ends reservations before their time.
package struct SliceRelease: RegistryOperation {
    /// The slices.
    package var slices: [String]

    /// All members.
    package init(slices: [String]) { self.slices = slices }

    package static let kind = "slice.release"
    package var data: [String: JSONValue] { [:] }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        slices = try reader.textRows()
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        try registry.expectSlices(slices)
        for id in slices {
            let slice = try registry.owned(id, by: request)
            guard slice.state == .reserved else { throw .state(id, is: slice.state.rawValue) }
            if let name = slice.reservedFor, try registry.isProposed(name),
                try registry.find(MatchRow.self, .text(name), .text(id)) != nil
            {
                throw .reservation(id)
            }
            registry.change(slice.becoming(.active))
        }
    }
}

/// Ends slices that nobody used in their time; the issuer does it by the scheme's rules.
package struct SliceExpiry: RegistryOperation {
    /// The slices, active ones.
    package var slices: [String]

    /// All members.
    package init(slices: [String]) { self.slices = slices }

    package static let kind = "slice.expire"
    package var data: [String: JSONValue] { [:] }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        slices = try reader.textRows()
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        try registry.requireIssuer(request)
        try registry.expectSlices(slices)
        for id in slices {
            registry.change(
                try registry.free(registry.get(SliceRow.self, id), at: request.at)
                    .becoming(.expired))
        }
    }
}

/// Uses slices, once and for ever, for a beneficiary and a purpose.
///
/// *Invariant 3*: a Wh is retired once; nothing leads out of a final state but the withdrawal of the energy
/// certificate itself, which leads to no use.
package struct SliceRetirement: RegistryOperation {
    /// The retirement's id.
    package var id: String
    /// The slices.
    package var slices: [String]
    /// A claim, or the charge of a storage.
    package var use: RetirementRow.Kind
    /// The use in words, or the storage's id; slices reserved under this name are taken too.
    package var purpose: String
    /// Who benefits.
    package var beneficiary: String

    /// All members.
    package init(
        id: String, slices: [String], use: RetirementRow.Kind = .claim, purpose: String,
        beneficiary: String
    ) {
        self.id = id
        self.slices = slices
        self.use = use
        self.purpose = purpose
        self.beneficiary = beneficiary
    }

    package static let kind = "slice.retire"
    package var data: [String: JSONValue] {
        [
            "beneficiary": .text(beneficiary), "id": .text(id), "purpose": .text(purpose),
            "use": .text(use.rawValue),
        ]
    }
    package var rows: [JSONValue] { slices.map(JSONValue.text) }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        self.init(
            id: try reader.text("id"), slices: try reader.textRows(),
            use: try reader.name("use"), purpose: try reader.text("purpose"),
            beneficiary: try reader.text("beneficiary"))
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.distinct(slices)
        try Limits.name(id, "id")
        try Limits.text(purpose, "purpose")
        try Limits.text(beneficiary, "beneficiary")
        guard use != .certificate else {
            throw .invalid(member: "use", reason: "claim or storage")
        }
        try registry.refuse(RetirementRow.self, id)
        try registry.refuse(CertificateRow.self, id)
        if try registry.isProposed(purpose) { throw .reservation(purpose) }
        try registry.expectSlices(slices)
        var sum: Int64 = 0
        for name in slices {
            let slice = try registry.free(name, of: request, orReservedFor: purpose)
            registry.change(slice.retired(for: id))
            sum = try Limits.sum(sum, slice.wattHours, name)
        }
        registry.put(
            RetirementRow(
                id: id, account: request.account, kind: use, purpose: purpose,
                beneficiary: beneficiary, wattHours: sum, at: request.at))
    }
}
