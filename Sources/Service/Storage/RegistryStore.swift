package import Certificates

/// The registry in a store: requests in, rows and log entries out.
///
/// `Certificates/Registry` has the rules; a store gives them rows in a transaction and holds what it can by
/// itself. Calls block and are durable when they return, like all of `Store`.
package protocol RegistryStore: Sendable {
    /// Does requests in their order, in one transaction: their rows, their log entries, their signed
    /// documents and a line of the audit trail (`registry.KIND`) each.
    ///
    /// A request that is refused leaves nothing and stops no other. Where a store fails, none of them is
    /// done, or, when a commit broke, the same requests asked again say whether they were.
    ///
    /// - Parameter documents: The bytes whose digests the requests name.
    func perform(
        _ requests: [RegistryRequest], documents: [[UInt8]], by author: Author
    ) throws(StoreError) -> [RegistryAnswer]

    /// The row of a key.
    func registryRow<Row: RegistryRow>(_ type: Row.Type, _ key: RegistryValue...)
        throws(StoreError) -> Row?
    /// The rows of an index with these values, in its order.
    func registryRows<Row: RegistryRow>(
        _ index: RegistryIndex, _ values: RegistryValue..., as type: Row.Type
    ) throws(StoreError) -> [Row]
    /// The slices of an account, by id; `after` is a `Page.next`.
    func slices(ofAccount account: String, after: String?, limit: Int)
        throws(StoreError) -> Page<SliceRow>
    /// The certificates of an account, of all accounts for nil, by id; `after` is a `Page.next`.
    func certificates(ofAccount account: String?, after: String?, limit: Int)
        throws(StoreError) -> Page<CertificateRow>
    /// Rows of a list by their key; `next` is the text of a `RegistryCursor`.
    func registryPage<Row: RegistryRow>(
        _ query: RegistryQuery, after: RegistryCursor?, limit: Int, as type: Row.Type
    ) throws(StoreError) -> Page<Row>
    /// The hours of a certificate with what was retired for each, ordered by site and start.
    func hours(ofCertificate id: String) throws(StoreError) -> [CertificateHour]
    /// The place in the status list that the next certificate gets.
    func nextStatusIndex() throws(StoreError) -> Int64
    /// A signed document by its digest.
    func certificateDocument(_ digest: Digest) throws(StoreError) -> [UInt8]?

    /// Number of leaves in the log; always the end of a request.
    func leafCount() throws(StoreError) -> Int64
    /// Leaves from a number on, which counts from 0.
    func leaves(from number: Int64, limit: Int) throws(StoreError) -> [StoredLeaf]

    /// The state hash: what a replay of the leaves gives, too.
    func registryDigest() throws(StoreError) -> Digest
    /// Whether the sums of the rows hold; what is wrong, in words.
    func checkRegistry() throws(StoreError) -> [String]
}

/// What became of a request to the registry.
package enum RegistryAnswer: Sendable, Equatable {
    /// It was done, now or before (`isRepeated`).
    case done(RegistryReceipt)
    /// It was not, and left nothing.
    case refused(RegistryFault)
}

/// An entry of the log as it is stored.
package struct StoredLeaf: Sendable, Equatable {
    /// Its number, from 0.
    package var number: Int64
    /// The entry, canonical JSON.
    package var entry: [UInt8]
    /// SHA-256 of a zero byte and the entry (RFC 6962, 2.1), as it was when it was written.
    package var hash: [UInt8]

    package init(number: Int64, entry: [UInt8], hash: [UInt8]) {
        self.number = number
        self.entry = entry
        self.hash = hash
    }

    /// A leaf of a new entry.
    package init(number: Int64, entry: [UInt8]) {
        self.init(number: number, entry: entry, hash: Self.hash(of: entry))
    }

    /// Whether its bytes are those that were written.
    package var isWhole: Bool { hash == Self.hash(of: entry) }

    private static func hash(of entry: [UInt8]) -> [UInt8] { Digest(of: [0] + entry).bytes }
}

/// What both stores make of requests.
package enum RegistryWork {
    /// SHA-256 over the hashes of a request's leaves, hexadecimal: what its audit line names.
    package static func digest(of leaves: [StoredLeaf]) -> String {
        Digest(of: leaves.flatMap(\.hash)).hexadecimal
    }
}

extension StoredRow.Value {
    /// A value of the registry.
    package init(_ value: RegistryValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let number): .integer(number)
            case .text(let text): .text(text)
            }
    }

    /// The same as a value of the registry; nil for bytes.
    package var registryValue: RegistryValue? {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .text(let text): .text(text)
        case .bytes: nil
        }
    }
}

extension RegistryStore {
    /// All rows of a list, page by page.
    package func allRows<Row: RegistryRow>(
        _ query: RegistryQuery, as type: Row.Type
    ) throws(StoreError) -> [Row] {
        var rows: [Row] = []
        var cursor: RegistryCursor?
        repeat {
            let page = try registryPage(query, after: cursor, limit: 5000, as: type)
            rows += page.elements
            cursor = page.next == nil ? nil : page.elements.last.map { RegistryCursor(key: $0.key) }
        } while cursor != nil
        return rows
    }
}
