/// A certificate's canonical bytes, read in one pass: its rows as what they are, the rest as a value.
///
/// Rows are nearly all of a certificate, and in canonical form each has its members in one order: no
/// value needs to be made of them. What the scan is not sure of it leaves to
/// `GreenTokenCertificate(reading:)`; it has no faults of its own and reads nothing that is not read
/// there, too.
package struct CertificateScan {
    /// By site and time, as they stand.
    package private(set) var hours: [CertificateHour] = []
    /// As they stand.
    package private(set) var slices: [RetiredSlice] = []
    /// The document with empty lists where the rows are.
    package private(set) var rest: JSONValue = .null
    /// The member `proof` with the comma before it.
    private var proof = 0..<0

    /// Nil unless the bytes are an object in canonical form, for certain, with a proof and sound rows.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count <= CredentialRules.mostBytes,
            var scanner = CanonicalScanner<ValueBuilder>(bytes)
        else { return nil }
        let template = RowTemplate()
        var (hours, slices): ([CertificateHour], [RetiredSlice]) = ([], [])
        var (members, subject): ([String: JSONValue], [String: JSONValue]) = ([:], [:])
        var proof: Range<Int>?
        let isWhole = scanner.members(
            reading: { scanner, name in
                guard name.elementsEqual("credentialSubject".utf8) else {
                    return scanner.value(depth: 1)
                }
                let isRead = scanner.members(
                    reading: { scanner, name in
                        Self.list(name, &scanner, template, &hours, &slices)
                    },
                    { name, _, value in subject[String(decoding: name, as: UTF8.self)] = value })
                return isRead ? .object(subject) : nil
            },
            { name, range, value in
                let text = String(decoding: name, as: UTF8.self)
                members[text] = value
                if text == "proof" { proof = name.startIndex - 2..<range.upperBound }
            })
        // A first member has no comma before it.
        guard isWhole, scanner.isAtEnd, let proof, proof.lowerBound > 0 else { return nil }
        self.hours = hours
        self.slices = slices
        self.proof = proof
        rest = .object(members)
    }

    /// A member of the subject; rows are set aside.
    private static func list(
        _ name: ArraySlice<UInt8>, _ scanner: inout CanonicalScanner<ValueBuilder>,
        _ template: RowTemplate, _ hours: inout [CertificateHour], _ slices: inout [RetiredSlice]
    ) -> JSONValue? {
        if name.elementsEqual("hours".utf8) {
            return rows(&scanner, &hours, template.hour)
        }
        if name.elementsEqual("retired".utf8) {
            return rows(&scanner, &slices, template.slice)
        }
        return scanner.value(depth: 2)
    }

    /// An empty list in the place of rows; nil where they are not all sound.
    private static func rows<Row>(
        _ scanner: inout CanonicalScanner<ValueBuilder>, _ rows: inout [Row],
        _ read: (inout CanonicalScanner<ValueBuilder>) throws(Unsure) -> Row
    ) -> JSONValue? {
        let isRead = try? scanner.elements { scanner throws(Unsure) in
            guard rows.count < AccountingLimits.rows else { throw Unsure() }
            rows.append(try read(&scanner))
        }
        return isRead == true ? [] : nil
    }

    /// The digests of the bytes without their proof, and of all of them; what both begin with is hashed
    /// once.
    package func digests(of bytes: [UInt8]) -> (unsigned: Digest, whole: Digest) {
        var unsigned = RunningDigest()
        unsigned.add(bytes[..<proof.lowerBound])
        var whole = unsigned
        unsigned.add(bytes[proof.upperBound...])
        whole.add(bytes[proof.lowerBound...])
        return (unsigned.finish(), whole.finish())
    }
}

/// Rows in canonical form: their members in order, each with what stands around its value.
private struct RowTemplate {
    private let hourMembers = Self.marks([
        "{\"cached\":\"", "\",\"embodiedMg\":\"", "\",\"end\":\"", "\",\"idleWh\":\"",
        "\",\"input\":\"", "\",\"itWh\":\"", "\",\"lifeCycleFactor\":\"",
        "\",\"locationFactor\":\"", "\",\"matchedWh\":\"", "\",\"output\":\"", "\",\"quality\":\"",
        "\",\"residualFactor\":\"", "\",\"retired\":", ",\"site\":\"", "\",\"start\":\"",
        "\",\"wh\":\"", "\"}",
    ])
    private let partMembers = Self.marks(["{\"slice\":\"", "\",\"wh\":\"", "\"}"])
    private let sliceMembers = Self.marks([
        "{\"device\":\"", "\",\"end\":\"", "\",\"lifeCycleFactor\":\"", "\",\"registry\":\"",
        "\",\"scheme\":\"", "\",\"serial\":\"", "\",\"slice\":\"", "\",\"source\":\"",
        "\",\"start\":\"", "\",\"wh\":\"", "\",\"zone\":\"", "\"}",
    ])

    private static func marks(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// A row of the hours.
    func hour(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> CertificateHour {
        var fields = RowFields(hourMembers)
        let energy = 0...AccountingLimits.wattHours
        let count = 0...AccountingLimits.tokens
        var tokens = TokenSum()
        tokens.cached = try fields.integer(&scanner, count)
        let embodied = try fields.integer(
            &scanner, 0...AccountingLimits.embodiedMilligramsPerHour)
        let end = try fields.time(&scanner)
        let idle = try fields.integer(&scanner, energy)
        tokens.input = try fields.integer(&scanner, count)
        let computers = try fields.integer(&scanner, energy)
        let lifeCycle = try fields.name(&scanner)
        let location = try fields.name(&scanner)
        let matched = try fields.integer(&scanner, 0...AccountingLimits.sum)
        tokens.output = try fields.integer(&scanner, count)
        let quality: MeterReading.Quality = try fields.word(&scanner)
        let residual = try fields.name(&scanner)
        try fields.mark(&scanner)
        let retired = try parts(&scanner)
        let site = try fields.name(&scanner)
        let start = try fields.time(&scanner)
        let wattHours = try fields.integer(&scanner, energy)
        try fields.mark(&scanner)
        guard let interval = UTCInterval(start: start, end: end) else { throw Unsure() }
        var hour = CertificateHour(
            site: site, interval: interval, wattHours: wattHours, tokens: tokens, retired: retired)
        guard hour.matchedWattHours == matched else { throw Unsure() }
        hour.quality = quality
        hour.itWattHours = computers
        hour.idleWattHours = idle
        hour.embodiedMilligrams = embodied
        hour.locationFactor = location
        hour.residualFactor = residual
        hour.lifeCycleFactor = lifeCycle
        return hour
    }

    private func parts(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> [RetiredEnergy] {
        var parts: [RetiredEnergy] = []
        let isRead = try scanner.elements { scanner throws(Unsure) in
            var fields = RowFields(partMembers)
            guard parts.count < AccountingLimits.rows else { throw Unsure() }
            let slice = try fields.name(&scanner)
            let wattHours = try fields.integer(&scanner, 1...AccountingLimits.wattHours)
            try fields.mark(&scanner)
            parts.append(RetiredEnergy(slice: slice, wattHours: wattHours))
        }
        guard isRead else { throw Unsure() }
        return parts
    }

    /// A retired slice; one from a storage is read as a value.
    func slice(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> RetiredSlice {
        let start = scanner.place
        do throws(Unsure) { return try plainSlice(&scanner) } catch { scanner.go(to: start) }
        guard let value = scanner.value(depth: 3) else { throw Unsure() }
        do throws(CertificateFault) {
            return try RetiredSlice(DocumentReader(value, at: ""))
        } catch { throw Unsure() }
    }

    private func plainSlice(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> RetiredSlice {
        var fields = RowFields(sliceMembers)
        let device = try fields.name(&scanner)
        let end = try fields.time(&scanner)
        let factor = try fields.name(&scanner)
        let registry = try fields.name(&scanner)
        let scheme: EnergyCertificate.Scheme = try fields.word(&scanner)
        let serial = try fields.name(&scanner)
        let id = try fields.name(&scanner)
        let source: EnergyCertificate.Source = try fields.word(&scanner)
        let start = try fields.time(&scanner)
        let wattHours = try fields.integer(&scanner, 1...AccountingLimits.certificateWattHours)
        let zone = try fields.name(&scanner)
        try fields.mark(&scanner)
        guard let interval = UTCInterval(start: start, end: end) else { throw Unsure() }
        return RetiredSlice(
            id: id, wattHours: wattHours, scheme: scheme, registry: registry, serial: serial,
            device: device, source: source, zone: zone, interval: interval, storage: nil,
            lifeCycleFactor: factor)
    }
}

/// The scan does not know what stands here.
private struct Unsure: Error {}

/// The members of one row in their order.
private struct RowFields {
    private let marks: [[UInt8]]
    private var next = 0

    init(_ marks: [[UInt8]]) { self.marks = marks }

    /// Takes what stands before the next value, or after the last.
    mutating func mark(_ scanner: inout CanonicalScanner<ValueBuilder>) throws(Unsure) {
        guard scanner.take(marks[next]) else { throw Unsure() }
        next += 1
    }

    mutating func integer(
        _ scanner: inout CanonicalScanner<ValueBuilder>, _ range: ClosedRange<Int64>
    ) throws(Unsure) -> Int64 {
        try mark(&scanner)
        let digits = scanner.takeQuoted()
        // 18 digits are within 64 bits; the one sum that may have 19 is left to the parser.
        guard let first = digits.first, digits.count <= 18, first != 0x30 || digits.count == 1
        else {
            throw Unsure()
        }
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { throw Unsure() }
            value = value * 10 + Int64(digit - 0x30)
        }
        guard range.contains(value) else { throw Unsure() }
        return value
    }

    mutating func name(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> String {
        try mark(&scanner)
        let text = String(decoding: scanner.takeQuoted(), as: UTF8.self)
        guard AccountingLimits.isName(text) else { throw Unsure() }
        return text
    }

    mutating func time(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> UTCTime {
        try mark(&scanner)
        guard let time = UTCTime(utf8: scanner.takeQuoted()) else { throw Unsure() }
        return time
    }

    mutating func word<Word: RawRepresentable<String>>(
        _ scanner: inout CanonicalScanner<ValueBuilder>
    ) throws(Unsure) -> Word {
        try mark(&scanner)
        let text = String(decoding: scanner.takeQuoted(), as: UTF8.self)
        guard let word = Word(rawValue: text) else { throw Unsure() }
        return word
    }
}
