/// Certificates that are ready to be signed, and what is left.
///
/// They are made one by one when asked for, so that many need not be held at once.
public struct PreparedCertificates: Sendable {
    /// Energy that no certificate counts; with the certificates' energy it is what meters counted.
    public let uncertified: [UncertifiedEnergy]
    /// Σ of the facility meters, Wh.
    public let meteredWattHours: Int64
    /// What is retired of which slice for which use, as the registry records it.
    public let uses: [EnergyUse]
    /// The problem that `uses` refers to.
    public let problem: AssignmentProblem
    /// How slices are split before, so that each use takes a whole one: in rounds, of which each
    /// needs the parts of those before.
    package let splits: [[SliceSplits.Split]]
    /// Every row with what was retired for it and its factors, certified or not.
    public let rows: [AttributedRow]
    private let batches: CertificateBatches
    /// Finds what was retired, by the names that its parts have after the splits.
    let finder: FactorFinder

    /// Number of certificates.
    public var count: Int { batches.batches.count }

    /// One certificate, by time, product, model and tokenizer; it passes its own check.
    public func certificate(_ index: Int) throws(IssueFault) -> GreenTokenCertificate {
        try batches.certificate(index, of: rows, finder)
    }

    /// All certificates at once.
    public var certificates: [GreenTokenCertificate] {
        get throws(IssueFault) {
            var list: [GreenTokenCertificate] = []
            for index in 0..<count { list.append(try certificate(index)) }
            return list
        }
    }

    init(
        energy: EnergyAttribution, rows: [AttributedRow], uses: [EnergyUse],
        problem: AssignmentProblem, splits: [[SliceSplits.Split]], batches: CertificateBatches,
        finder: FactorFinder
    ) {
        let certified = Set(batches.batches.flatMap(\.rows))
        let left = rows.indices.filter { !certified.contains($0) }.map { index in
            let hour = rows[index].hour
            return UncertifiedEnergy(
                site: hour.site, interval: hour.interval, wattHours: hour.wattHours,
                reason: .notCertified)
        }
        uncertified = energy.uncertified + left.filter { $0.wattHours > 0 }
        meteredWattHours = energy.meteredWattHours
        self.rows = rows
        self.uses = uses
        self.problem = problem
        self.splits = splits
        self.batches = batches
        self.finder = finder
    }
}
