import Certificates
import Solver

/// `/v1/keys`, `/v1/tenants`, `/v1/audit`: who may do what, and who did.
enum KeyEndpoints {
    static let routes: [Route] = [
        create, list, rotate, revoke, createTenant, listTenants, createTenantKey, whoAmI, audit,
    ]

    private static let create = Route(
        method: "POST", template: "/v1/keys", operation: "createKey",
        summary: Text(en: "Make a key; its text is shown once", zh: "新建密钥；密钥文本只显示一次"), tag: .keys,
        scope: .adminKeys,
        body: keyBody,
        answers: [
            .init(
                status: 201, meaning: Text(en: "Made.", zh: "已新建。"), schema: "NewKey",
                headers: ["Location"])
        ],
        run: { call in
            let order = try call.body { KeyOrder($0) }
            return .response(try make(order, tenant: call.tenant, call))
        })

    private static let list = Route(
        method: "GET", template: "/v1/keys", operation: "listKeys",
        summary: Text(en: "The tenant's keys, without their secrets", zh: "租户的密钥，不含密钥文本"),
        tag: .keys, scope: .adminKeys,
        answers: [
            .init(status: 200, meaning: Text(en: "The keys.", zh: "密钥列表。"), schema: "KeyPage")
        ],
        run: { call in
            let keys = try call.stored { store throws(StoreError) in
                try store.keys(tenant: call.tenant)
            }
            return .response(Paging.response(Page(elements: keys, next: nil), call, json))
        })

    private static let rotate = Route(
        method: "POST", template: "/v1/keys/{key}/rotate", operation: "rotateKey",
        summary: Text(
            en: "Make a key in place of another, which ends after a grace time",
            zh: "以新密钥替换旧密钥；旧密钥在宽限期后失效"), tag: .keys,
        scope: .adminKeys,
        body: .init(
            schema: Decoding.schema { RotationOrder($0) }, example: .fields(["grace": "P1D"])),
        answers: [
            .init(
                status: 201, meaning: Text(en: "Made.", zh: "已新建。"), schema: "NewKey",
                headers: ["Location"])
        ],
        run: { call in
            let order = try call.body { RotationOrder($0) }
            let old = try key(call)
            try mayGrant(old.scopes, call)
            let secret = SecretKey.make()
            let new = AccessKey(
                id: secret.id, tenant: call.tenant, name: old.name,
                secretDigest: secret.digest.hexadecimal, scopes: old.scopes, createdAt: call.now,
                expiresAt: order.expiresAt, rotatedFrom: old.id)
            let result = try call.stored { store throws(StoreError) in
                try store.rotateKey(
                    old.id, to: new,
                    oldExpiresAt: call.now.adding(seconds: order.graceSeconds), by: call.author)
            }
            guard case .done = result else { throw try ended(result) }
            call.application.authenticator.forget()
            return .response(created(new, secret))
        })

    private static let revoke = Route(
        method: "DELETE", template: "/v1/keys/{key}", operation: "revokeKey",
        summary: Text(en: "End a key now", zh: "立即撤销密钥"), tag: .keys, scope: .adminKeys,
        answers: [.init(status: 204, meaning: Text(en: "Ended.", zh: "已撤销。"))],
        run: { call in
            let id = try key(call).id
            let result = try call.stored { store throws(StoreError) in
                try store.revokeKey(id, by: call.author)
            }
            guard case .done = result else { throw try ended(result) }
            call.application.authenticator.forget()
            call.application.cache.forget()
            return .response(HTTPResponse(status: 204))
        })

    // MARK: Tenants

    private static let createTenant = Route(
        method: "POST", template: "/v1/tenants", operation: "createTenant",
        summary: Text(en: "Make a tenant", zh: "新建租户"), tag: .keys, scope: .adminTenants,
        body: .init(
            schema: Decoding.schema { TenantOrder($0) },
            example: .fields(["id": "hub-qingyang", "name": "Qingyang hub"])),
        answers: [.init(status: 201, meaning: Text(en: "Made.", zh: "已新建。"), schema: "Tenant")],
        run: { call in
            let order = try call.body { TenantOrder($0) }
            let tenant = Tenant(id: order.id, name: order.name, createdAt: call.now)
            let isNew = try call.stored { store throws(StoreError) in
                try store.addTenant(tenant, by: call.author)
            }
            guard isNew else {
                throw Problem(
                    .alreadyExists,
                    Text(
                        en: "There is a tenant \"\(order.id)\".", zh: "租户“\(order.id)”已存在。"))
            }
            return .response(.json(json(tenant), status: 201))
        })

    private static let listTenants = Route(
        method: "GET", template: "/v1/tenants", operation: "listTenants",
        summary: Text(en: "All tenants", zh: "全部租户"), tag: .keys, scope: .adminTenants,
        answers: [
            .init(status: 200, meaning: Text(en: "The tenants.", zh: "租户列表。"), schema: "TenantPage")
        ],
        run: { call in
            let tenants = try call.stored { store throws(StoreError) in try store.tenants() }
            return .response(Paging.response(Page(elements: tenants, next: nil), call, json))
        })

    private static let createTenantKey = Route(
        method: "POST", template: "/v1/tenants/{tenant}/keys", operation: "createTenantKey",
        summary: Text(en: "Make a key for a tenant", zh: "为租户新建密钥"), tag: .keys,
        scope: .adminTenants, body: keyBody,
        answers: [
            .init(
                status: 201, meaning: Text(en: "Made.", zh: "已新建。"), schema: "NewKey",
                headers: ["Location"])
        ],
        run: { call in
            let tenants = try call.stored { store throws(StoreError) in try store.tenants() }
            guard let tenant = tenants.first(where: { $0.id == call.parameters["tenant"] }) else {
                throw Problem.notFound
            }
            let order = try call.body { KeyOrder($0) }
            return .response(try make(order, tenant: tenant.id, call))
        })

    private static let whoAmI = Route(
        method: "GET", template: "/v1/access", operation: "readAccess",
        summary: Text(en: "Whose key this is and what it may do", zh: "该密钥属于谁、有何权限"), tag: .keys,
        scope: .scheduleRead,
        answers: [
            .init(status: 200, meaning: Text(en: "The caller.", zh: "调用者。"), schema: "Access")
        ],
        run: { call in
            .response(
                .json(
                    .fields([
                        "tenant": .string(call.tenant), "actor": .string(call.author.actor),
                        "scopes": .array((call.caller?.scopes.sorted() ?? []).map(JSON.string)),
                    ])))
        })

    private static let audit = Route(
        method: "GET", template: "/v1/audit", operation: "listAudit",
        summary: Text(
            en: "What was done in this tenant, in order, as a hash chain",
            zh: "该租户内的操作记录，按顺序，以哈希链相连"), tag: .keys,
        scope: .adminAudit,
        parameters: [
            .init(
                name: "after",
                meaning: Text(en: "Number of the last line that was read.", zh: "已读到的最后一条记录的编号。"),
                schema: .fields(["type": "integer", "minimum": 0, "default": 0])),
            Paging.parameters[0],
        ],
        answers: [.init(status: 200, meaning: Text(en: "Lines.", zh: "记录。"), schema: "AuditPage")],
        run: { call in
            let after = try call.integer("after", 0...Int(Int32.max), default: 0)
            let limit = try call.integer("limit", 1...500, default: 50)
            let lines = try call.stored { store throws(StoreError) in
                try store.audit(tenant: call.tenant, after: after, limit: limit)
            }
            let next = lines.count == limit ? lines.last.map { String($0.number) } : nil
            return .response(Paging.response(Page(elements: lines, next: next), call, json))
        })

    // MARK: Shared

    private static let keyBody = Route.Body(
        schema: Decoding.schema { KeyOrder($0) },
        example: .fields([
            "name": "dispatcher", "scopes": .array(["scenario:*", "schedule:*"]),
        ]))

    private static func make(
        _ order: KeyOrder, tenant: String, _ call: Call
    ) throws(Problem) -> HTTPResponse {
        try mayGrant(order.scopes, call)
        let secret = SecretKey.make()
        let key = AccessKey(
            id: secret.id, tenant: tenant, name: order.name,
            secretDigest: secret.digest.hexadecimal, scopes: order.scopes.sorted(),
            createdAt: call.now, expiresAt: order.expiresAt)
        var author = call.author
        author.tenant = tenant
        let by = author
        _ = try call.stored { store throws(StoreError) in try store.addKey(key, by: by, nil) }
        return created(key, secret)
    }

    /// Nobody gives what he does not have.
    private static func mayGrant(_ scopes: [String], _ call: Call) throws(Problem) {
        let own = call.caller?.scopes ?? []
        let missing = scopes.filter { scope in
            let family = scope.prefix { $0 != ":" } + ":*"
            return !own.contains(scope) && !own.contains(String(family)) && !own.contains("*")
        }
        guard missing.isEmpty else {
            let list = missing.joined(separator: ", ")
            throw Problem(
                .forbidden,
                Text(
                    en: "Your own key lacks \(list).", zh: "您的密钥自身没有 \(list) 权限。"))
        }
    }

    private static func key(_ call: Call) throws(Problem) -> AccessKey {
        let id = call.parameters["key"] ?? ""
        let key = try call.stored { store throws(StoreError) in try store.key(id) }
        guard let key, key.tenant == call.tenant else { throw .notFound }
        return key
    }

    private static func ended(_ result: Conditional<AccessKey>) throws(Problem) -> Problem {
        guard case .refused = result else { return .notFound }
        return Problem(
            .wrongState, Text(en: "The key has ended before.", zh: "该密钥此前已失效。"))
    }

    private static func created(_ key: AccessKey, _ secret: SecretKey) -> HTTPResponse {
        guard case .object(let members) = json(key) else { return .json(.null) }
        return .json(
            .object(members + [.init("key", .string(secret.text))]), status: 201,
            headers: ["Location": "/v1/keys/\(key.id)"])
    }

    private static func json(_ key: AccessKey) -> JSON {
        .fields([
            "id": .string(key.id), "tenant": .string(key.tenant), "name": .string(key.name),
            "scopes": .array(key.scopes.map(JSON.string)),
            "created_at": .string(key.createdAt.text),
            "expires_at": key.expiresAt.map { .string($0.text) } ?? .null,
            "revoked_at": key.revokedAt.map { .string($0.text) } ?? .null,
            "rotated_from": key.rotatedFrom.map(JSON.string) ?? .null,
        ])
    }

    private static func json(_ tenant: Tenant) -> JSON {
        .fields([
            "id": .string(tenant.id), "name": .string(tenant.name),
            "created_at": .string(tenant.createdAt.text),
        ])
    }

    private static func json(_ line: AuditRecord) -> JSON {
        .fields([
            "number": .integer(line.number), "at": .string(line.author.at.text),
            "actor": .string(line.author.actor), "trace_id": .string(line.author.traceID),
            "action": .string(line.action), "object": .string(line.object),
            "before": .string(line.before), "after": .string(line.after),
            "previous": .string(line.previous), "digest": .string(line.digest),
        ])
    }
}

/// The body of `POST /v1/keys`.
struct KeyOrder: Sendable {
    let name: String
    let scopes: [String]
    let expiresAt: Moment?

    init(_ fields: Fields) {
        name = fields.line("name", "What you call it.")
        let grantable = Principal.grantable
        let schema: JSON = .fields(["enum": .array(grantable.map(JSON.string))])
        scopes = fields.words(
            "scopes", "What it may do.", allowed: grantable.joined(separator: ", "), item: schema,
            required: true, parse: { grantable.contains($0) ? $0 : nil })
        expiresAt = fields.moment("expires_at", "When it ends; never unless told.")
    }
}

/// The body of `POST /v1/keys/{key}/rotate`.
struct RotationOrder: Sendable {
    let graceSeconds: Double
    let expiresAt: Moment?

    init(_ fields: Fields) {
        graceSeconds =
            fields.duration(
                "grace", "How long the old key goes on; P1D unless told.", 0...366 * 86_400,
                example: "P1D")?.seconds ?? 86_400
        expiresAt = fields.moment("expires_at", "When the new key ends; never unless told.")
    }
}

/// The body of `POST /v1/tenants`.
struct TenantOrder: Sendable {
    let id: String
    let name: String

    init(_ fields: Fields) {
        id = fields.id("id", "Name used by references; unique.")
        name = fields.line("name", "What it is called.")
    }
}

extension Fields {
    /// A text for people, one line.
    func line(_ key: String, _ meaning: String) -> String {
        let schema = Fields.schema("string", meaning)
            .adding("pattern", "^[^\\u0000-\\u001f\\u007f]{1,200}$")
        guard let value = take(key, required: true, schema: schema) else { return "" }
        if case .string(let text) = value, (1...200).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        {
            return text
        }
        fault(
            key, .notAllowed, given: value.summary,
            allowed: "a text of 1 to 200 characters, on one line")
        return ""
    }
}
