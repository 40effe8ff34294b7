/// Something that an account asks of the registry.
package struct RegistryRequest: Sendable {
    /// The account's own id for it: asked again with the same one, it is done once.
    package var id: String
    /// Who asks; the service knows that it is so.
    package var account: String
    /// The person who asks.
    package var person: String
    /// When; handed in, never read.
    package var at: UTCTime
    /// What.
    package var operation: any RegistryOperation

    /// All members.
    package init(
        id: String, account: String, person: String, at: UTCTime,
        operation: any RegistryOperation
    ) {
        self.id = id
        self.account = account
        self.person = person
        self.at = at
        self.operation = operation
    }
}

/// Something that the registry can do: its fields, their form in the log, and its rule.
///
/// One file for each: adding one touches its file and `RegistryOperations.all`.
package protocol RegistryOperation: Sendable {
    /// Its name in the log.
    static var kind: String { get }
    /// Its members but those that come in any number.
    var data: [String: JSONValue] { get }
    /// What comes in any number, each in canonical JSON of at most a few kilobytes; a large
    /// operation becomes several entries between two of these.
    var rows: [JSONValue] { get }
    /// Signed documents that it makes known; whoever stores the registry keeps their bytes.
    var documents: [Digest] { get }
    /// Reads an operation; unknown members are faults.
    init(_ reader: inout OperationReader) throws(RegistryFault)
    /// Validates completely, then changes rows: the first fault leaves nothing behind.
    func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault)
}

extension RegistryOperation {
    /// None.
    package var documents: [Digest] { [] }
}

/// What was done, or had been done before.
package struct RegistryReceipt: Sendable, Hashable {
    /// The account that asked.
    package var account: String
    /// Its id for the request.
    package var request: String
    /// What was done.
    package var kind: String
    /// Number of its first leaf in the log, from 0.
    package var firstLeaf: Int64
    /// How many leaves it has; a checkpoint may be made after the last one.
    package var leaves: Int64
    /// True when it had been done before.
    package var isRepeated: Bool

    init(_ row: RequestRow, isRepeated: Bool) {
        account = row.account
        request = row.request
        kind = row.kind
        firstLeaf = row.firstLeaf
        leaves = row.leaves
        self.isRepeated = isRepeated
    }
}

/// All kinds of operations.
package enum RegistryOperations {
    /// Each once.
    package static let all: [any RegistryOperation.Type] = [
        AccountOpening.self, KeyChange.self, RuleSetAddition.self, FactorAddition.self,
        MeterRecording.self, TokenRecording.self,
        EnergyImport.self, EnergyWithdrawal.self,
        SliceSplits.self, SliceMerge.self, SliceTransfer.self, SliceReservation.self,
        SliceRelease.self, SliceExpiry.self, SliceRetirement.self,
        CertificateProposal.self, CertificateApproval.self, CertificateDrop.self,
        CertificateRevocation.self, CertificateSplit.self, CertificateTransfer.self,
        CertificateRetirement.self,
    ]

    /// The operation of a name in the log.
    static func type(of kind: String) throws(RegistryFault) -> any RegistryOperation.Type {
        guard let type = all.first(where: { $0.kind == kind }) else {
            throw .malformed("no operation has this kind")
        }
        return type
    }
}
