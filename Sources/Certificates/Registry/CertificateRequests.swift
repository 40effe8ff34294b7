/// What the registry is asked so that prepared certificates become issued ones.
///
/// First the splits, so that every use has a whole slice; then a proposal for each certificate; then,
/// by another person, an approval with the digest of the signed document.
extension PreparedCertificates {
    /// The splits that come before any proposal, in the order in which they are to be done.
    ///
    /// - Parameters:
    ///   - account: who owns the slices and will own the certificates.
    ///   - person: who proposes.
    ///   - prefix: what the ids of the requests begin with; the same prefix asks the same again.
    package func splitRequests(
        account: String, person: String, at time: UTCTime, prefix: String
    ) -> [RegistryRequest] {
        splits.flatMap { Self.portions(of: $0) }.enumerated().map { number, portion in
            RegistryRequest(
                id: "\(prefix).split-\(number + 1)", account: account, person: person, at: time,
                operation: SliceSplits(portion))
        }
    }

    /// Splits in portions of which each has no more parts than a request may have rows.
    private static func portions(of splits: [SliceSplits.Split]) -> [[SliceSplits.Split]] {
        var portions: [[SliceSplits.Split]] = []
        var portion: [SliceSplits.Split] = []
        var parts = 0
        for split in splits {
            if parts + split.parts.count > Limits.rows {
                portions.append(portion)
                (portion, parts) = ([], 0)
            }
            portion.append(split)
            parts += split.parts.count
        }
        return portion.isEmpty ? portions : portions + [portion]
    }
}

extension CertificateProposal {
    /// The proposal of a certificate: its rows, its slices and its carbon to the mg, half-even.
    package init(_ document: GreenTokenCertificate, reservedUntil: UTCTime) {
        let figures = document.figures
        let stream = document.batch.stream
        func milligrams(_ micrograms: Int128) -> Int64 {
            Int64(clamping: ExactFigures.roundedHalfEven(micrograms, over: 1000))
        }
        self.init(
            certificate: document.id,
            batch: CertifiedBatch(
                product: stream.product, model: stream.model, tokenizer: stream.tokenizer,
                ruleSet: document.rules.id, ruleVersion: document.rules.version),
            emissions: BatchEmissions(
                location: milligrams(figures.locationMicrograms),
                market: milligrams(figures.marketMicrograms),
                lifeCycle: milligrams(figures.lifeCycleMicrograms),
                embodied: milligrams(figures.embodiedMicrograms)),
            reservedUntil: reservedUntil, hours: document.hours)
    }
}
