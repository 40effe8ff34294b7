/// Records readings of meters, first ones and corrections.
///
/// A correction names the same interval and the next revision, and replaces the reading before it, which
/// is kept. One that would leave an hour with less than is certified in it is refused with the
/// certificates of that hour, unless the same request revokes enough of them: a meter's feed shall not
/// take back by itself what somebody bought, and there shall be no moment at which a certificate
/// says more than the meter.
package struct MeterRecording: RegistryOperation {
    /// The readings.
    package var readings: [MeterReading]
    /// Certificates to revoke in the same moment.
    package var revoking: [String]
    /// Why; only asked for where certificates are revoked.
    package var reason: String

    /// All members.
    package init(readings: [MeterReading], revoking: [String] = [], reason: String = "") {
        self.readings = readings
        self.revoking = revoking
        self.reason = reason
    }

    package static let kind = "meters.record"
    package var data: [String: JSONValue] {
        ["reason": .text(reason), "revoking": .array(revoking.map(JSONValue.text))]
    }
    package var rows: [JSONValue] {
        readings.map { reading in
            [
                "boundary": .text(reading.boundary.rawValue),
                "end": .text(reading.interval.end.text), "meter": .text(reading.meter),
                "quality": .text(reading.quality.rawValue),
                "revision": .decimal(Int64(reading.revision)), "site": .text(reading.site),
                "start": .text(reading.interval.start.text), "wh": .decimal(reading.wattHours),
            ]
        }
    }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        revoking = try reader.texts("revoking")
        reason = try reader.text("reason")
        readings = try reader.rows { row throws(RegistryFault) in
            MeterReading(
                site: try row.text("site"), meter: try row.text("meter"),
                boundary: try row.name("boundary"), interval: try row.interval(),
                wattHours: try row.decimal("wh"), revision: Int(try row.decimal("revision")),
                quality: try row.name("quality"))
        }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.rows(readings.count)
        try registry.requireIssuer(request)
        try registry.revoke(revoking, reason, with: request)
        try registry.rows.expectLast(
            .readingsOfMeter,
            readings.map {
                RegistryPlace([.text($0.site), .text($0.meter)], before: $0.interval.end.seconds)
            })
        var steps = IntervalCheck()
        var touched: [SiteHourRow] = []
        for reading in readings {
            let hour = try validate(reading)
            try steps.add(
                reading.interval, of: "\(reading.site) \(reading.meter)", named: reading.meter)
            let before = try registry.replace(reading)
            registry.put(ReadingRow(reading, recordedAt: request.at))
            guard reading.boundary == .facility else { continue }
            touched.append(
                try registry.meter(reading.wattHours - before, at: reading.site, in: hour))
        }
        // Corrections may come before what makes up for them, so the sums count at the end.
        for row in touched { try registry.checkMetered(row) }
    }

    private func validate(_ reading: MeterReading) throws(RegistryFault) -> UTCTime {
        try Limits.name(reading.site, "site")
        try Limits.name(reading.meter, "meter")
        try Limits.amount(reading.wattHours, "wh")
        try Limits.amount(Int64(reading.revision), "revision")
        return try Limits.hour(reading.interval, "interval")
    }
}

extension Registry {
    /// Takes the place of the reading of the same interval; gives the Wh of that one, 0 for none.
    fileprivate func replace(_ reading: MeterReading) throws(RegistryFault) -> Int64 {
        let found = try last(
            .readingsOfMeter, .text(reading.site), .text(reading.meter),
            before: reading.interval.end.seconds, as: ReadingRow.self)
        guard var old = found, old.reading.interval.overlaps(reading.interval) else {
            guard reading.revision == 0 else { throw .revision(reading.meter, expected: 0) }
            return 0
        }
        guard old.reading.interval == reading.interval else {
            throw .overlap(reading.meter, with: old.reading.interval.start.text)
        }
        let next = old.reading.revision + 1
        guard reading.revision == next else {
            throw .revision(reading.meter, expected: Int64(next))
        }
        guard old.reading.boundary == reading.boundary else {
            throw .invalid(member: "boundary", reason: "that of the reading it corrects")
        }
        old.isLive = false
        change(old)
        return old.reading.wattHours
    }

    /// Adds to what was metered in an hour.
    fileprivate func meter(_ difference: Int64, at site: String, in hour: UTCTime)
        throws(RegistryFault) -> SiteHourRow
    {
        let found = try find(SiteHourRow.self, .text(site), .time(hour))
        var row = found ?? SiteHourRow(site: site, start: hour)
        row.metered = try Limits.sum(row.metered, difference, site)
        put(row, isNew: found == nil)
        return row
    }

    /// *Invariant 6*: what is certified and what is not make up what was metered.
    fileprivate func checkMetered(_ touched: SiteHourRow) throws(RegistryFault) {
        guard
            let row = try find(SiteHourRow.self, .text(touched.site), .time(touched.start)),
            row.metered < row.certified
        else { return }
        throw .correction(certificates: try certificates(at: row.site, in: row.start) { _ in true })
    }

    /// Certificates that hold and have hours at a site in an hour.
    func certificates(
        at site: String, in hour: UTCTime, where isMeant: (CertificateRow) -> Bool
    ) throws(RegistryFault) -> [String] {
        var ids: Set<String> = []
        var before = hour.seconds + 3600
        // Hours of a site by their start, backwards; several certificates may share a start.
        while let last = try last(.hoursOfSite, .text(site), before: before, as: HourRow.self),
            last.interval.start >= hour
        {
            before = last.interval.start.seconds
            let start = RegistryValue.time(last.interval.start)
            for row in try all(.hoursOfSiteStart, .text(site), start, as: HourRow.self) {
                let certificate = try get(CertificateRow.self, row.certificate)
                if certificate.state.certifies, isMeant(certificate) { ids.insert(certificate.id) }
            }
        }
        return ids.sorted()
    }
}
