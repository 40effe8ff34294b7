import Certificates

/// The registry as plain dictionaries, written from the design alone: every question is answered by looking
/// at everything, nothing is counted ahead, and only whether a request is taken is said, not why not.
struct RegistryModel {
    struct Energy {
        var device: String
        var serial: String
        var start: Int64
        var end: Int64
        var wattHours: Int64
        var isLive = true
    }

    struct Slice {
        var energy: String
        var owner: String
        var wattHours: Int64
        var state = "active"
        var purpose = ""
        var until: Int64 = 0
    }

    struct Green {
        var owner: String
        var proposer: String
        var state = "proposed"
        var until: Int64
        var hours: [CertificateHour]
    }

    var energy: [String: Energy] = [:]
    var slices: [String: Slice] = [:]
    var greens: [String: Green] = [:]
    var retirements: Set<String> = []
    /// Wh by hour and tokens by hour, of one site and product.
    var metered: [Int64: Int64] = [:]
    var revisions: [Int64: Int] = [:]
    var counted = TokenSum(input: 100, output: 200, cached: 10)
    var countedHours: Set<Int64> = []

    // MARK: Questions

    private func isFree(_ id: String, _ account: String?, _ at: Int64, for purpose: String = "")
        -> Bool
    {
        guard let slice = slices[id], account == nil || slice.owner == account else { return false }
        return slice.state == "active"
            || slice.state == "reserved"
                && (slice.until <= at || purpose != "" && slice.purpose == purpose)
    }

    private func areFree(_ ids: [String], _ account: String?, _ at: Int64, for purpose: String = "")
        -> Bool
    {
        !ids.isEmpty && Set(ids).count == ids.count
            && ids.allSatisfy { isFree($0, account, at, for: purpose) }
    }

    func certified(_ hour: Int64) -> (wattHours: Int64, matched: Int64, tokens: TokenSum) {
        var sum: (wattHours: Int64, matched: Int64, tokens: TokenSum) = (0, 0, TokenSum())
        for green in greens.values where ["issued", "retired"].contains(green.state) {
            for row in green.hours where row.interval.start.seconds / 3600 == hour {
                sum.wattHours += row.wattHours
                sum.matched += row.matchedWattHours
                sum.tokens.input += row.tokens.input
                sum.tokens.output += row.tokens.output
                sum.tokens.cached += row.tokens.cached
            }
        }
        return sum
    }

    private func hasRoom(_ hours: [CertificateHour]) -> Bool {
        for hour in Set(hours.map { $0.interval.start.seconds / 3600 }) {
            var sum = certified(hour)
            for row in hours where row.interval.start.seconds / 3600 == hour {
                sum.wattHours += row.wattHours
                sum.tokens.input += row.tokens.input
                sum.tokens.output += row.tokens.output
                sum.tokens.cached += row.tokens.cached
            }
            let counted = countedHours.contains(hour) ? counted : TokenSum()
            guard sum.wattHours <= metered[hour] ?? 0, sum.tokens.input <= counted.input,
                sum.tokens.output <= counted.output, sum.tokens.cached <= counted.cached
            else { return false }
        }
        return true
    }

    /// Wh by state of one energy certificate.
    func balance(_ id: String) -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for slice in slices.values where slice.energy == id {
            if !["split", "merged"].contains(slice.state) {
                sums[slice.state, default: 0] += slice.wattHours
            }
        }
        return sums
    }

    // MARK: Requests; each says whether it is taken

    mutating func take(_ request: RegistryRequest) -> Bool {
        let (account, at) = (request.account, request.at.seconds)
        let isIssuer = account == "issuer"
        switch request.operation {
        case let asked as EnergyImport: return isIssuer && take(asked)
        case let asked as EnergyWithdrawal: return isIssuer && take(asked)
        case let asked as SliceSplits: return take(asked, account, at)
        case let asked as SliceMerge: return take(asked, account, at)
        case let asked as SliceTransfer:
            guard areFree(asked.slices, account, at) else { return false }
            for id in asked.slices { set(id, "active", owner: asked.to) }
        case let asked as SliceReservation:
            guard areFree(asked.slices, account, at), asked.until.seconds > at,
                greens[asked.purpose] == nil
            else { return false }
            for id in asked.slices { reserve(id, asked.purpose, asked.until.seconds) }
        case let asked as SliceRelease: return take(asked, account)
        case let asked as SliceExpiry:
            guard isIssuer, areFree(asked.slices, nil, at) else { return false }
            for id in asked.slices { set(id, "expired") }
        case let asked as SliceRetirement:
            guard areFree(asked.slices, account, at, for: asked.purpose),
                !retirements.contains(asked.id), greens[asked.id] == nil,
                greens[asked.purpose]?.state != "proposed"
            else { return false }
            retirements.insert(asked.id)
            for id in asked.slices { set(id, "retired") }
        case let asked as MeterRecording: return isIssuer && take(asked)
        default: return takeCertificate(request, account, at)
        }
        return true
    }

    private mutating func set(_ id: String, _ state: String, owner: String? = nil) {
        slices[id]?.state = state
        slices[id]?.purpose = ""
        if let owner { slices[id]?.owner = owner }
    }

    private mutating func reserve(_ id: String, _ purpose: String, _ until: Int64) {
        slices[id]?.state = "reserved"
        slices[id]?.purpose = purpose
        slices[id]?.until = until
    }

    private mutating func take(_ asked: EnergyImport) -> Bool {
        var added: [EnergyCertificate] = []
        for new in asked.certificates {
            let (start, end) = (new.interval.start.seconds, new.interval.end.seconds)
            let isTaken =
                energy[new.id] != nil || slices[new.id] != nil
                || energy.values.contains {
                    $0.serial == new.serial
                        || $0.isLive && $0.device == new.device && $0.start < end && start < $0.end
                }
                || added.contains {
                    $0.id == new.id || $0.serial == new.serial
                        || $0.device == new.device && $0.interval.overlaps(new.interval)
                }
            if isTaken || new.wattHours < 1 { return false }
            added.append(new)
        }
        for new in added {
            energy[new.id] = Energy(
                device: new.device, serial: new.serial, start: new.interval.start.seconds,
                end: new.interval.end.seconds, wattHours: new.wattHours)
            slices[new.id] = Slice(
                energy: new.id, owner: asked.owner, wattHours: new.wattHours)
        }
        return true
    }

    private mutating func take(_ asked: EnergyWithdrawal) -> Bool {
        let ids = asked.certificates
        guard !ids.isEmpty, Set(ids).count == ids.count,
            ids.allSatisfy({ energy[$0]?.isLive == true })
        else { return false }
        for id in ids { energy[id]?.isLive = false }
        let gone = slices.filter {
            ids.contains($0.value.energy) && !["split", "merged"].contains($0.value.state)
        }
        for (id, green) in greens {
            let names = green.hours.flatMap(\.retired).map(\.slice)
            if ["issued", "retired"].contains(green.state),
                names.contains(where: { gone[$0] != nil })
            {
                greens[id]?.state = "revoked"
            }
            if green.state == "proposed",
                names.contains(where: {
                    gone[$0]?.state == "reserved" && gone[$0]?.purpose == id
                })
            {
                drop(id)
            }
        }
        for id in gone.keys { set(id, "withdrawn") }
        return true
    }

    private mutating func drop(_ id: String) {
        greens[id]?.state = "dropped"
        for name in (greens[id]?.hours ?? []).flatMap(\.retired).map(\.slice)
        where slices[name]?.state == "reserved" && slices[name]?.purpose == id {
            set(name, "active")
        }
    }

    /// Whether a slice waits for a proposal that names it.
    private func isKept(_ id: String) -> Bool {
        guard let slice = slices[id], let green = greens[slice.purpose] else { return false }
        return green.state == "proposed"
            && green.hours.flatMap(\.retired).contains { $0.slice == id }
    }

    private mutating func take(_ asked: SliceSplits, _ account: String, _ at: Int64) -> Bool {
        guard areFree(asked.splits.map(\.slice), account, at) else { return false }
        for split in asked.splits {
            guard split.parts.count > 1, split.parts.allSatisfy({ $0 > 0 }),
                split.parts.reduce(0, +) == slices[split.slice]?.wattHours
            else { return false }
            for number in 1...split.parts.count where slices["\(split.slice).\(number)"] != nil {
                return false
            }
        }
        for split in asked.splits {
            guard let whole = slices[split.slice] else { return false }
            for (index, part) in split.parts.enumerated() {
                slices["\(split.slice).\(index + 1)"] = Slice(
                    energy: whole.energy, owner: whole.owner, wattHours: part)
            }
            set(split.slice, "split")
        }
        return true
    }

    private mutating func take(_ asked: SliceMerge, _ account: String, _ at: Int64) -> Bool {
        let parts = asked.slices.compactMap { slices[$0] }
        guard areFree(asked.slices, account, at), parts.count > 1,
            Set(parts.map(\.energy)).count == 1, slices[asked.slices[0] + "+"] == nil
        else { return false }
        for id in asked.slices { set(id, "merged") }
        slices[asked.slices[0] + "+"] = Slice(
            energy: parts[0].energy, owner: account,
            wattHours: parts.reduce(0) { $0 + $1.wattHours })
        return true
    }

    private mutating func take(_ asked: SliceRelease, _ account: String) -> Bool {
        guard !asked.slices.isEmpty, Set(asked.slices).count == asked.slices.count else {
            return false
        }
        for id in asked.slices {
            guard let slice = slices[id], slice.owner == account, slice.state == "reserved",
                !isKept(id)
            else { return false }
        }
        for id in asked.slices { set(id, "active") }
        return true
    }

    private mutating func take(_ asked: MeterRecording) -> Bool {
        var (metered, revisions, greens) = (metered, revisions, greens)
        for id in asked.revoking {
            guard ["issued", "retired"].contains(greens[id]?.state ?? "") else { return false }
            greens[id]?.state = "revoked"
        }
        guard Set(asked.revoking).count == asked.revoking.count else { return false }
        for reading in asked.readings {
            let hour = reading.interval.start.seconds / 3600
            guard reading.revision == (revisions[hour] ?? -1) + 1 else { return false }
            revisions[hour] = reading.revision
            metered[hour] = reading.wattHours
        }
        let before = self.greens
        self.greens = greens
        for reading in asked.readings
        where certified(reading.interval.start.seconds / 3600).wattHours > reading.wattHours {
            self.greens = before
            return false
        }
        (self.metered, self.revisions) = (metered, revisions)
        return true
    }

    // MARK: Certificates

    private mutating func takeCertificate(
        _ request: RegistryRequest, _ account: String, _ at: Int64
    ) -> Bool {
        let isIssuer = account == "issuer"
        switch request.operation {
        case let asked as CertificateProposal: return propose(asked, request)
        case let asked as CertificateApproval: return isIssuer && issue(asked, request.person, at)
        case let asked as CertificateDrop:
            guard let green = greens[asked.certificate], green.state == "proposed",
                isIssuer || green.owner == account
            else { return false }
            drop(asked.certificate)
        case let asked as CertificateRevocation:
            guard isIssuer, !asked.certificates.isEmpty,
                Set(asked.certificates).count == asked.certificates.count,
                asked.certificates.allSatisfy({
                    ["issued", "retired"].contains(greens[$0]?.state ?? "")
                })
            else { return false }
            for id in asked.certificates { greens[id]?.state = "revoked" }
        case let asked as CertificateTransfer:
            guard areIssued(asked.certificates, account) else { return false }
            for id in asked.certificates { greens[id]?.owner = asked.to }
        case let asked as CertificateRetirement:
            guard areIssued(asked.certificates, account) else { return false }
            for id in asked.certificates { greens[id]?.state = "retired" }
        case let asked as CertificateSplit: return isIssuer && split(asked, request.person)
        default: return false
        }
        return true
    }

    private func areIssued(_ ids: [String], _ account: String) -> Bool {
        !ids.isEmpty && Set(ids).count == ids.count
            && ids.allSatisfy { greens[$0]?.state == "issued" && greens[$0]?.owner == account }
    }

    private mutating func propose(_ asked: CertificateProposal, _ request: RegistryRequest) -> Bool
    {
        let id = asked.certificate
        let retired = asked.hours.flatMap(\.retired)
        guard greens[id] == nil, !retirements.contains(id), hasRoom(asked.hours),
            asked.hours.allSatisfy({ $0.matchedWattHours <= $0.wattHours }),
            retired.isEmpty
                || areFree(retired.map(\.slice), request.account, request.at.seconds, for: id),
            retired.allSatisfy({ slices[$0.slice]?.wattHours == $0.wattHours })
        else { return false }
        for slice in retired { reserve(slice.slice, id, asked.reservedUntil.seconds) }
        greens[id] = Green(
            owner: request.account, proposer: request.person,
            until: asked.reservedUntil.seconds, hours: asked.hours)
        return true
    }

    private mutating func issue(_ asked: CertificateApproval, _ person: String, _ at: Int64) -> Bool
    {
        let id = asked.certificate
        guard let green = greens[id], green.state == "proposed", green.proposer != person,
            hasRoom(green.hours)
        else { return false }
        let names = green.hours.flatMap(\.retired).map(\.slice)
        for name in names {
            guard let slice = slices[name], slice.state == "reserved", slice.purpose == id,
                slice.until > at
            else { return false }
        }
        for name in names { set(name, "retired") }
        if !names.isEmpty { retirements.insert(id) }
        greens[id]?.state = "issued"
        return true
    }

    private mutating func split(_ asked: CertificateSplit, _ person: String) -> Bool {
        let id = asked.certificate
        guard let whole = greens[id], whole.state == "issued", whole.proposer != person,
            asked.parts.count > 1, asked.parts.allSatisfy({ $0.tokens > 0 }),
            asked.parts.reduce(0, { $0 + $1.tokens })
                == whole.hours.reduce(0, { $0 + $1.tokens.total })
        else { return false }
        for number in 1...asked.parts.count where greens["\(id).\(number)"] != nil { return false }
        greens[id]?.state = "split"
        for number in 1...asked.parts.count {
            var part = whole
            // What each gets is read from the registry, and checked to be a partition, by the test.
            part.hours = []
            greens["\(id).\(number)"] = part
        }
        return true
    }
}
