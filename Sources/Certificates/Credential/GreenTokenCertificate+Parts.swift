/// Where a certificate comes from that is part of another one.
public struct CertificateOrigin: Sendable, Hashable {
    /// The certificate that was split.
    public var certificate: String
    /// SHA-256 of its signed document.
    public var document: Digest
    /// Which part this is, from 1.
    public var part: Int64
    /// How many parts there are.
    public var parts: Int64
    /// What is added to the life-cycle carbon of the rows, µg, so that the parts sum to the whole.
    public var lifeCycleRemainder: Int64
}

extension GreenTokenCertificate {
    /// Certificates with so many tokens each, of all kinds, which together are this one: every row's tokens,
    /// Wh and carbon of the plant, and every total in µg.
    ///
    /// Rows are split as `CertificatePartition` says. By location, by market and for the plant the carbon of a
    /// row is linear in what was split, so that the parts' totals, recomputed from their rows, sum to this
    /// one's. Carbon of stored energy is rounded for each row (`CertificateFigures.lifeCycle`): what the
    /// parts' rounding makes or loses, D, is split by the number s of stored pieces in each part,
    ///
    ///     r[i] = ± split(|D| by s)[i],   |r[i]| ≤ 2 · s[i]
    ///
    /// and stands in the part. The bound holds for parts of parts, too: a piece cut into n ≥ 2 changes D by at
    /// most (n + 1) / 2, and 2 + (n + 1) / 2 ≤ 2 · n.
    ///
    /// The parts have no place in a status list yet, and the grade that their own share reaches.
    ///
    /// - Parameter document: SHA-256 of this certificate's signed document.
    /// - Throws: what a part breaks of its own check.
    /// - Returns: Nil unless there are two parts or more, of at least one token, that sum to this one's.
    public func parts(
        tokens: [Int64], document: Digest, grades: GradeSet
    ) throws(CertificateFault) -> [GreenTokenCertificate]? {
        guard (2...CertificateSplit.partLimit).contains(tokens.count),
            tokens.count * hours.count <= Limits.rows,
            let rows = CertificatePartition.parts(of: hours, tokens: tokens)
        else { return nil }
        var parts: [GreenTokenCertificate] = []
        for (index, hours) in rows.enumerated() {
            var part = self
            part.id = CertificateSplit.name(ofPart: index, of: id)
            part.status = nil
            part.origin = CertificateOrigin(
                certificate: id, document: document, part: Int64(index + 1),
                parts: Int64(rows.count), lifeCycleRemainder: 0)
            part.hours = hours
            part.keepWhatIsUsed()
            part.figures = try CertificateFigures(
                rows: hours, basis: figures.basis, references: references)
            part.grade = grades.grade(part.figures.cfeScore)
            parts.append(part)
        }
        spreadRemainder(among: &parts)
        for part in parts { try CertificateArithmetic.check(part) }
        return parts
    }

    /// Leaves out slices of which the part has nothing, and factors that then nothing refers to.
    private mutating func keepWhatIsUsed() {
        var retired: [String: Int64] = [:]
        for part in hours.lazy.flatMap(\.retired) {
            retired[part.slice, default: 0] += part.wattHours
        }
        slices = slices.compactMap { slice in
            guard let wattHours = retired[slice.id] else { return nil }
            var slice = slice
            slice.wattHours = wattHours
            return slice
        }
        var used = Set(slices.map(\.lifeCycleFactor))
        for hour in hours {
            used.formUnion([hour.locationFactor, hour.residualFactor, hour.lifeCycleFactor])
        }
        factors.removeAll { !used.contains($0.id) }
    }

    private func spreadRemainder(among parts: inout [GreenTokenCertificate]) {
        let sum = parts.reduce(Int128(0)) { $0 + $1.figures.lifeCycleMicrograms }
        let rest = figures.lifeCycleMicrograms - sum
        let pieces = parts.map(\.storedPieces)
        guard let share = LargestRemainder.split(Int64(clamping: rest.magnitude), by: pieces) else {
            return
        }
        for index in parts.indices {
            let part = rest < 0 ? -share[index] : share[index]
            parts[index].origin?.lifeCycleRemainder = part
            parts[index].figures.lifeCycleMicrograms += Int128(part)
        }
    }

    /// Pieces of stored energy in the rows, each of which is rounded by itself.
    private var storedPieces: Int64 {
        let stored = Set(slices.filter { $0.storage != nil }.map(\.id))
        return hours.reduce(0) { $0 + Int64($1.retired.count { stored.contains($0.slice) }) }
    }

    /// What is added to the life-cycle carbon of the rows, µg.
    ///
    /// - Throws: where it is more than rounding can make.
    func lifeCycleRemainder() throws(CertificateFault) -> Int64 {
        guard let origin else { return 0 }
        let most = 2 * storedPieces
        guard (-most...most).contains(origin.lifeCycleRemainder) else {
            throw .malformed(
                path: "/credentialSubject/splitFrom/lifeCycleRemainderUg",
                allowed: "-\(most) to \(most)")
        }
        return origin.lifeCycleRemainder
    }
}

extension CertificateOrigin {
    var json: JSONValue {
        [
            "certificate": .text(certificate), "sha256": .text(document.hexadecimal),
            "part": .decimal(part), "parts": .decimal(parts),
            "lifeCycleRemainderUg": .decimal(lifeCycleRemainder),
        ]
    }

    init(_ reader: consuming DocumentReader) throws(CertificateFault) {
        var reader = reader
        certificate = try reader.name("certificate")
        document = try reader.digest("sha256")
        parts = try reader.integer("parts", 2...Int64(CertificateSplit.partLimit))
        part = try reader.integer("part", 1...parts)
        let rounding = Int64(4 * AccountingLimits.rows)
        lifeCycleRemainder = try reader.integer("lifeCycleRemainderUg", -rounding...rounding)
        try reader.end()
    }
}

extension CertificateSplit {
    /// The split of a certificate into parts whose documents are signed.
    ///
    /// A part's mg are its document's µg rounded down, and one more for the largest rests until they sum to
    /// what the whole has.
    package init(
        of whole: CertificateRow, into parts: [GreenTokenCertificate], documents: [Digest],
        key: String
    ) {
        func shares(
            of milligrams: Int64, _ micrograms: (CertificateFigures) -> Int128
        ) -> [Int64] {
            let exact = parts.map { micrograms($0.figures).quotientAndRemainder(dividingBy: 1000) }
            let left = milligrams - exact.reduce(0) { $0 + Int64(clamping: $1.quotient) }
            let last = exact.indices.sorted {
                (exact[$1].remainder, $0) < (exact[$0].remainder, $1)
            }.prefix(Int(clamping: max(0, left)))
            return exact.indices.map {
                Int64(clamping: exact[$0].quotient) + (last.contains($0) ? 1 : 0)
            }
        }
        let carbon = whole.emissions
        let location = shares(of: carbon.location, \.locationMicrograms)
        let market = shares(of: carbon.market, \.marketMicrograms)
        let lifeCycle = shares(of: carbon.lifeCycle, \.lifeCycleMicrograms)
        let embodied = shares(of: carbon.embodied, \.embodiedMicrograms)
        self.init(
            certificate: whole.id, key: key, statusIndex: parts.first?.status?.index ?? 0,
            parts: parts.indices.map { index in
                Part(
                    tokens: parts[index].figures.tokens.total,
                    emissions: BatchEmissions(
                        location: location[index], market: market[index],
                        lifeCycle: lifeCycle[index], embodied: embodied[index]),
                    document: documents[index])
            })
    }
}
