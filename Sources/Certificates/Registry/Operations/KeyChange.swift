/// The issuer signs with this key from now on; the key before it signs no more.
package struct KeyChange: RegistryOperation {
    /// The verification method that certificates name.
    package var id: String
    /// The public key.
    package var publicKey: VerifyingKey

    /// All members.
    package init(id: String, publicKey: VerifyingKey) {
        self.id = id
        self.publicKey = publicKey
    }

    package static let kind = "key.rotate"
    package var data: [String: JSONValue] {
        ["id": .text(id), "publicKey": .text(Hexadecimal.text(publicKey.bytes))]
    }
    package var rows: [JSONValue] { [] }

    package init(_ reader: inout OperationReader) throws(RegistryFault) {
        id = try reader.text("id")
        // A public key has the length of a digest.
        guard let key = VerifyingKey(try reader.digest("publicKey").bytes) else {
            throw .malformed("publicKey")
        }
        publicKey = key
    }

    package func apply(in registry: Registry, as request: RegistryRequest) throws(RegistryFault) {
        try Limits.text(id, "id")
        try registry.requireIssuer(request)
        try registry.refuse(KeyRow.self, id)
        if var old = try registry.currentKey() {
            old.state = .replaced
            old.replacedAt = request.at
            registry.change(old)
        }
        registry.put(
            KeyRow(
                id: id, publicKey: Hexadecimal.text(publicKey.bytes), state: .current,
                since: request.at))
    }
}

extension Registry {
    /// The key with which the issuer signs now.
    func currentKey() throws(RegistryFault) -> KeyRow? {
        try all(.keysInState, .name(KeyRow.State.current), as: KeyRow.self).first
    }
}
