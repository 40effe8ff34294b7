/// The credential that publishes a status list; signed and verified like any other.
public struct StatusListCredential: Sendable, Hashable {
    /// Its address, which entries name.
    public let id: String
    /// Who publishes it.
    public let issuer: String
    /// When it was made: the age of the status is counted from here.
    public let validFrom: UTCTime
    /// From then on it says nothing more; nil where it does not end.
    public let validUntil: UTCTime?
    /// The bits.
    public let list: StatusList

    /// A credential of these parts.
    public init(
        id: String, issuer: String, validFrom: UTCTime, validUntil: UTCTime?, list: StatusList
    ) {
        self.id = id
        self.issuer = issuer
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.list = list
    }

    /// The document, not yet signed.
    public var document: JSONValue {
        var members: [String: JSONValue] = [
            "@context": [.text(CredentialRules.context)],
            "id": .text(id),
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": .text(issuer),
            "validFrom": .text(validFrom.text),
            "credentialSubject": [
                "id": .text(id + "#list"), "type": "BitstringStatusList",
                "statusPurpose": .text(StatusListEntry.purpose), "encodedList": .text(list.encoded),
            ],
        ]
        members["validUntil"] = validUntil.map { .text($0.text) }
        return .object(members)
    }

    /// Reads a document whose proof has been verified.
    public init(reading document: JSONValue) throws(StatusFault) {
        let text = { (value: JSONValue?, name: String) throws(StatusFault) -> String in
            guard let text = value?.text else { throw .member(name) }
            return text
        }
        let types = document["type"]?.elements ?? []
        guard types.contains("BitstringStatusListCredential") else { throw .member("type") }
        id = try text(document["id"], "id")
        issuer = try text(document["issuer"], "issuer")
        let from = try text(document["validFrom"], "validFrom")
        guard let from = UTCTime(from) else { throw .member("validFrom") }
        validFrom = from
        if let until = document["validUntil"] {
            guard let until = try UTCTime(text(until, "validUntil")) else {
                throw .member("validUntil")
            }
            validUntil = until
        } else {
            validUntil = nil
        }
        guard let subject = document["credentialSubject"] else {
            throw .member("credentialSubject")
        }
        guard subject["type"]?.text == "BitstringStatusList" else {
            throw .member("credentialSubject.type")
        }
        guard subject["statusPurpose"]?.text == StatusListEntry.purpose else {
            throw .member("credentialSubject.statusPurpose")
        }
        // Entries of more than one bit have another meaning than revoked or not.
        guard subject["statusSize"] == nil else { throw .member("credentialSubject.statusSize") }
        list = try StatusList(
            encoded: text(subject["encodedList"], "credentialSubject.encodedList"))
    }
}

/// Where a certificate's bit is: its `credentialStatus`.
public struct StatusListEntry: Sendable, Hashable {
    /// The one purpose of our lists.
    static let purpose = "revocation"

    /// The address of the list's credential.
    public let list: String
    /// The place in the list, counted from 0.
    public let index: Int64

    /// An entry of a list.
    public init(list: String, index: Int64) {
        self.list = list
        self.index = index
    }

    /// The member `credentialStatus`.
    public var document: JSONValue {
        [
            "type": "BitstringStatusListEntry", "statusPurpose": .text(Self.purpose),
            "statusListIndex": .decimal(index), "statusListCredential": .text(list),
        ]
    }

    /// Reads `credentialStatus`; an `id` may stand beside the members that are read.
    public init(reading document: JSONValue) throws(StatusFault) {
        guard document["type"]?.text == "BitstringStatusListEntry" else { throw .member("type") }
        guard document["statusPurpose"]?.text == Self.purpose else {
            throw .member("statusPurpose")
        }
        guard document["statusSize"] == nil else { throw .member("statusSize") }
        guard let index = document["statusListIndex"]?.decimal, index >= 0 else {
            throw .member("statusListIndex")
        }
        guard let list = document["statusListCredential"]?.text else {
            throw .member("statusListCredential")
        }
        self.init(list: list, index: index)
    }

    /// True when the list that the entry names has revoked it.
    public func isRevoked(in credential: StatusListCredential) throws(StatusFault) -> Bool {
        guard CredentialRules.isSame(credential.id, list) else {
            throw .otherList(credential.id)
        }
        guard let place = Int(exactly: index), let isRevoked = credential.list.isRevoked(place)
        else { throw .index(index) }
        return isRevoked
    }
}
