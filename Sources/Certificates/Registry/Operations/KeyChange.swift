/// The issuer signs with this key from now on; the key before it signs no more.
///
/// The first key stands by itself. Each one after it comes with a rotation, signed by the key in use and by the
/// next one, of the very moment of the request: so whoever knows the first key and has the log follows to
/// the last one.
package struct KeyChange: RegistryOperation {
    /// The verification method that certificates name.
    package var id: String
    /// The public key.
    package var publicKey: VerifyingKey
    /// The change from the key in use; nil for the first key.
    package var rotation: KeyRotation?

    /// The first key.
    package init(id: String, publicKey: VerifyingKey) {
        self.id = id
        self.publicKey = publicKey
    }

    /// The next key, under the name that it has in the issuer's document.
    package init(_ rotation: KeyRotation) {
        id = rotation.issuer + "#" + rotation.next.multikey
        publicKey = rotation.next
        self.rotation = rotation
    }

    /// Until when logs have rotations without signatures: the day on which the registry began to ask for them.
    static let unsignedBefore = UTCTime(seconds: 1_795_305_600)

    package static let kind = "key.rotate"
    package var data: [String: JSONValue] {
        var data: [String: JSONValue] = [
            "id": .text(id), "publicKey": .text(Hexadecimal.text(publicKey.bytes)),
        ]
        if let rotation { data["rotation"] = .object(rotation.members) }
        return data
    }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        id = try reader.text("id")
        // A public key has the length of a digest.
        guard let key = VerifyingKey(try reader.digest("publicKey").bytes) else {
            throw .malformed("publicKey")
        }
        publicKey = key
        guard let members = try reader.optionalObject("rotation") else { return }
        do throws(RotationFault) {
            rotation = try KeyRotation(reading: .object(members))
        } catch { throw .rotation(error) }
        guard rotation?.members == members else { throw .malformed("rotation") }
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.text(id, "id")
        try registry.requireIssuer(request)
        try registry.refuse(KeyRow.self, id)
        if var old = try registry.currentKey() {
            try check(in: registry, at: request.at)
            old.state = .replaced
            old.replacedAt = request.at
            registry.change(old)
        } else if rotation != nil {
            throw .rotation(.notInUse)
        }
        registry.put(
            KeyRow(
                id: id, publicKey: Hexadecimal.text(publicKey.bytes), state: .current,
                since: request.at))
    }

    /// Both signatures, from the key in use to this one, now.
    private func check(in registry: Registry, at time: UTCTime) throws(RegistryFault) {
        guard let rotation else {
            let isOld = Self.unsignedBefore.map { time < $0 } ?? false
            guard registry.isReplay, isOld else { throw .rotation(.member("rotation")) }
            return
        }
        guard rotation.time == time else { throw .rotation(.time) }
        guard let issuer = try registry.issuer() else { throw .rotation(.issuer("")) }
        do throws(RotationFault) {
            let next = try rotation.applied(to: issuer).methods.last
            guard next?.id == id, next?.key == publicKey else { throw .member("next") }
        } catch { throw .rotation(error) }
    }
}

extension Registry {
    /// The key with which the issuer signs now.
    func currentKey() throws(RegistryFault) -> KeyRow? {
        try all(.keysInState, .name(KeyRow.State.current), as: KeyRow.self).first
    }

    /// The issuer with the keys that it has and had; nil before the first one.
    fileprivate func issuer() throws(RegistryFault) -> Issuer? {
        guard let current = try currentKey() else { return nil }
        return Issuer(
            current: current,
            replaced: try all(.keysInState, .name(KeyRow.State.replaced), as: KeyRow.self))
    }
}

extension Issuer {
    /// The issuer whose key is in use, with those before that were its own, too; nil where the name of the
    /// key is none of a DID.
    package init?(current: KeyRow, replaced: [KeyRow]) {
        guard let end = current.id.firstIndex(of: "#"), let method = Method(current) else {
            return nil
        }
        let id = String(current.id[..<end])
        let earlier = replaced.filter { $0.id.hasPrefix(id + "#") }
            .sorted { ($0.since, $0.id) < ($1.since, $1.id) }.compactMap(Method.init)
        self.init(id: id, methods: earlier + [method])
    }
}

extension Issuer.Method {
    /// A key as the registry has it.
    fileprivate init?(_ row: KeyRow) {
        guard let bytes = Hexadecimal.bytes(Array(row.publicKey.utf8)),
            let key = VerifyingKey(bytes)
        else { return nil }
        self.init(id: row.id, key: key, retired: row.replacedAt)
    }
}
