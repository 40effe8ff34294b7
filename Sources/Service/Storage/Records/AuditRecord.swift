import Certificates

/// One line of the audit trail: who did what to which object, chained to the line before.
package struct AuditRecord: Sendable, Equatable {
    /// Counts from 1 over the whole store.
    package var number: Int
    package var author: Author
    /// Such as `solve.submit` or `key.revoke`.
    package var action: String
    /// Kind and id of the object.
    package var object: String
    /// Digests of the object before and after, hexadecimal; empty for none.
    package var before: String
    package var after: String
    /// `digest` of the line before; 64 zeros for the first.
    package var previous: String
    /// SHA-256 over all fields above, hexadecimal.
    package var digest: String

    /// Writes the line that follows `previous`.
    package init(
        number: Int, author: Author, action: String, object: String, before: String, after: String,
        previous: String
    ) {
        self.number = number
        self.author = author
        self.action = action
        self.object = object
        self.before = before
        self.after = after
        self.previous = previous
        digest = ""
        digest = expectedDigest
    }

    /// A line as it was read.
    package init(
        number: Int, author: Author, action: String, object: String, before: String, after: String,
        previous: String, digest: String
    ) {
        self.init(
            number: number, author: author, action: action, object: object, before: before,
            after: after, previous: previous)
        self.digest = digest
    }

    /// `previous` of the first line.
    package static let origin = String(repeating: "0", count: 64)

    /// What `digest` has to be.
    ///
    /// Each field is preceded by its length, so that no two lines share their bytes.
    package var expectedDigest: String {
        let fields = [
            "wattoken-audit/1", String(number), author.tenant, author.actor, author.traceID,
            String(author.at.microseconds), action, object, before, after, previous,
        ]
        return Digest(of: fields.map { "\($0.utf8.count):\($0)" }.joined()).hexadecimal
    }
}
