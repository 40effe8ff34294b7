/// What operations on certificates share.
extension Registry {
    /// The hours of a certificate with what was retired for each, ordered by site and start.
    package func hours(of certificate: String) throws(RegistryFault) -> [CertificateHour] {
        var hours: [CertificateHour] = []
        var places: [[RegistryValue]: Int] = [:]
        for row in try all(.hoursOfCertificate, .text(certificate), as: HourRow.self) {
            places[[.text(row.site), .time(row.interval.start)]] = hours.count
            hours.append(
                CertificateHour(
                    site: row.site, interval: row.interval, wattHours: row.wattHours,
                    tokens: row.tokens, retired: []))
        }
        for row in try all(.matchesOfCertificate, .text(certificate), as: MatchRow.self) {
            guard let place = places[[.text(row.site), .time(row.start)]] else {
                throw .damaged("energy was retired for no hour of \(certificate)")
            }
            hours[place].retired.append(
                RetiredEnergy(slice: row.slice, wattHours: row.wattHours))
        }
        return hours
    }

    /// The certificate, if it is in the right hands.
    func owned(certificate id: String, by request: RegistryRequest) throws(RegistryFault)
        -> CertificateRow
    {
        let certificate = try get(CertificateRow.self, id)
        guard certificate.owner == request.account else { throw .notOwner(id) }
        return certificate
    }

    /// Hours of a certificate gathered by hour of UTC, in the order of their coming.
    private func siteHours(_ hours: [CertificateHour]) throws(RegistryFault)
        -> [(row: SiteHourRow, isNew: Bool, wattHours: Int64, matched: Int64)]
    {
        var sums: [(row: SiteHourRow, isNew: Bool, wattHours: Int64, matched: Int64)] = []
        for hour in hours {
            let start = try Limits.hour(hour.interval, "interval")
            let matched = try Limits.sum(hour.retired.map(\.wattHours), "wh")
            if let last = sums.last?.row, last.site == hour.site, last.start == start {
                sums[sums.count - 1].wattHours += hour.wattHours
                sums[sums.count - 1].matched += matched
            } else {
                let found = try find(SiteHourRow.self, .text(hour.site), .time(start))
                sums.append(
                    (
                        found ?? SiteHourRow(site: hour.site, start: start), found == nil,
                        hour.wattHours, matched
                    ))
            }
        }
        return sums
    }

    private func productHours(_ hours: [CertificateHour], of batch: CertifiedBatch)
        throws(RegistryFault) -> [(row: ProductHourRow, tokens: TokenSum)]
    {
        var sums: [(row: ProductHourRow, tokens: TokenSum)] = []
        for hour in hours {
            let start = try Limits.hour(hour.interval, "interval")
            if let last = sums.last, last.row.site == hour.site, last.row.start == start {
                sums[sums.count - 1].tokens = try last.tokens.adding(hour.tokens, hour.site)
            } else {
                let found = try find(
                    ProductHourRow.self, .text(batch.product), .text(hour.site),
                    .text(batch.model), .text(batch.tokenizer), .time(start))
                let row =
                    found
                    ?? ProductHourRow(
                        product: batch.product, site: hour.site, model: batch.model,
                        tokenizer: batch.tokenizer, start: start)
                sums.append((row, hour.tokens))
            }
        }
        return sums
    }

    /// *Invariants 4, 5 and 6*: what is certified and what is retired for an hour of a site stays within
    /// what was metered there, and the tokens of a product within those counted.
    func checkRoom(_ hours: [CertificateHour], of batch: CertifiedBatch) throws(RegistryFault) {
        for (row, _, wattHours, _) in try siteHours(hours) {
            let certified = try Limits.sum(row.certified, wattHours, row.site)
            guard certified <= row.metered else {
                throw .exceedsMeter(
                    site: row.site, hour: row.start, metered: row.metered, certified: certified)
            }
        }
        for (row, tokens) in try productHours(hours, of: batch) {
            guard try row.certified.adding(tokens, row.site).isWithin(row.counted) else {
                throw .exceedsTokens(product: row.product, site: row.site, hour: row.start)
            }
        }
    }

    /// Counts the hours of a certificate as certified, or no longer.
    func certify(_ hours: [CertificateHour], of batch: CertifiedBatch, times sign: Int64)
        throws(RegistryFault)
    {
        if sign > 0 { try checkRoom(hours, of: batch) }
        for (var row, isNew, wattHours, matched) in try siteHours(hours) {
            row.certified += sign * wattHours
            row.matched += sign * matched
            put(row, isNew: isNew)
        }
        for (var row, tokens) in try productHours(hours, of: batch) {
            row.certified = try row.certified.adding(
                sign > 0 ? tokens : tokens.negated, row.site)
            // A row that was not there has nothing counted, so only hours without tokens come here.
            if tokens != TokenSum() { change(row) }
        }
    }

    /// Ends a proposal and sets free what was kept for it.
    func drop(_ proposal: CertificateRow, _ reason: String, at time: UTCTime)
        throws(RegistryFault)
    {
        var proposal = proposal
        proposal.state = .dropped
        proposal.endedAt = time
        proposal.reason = reason
        change(proposal)
        effects.append(["certificate": .text(proposal.id), "state": "dropped"])
        for match in try all(.matchesOfCertificate, .text(proposal.id), as: MatchRow.self) {
            let slice = try get(SliceRow.self, match.slice)
            if slice.state == .reserved, slice.reservedFor == proposal.id {
                change(slice.becoming(.active))
            }
        }
    }

    /// Ends a certificate that is no longer true; what it had retired stays retired.
    func revoke(_ certificate: CertificateRow, _ reason: String, at time: UTCTime)
        throws(RegistryFault)
    {
        var certificate = certificate
        certificate.state = .revoked
        certificate.endedAt = time
        certificate.reason = reason
        change(certificate)
        effects.append(["certificate": .text(certificate.id), "state": "revoked"])
        try certify(hours(of: certificate.id), of: certificate.batch, times: -1)
    }

    /// Revokes certificates that a correction of measured data names.
    func revoke(_ ids: [String], _ reason: String, with request: RegistryRequest)
        throws(RegistryFault)
    {
        if !ids.isEmpty || !reason.isEmpty { try Limits.text(reason, "reason") }
        guard !ids.isEmpty else { return }
        try Limits.distinct(ids)
        for id in ids {
            let certificate = try get(CertificateRow.self, id)
            guard certificate.state.certifies else {
                throw .state(id, is: certificate.state.rawValue)
            }
            try revoke(certificate, reason, at: request.at)
        }
    }
}
