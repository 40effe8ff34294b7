/// Reads the audit trail line by line and says whether each follows from the one before.
///
/// A chain proves that nothing before its head was changed. That lines at its end are missing only
/// a head kept elsewhere can show.
package struct AuditChain: Sendable {
    /// Number of the last line accepted.
    package private(set) var count = 0
    /// Digest of the last line accepted.
    package private(set) var head = AuditRecord.origin

    package init() {}

    /// Takes the next line; false, changing nothing, when it is not the one that follows.
    package mutating func accept(_ record: AuditRecord) -> Bool {
        guard record.number == count + 1, record.previous == head,
            record.digest == record.expectedDigest
        else { return false }
        count = record.number
        head = record.digest
        return true
    }

    /// The line that would follow.
    package func next(author: Author, action: String, object: String, before: String, after: String)
        -> AuditRecord
    {
        AuditRecord(
            number: count + 1, author: author, action: action, object: object, before: before,
            after: after, previous: head)
    }

    /// Goes on after so many lines, the last of which has this digest.
    package init(count: Int, head: String) {
        self.count = count
        self.head = head
    }

    /// Goes on after a line that was accepted before.
    package init(after record: AuditRecord) {
        count = record.number
        head = record.digest
    }
}
