import Certificates

/// The digests of objects that the audit trail names, the same whichever store computes them.
///
/// An encoding is the name of its form followed by the fields of the record in the order in which
/// they are declared. A field is its length in bytes, a colon and its bytes; `-` stands for none.
/// Numbers and moments are decimal text, moments in microseconds, truth is 1 or 0; a list is the
/// number of its elements followed by each of them.
private struct Encoding {
    private(set) var bytes: [UInt8] = []

    init(_ form: String) { add(form) }

    mutating func add(_ content: [UInt8]?) {
        guard let content else {
            bytes.append(UInt8(ascii: "-"))
            return
        }
        bytes += Array("\(content.count):".utf8)
        bytes += content
    }

    mutating func add(_ text: String?) { add(text.map { Array($0.utf8) }) }
    mutating func add(_ number: Int) { add(String(number)) }
    mutating func add(_ flag: Bool) { add(flag ? "1" : "0") }
    mutating func add(_ moment: Moment?) { add(moment.map { String($0.microseconds) }) }

    mutating func add(_ list: [String]) {
        add(list.count)
        for text in list { add(text) }
    }

    var digest: String { Digest(of: bytes).hexadecimal }
}

extension Tenant {
    /// SHA-256 of the record, hexadecimal.
    package var recordDigest: String {
        var encoding = Encoding("wattoken-tenant/1")
        encoding.add(id)
        encoding.add(name)
        encoding.add(createdAt)
        return encoding.digest
    }
}

extension AccessKey {
    /// SHA-256 of the record, hexadecimal.
    package var recordDigest: String {
        var encoding = Encoding("wattoken-key/1")
        for text in [id, tenant, name, secretDigest] { encoding.add(text) }
        encoding.add(scopes)
        for moment in [createdAt, expiresAt, revokedAt] { encoding.add(moment) }
        encoding.add(rotatedFrom)
        return encoding.digest
    }
}

extension ScenarioRecord {
    /// SHA-256 of the record, hexadecimal.
    package var recordDigest: String {
        var encoding = Encoding("wattoken-scenario-record/1")
        encoding.add(id)
        encoding.add(tenant)
        encoding.add(version)
        encoding.add(name)
        encoding.add(documentDigest)
        encoding.add(documentBytes)
        encoding.add(createdAt)
        return encoding.digest
    }
}

extension JobRecord {
    /// SHA-256 of the record, hexadecimal.
    package var recordDigest: String {
        var encoding = Encoding("wattoken-job/1")
        for text in [id, tenant, batch, kind.rawValue, lane.rawValue] { encoding.add(text) }
        encoding.add(priority)
        encoding.add(neededBy)
        encoding.add(clientRef)
        encoding.add(tags)
        for text in [parent, origin, supersedes] { encoding.add(text) }
        encoding.add(spec)
        encoding.add(documentDigest)
        encoding.add(attemptLimit)
        encoding.add(createdAt)
        for text in [state.rawValue, outcome, fallbackReason, supersededBy] { encoding.add(text) }
        for number in [attempt, attemptsBefore] { encoding.add(number) }
        encoding.add(owner)
        encoding.add(leaseUntil)
        for number in [generation, lastEvent] { encoding.add(number) }
        for flag in [isStopRequested, isCancelRequested] { encoding.add(flag) }
        for content in [progress, problem] { encoding.add(content) }
        for moment in [startedAt, lastProgressAt, finishedAt, discardedAt] { encoding.add(moment) }
        return encoding.digest
    }
}

extension SeriesRecord {
    /// SHA-256 of the record, hexadecimal.
    package var recordDigest: String {
        var encoding = Encoding("wattoken-series/1")
        for text in [id, tenant, unit] { encoding.add(text) }
        encoding.add(stepSeconds)
        encoding.add(createdAt)
        encoding.add(generation)
        return encoding.digest
    }
}
