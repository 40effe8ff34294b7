import Certificates
import Foundation
import Service
import Solver
import Synchronization
import Testing

@Suite struct `Certificates over HTTP` {
    @Test(arguments: StoreBackEnd.available)
    func specification(on backEnd: StoreBackEnd) throws {
        let issuing = try IssuingService(backEnd)
        try HTTPSpecification("certificates").run(
            values: issuing.values, work: issuing.publish, send: issuing.service.send)
        #expect(try issuing.service.store.checkRegistry().isEmpty)
    }

    @Test(arguments: StoreBackEnd.available)
    func parts(on backEnd: StoreBackEnd) throws {
        let issuing = try IssuingService(backEnd)
        try HTTPSpecification("certificate-split").run(
            values: issuing.values, work: issuing.publish, send: issuing.service.send)
        #expect(try issuing.service.store.checkRegistry().isEmpty)
    }

    /// Digits and letters all over the document, one at a time.
    @Test func `A signed certificate with one byte changed is not valid`() throws {
        let issuing = try IssuingService()
        try HTTPSpecification("certificates").run(
            values: issuing.values, work: issuing.publish, send: issuing.service.send)
        let id = try #require(issuing.values["chat-id"])
        let signed = try issuing.service.send(HTTPRequest("GET", "/v1/certificates/\(id)")).body
        for place in stride(from: 40, to: signed.count, by: 97) {
            var bytes = signed
            guard (0x30...0x38).contains(bytes[place]) || (0x61...0x79).contains(bytes[place])
            else { continue }
            bytes[place] += 1
            let answer = issuing.service.send(
                try HTTPRequest("POST", "/v1/certificates/verify", headers: [:], body: bytes))
            #expect([200, 400].contains(answer.status))
            if answer.status == 200 {
                let verdict = try JSON(parsing: answer.body)
                #expect(verdict["valid"] == false)
                #expect(verdict["reason"]?.summary != "\"it has been revoked\"", "byte \(place)")
            }
        }
    }

    /// Meters, counts, and the certificate of `summary`, proposed and approved; the approver's key.
    private func issueSummary(_ issuing: IssuingService) throws -> String {
        let service = issuing.service
        let admin = try #require(service.values["admin"])
        for (path, name) in [("/v1/meters", "meters"), ("/v1/token-counts", "tokens")] {
            let request = try HTTPRequest(
                "POST", path,
                headers: ["Authorization": "Bearer \(admin)", "Content-Type": "text/csv"],
                body: Array(try #require(issuing.values[name]).utf8))
            #expect(service.send(request).status == 200)
        }
        let body = try JSON(
            parsing: Array("{\"certificate\": \(try #require(issuing.values["summary"]))}".utf8))
        #expect(try service.send("POST", "/v1/certificates", as: admin, body: body).status == 201)
        let made = try service.send(
            "POST", "/v1/keys", as: admin,
            body: .fields(["name": "auditor", "scopes": .array(["certificate:*"])]))
        guard case .string(let auditor)? = try JSON(parsing: made.body)["key"] else {
            throw Unexpected("no key")
        }
        let path = "/v1/certificates/\(try #require(issuing.values["summary-id"]))/approve"
        #expect(try service.send("POST", path, as: auditor, body: body).status == 200)
        return auditor
    }

    /// Whoever proposes while parts are signed takes the place that they name in the status list.
    @Test(arguments: StoreBackEnd.available)
    func `A split whose places are taken meanwhile is signed anew`(_ backEnd: StoreBackEnd) throws {
        let issuing = try IssuingService(backEnd)
        _ = try issueSummary(issuing)
        let store = issuing.service.store
        let id = try #require(issuing.values["summary-id"])
        let row = try #require(try store.registryRow(CertificateRow.self, .text(id)))
        let hour = try #require(try store.hours(ofCertificate: id).first)
        let time = UTCTime.now
        let key = try issuing.issuerKey()
        let issuer = try #require(try Issuer(registry: store))
        var signed = 0
        let less = row.tokens.total / 2
        let done = try CertificateOffice(store: store, author: .test()).split(
            SplitRequest(
                id: "split", account: "default", person: "somebody", at: time, certificate: id,
                tokens: [less, row.tokens.total - less]), grades: [issuing.input.grades]
        ) { document in
            signed += 1
            if signed == 1 {
                let other = CertificateProposal(
                    certificate: "other", batch: row.batch, emissions: BatchEmissions(),
                    reservedUntil: UTCTime(seconds: time.seconds + 60) ?? time,
                    hours: [
                        CertificateHour(
                            site: hour.site, interval: hour.interval, wattHours: 0,
                            tokens: TokenSum(), retired: [])
                    ])
                let answer = try store.perform(
                    [
                        RegistryRequest(
                            id: "other", account: "default", person: "ann", at: time,
                            operation: other)
                    ], documents: [], by: .test())
                guard case .done = answer.first else { throw Unexpected("\(answer)") }
            }
            return try SecuredDocument(signing: document, with: key, of: issuer, created: time)
        }
        #expect(signed == 4)
        for part in done.parts {
            let row = try store.registryRow(CertificateRow.self, .text(part.certificate.id))
            #expect(row?.statusIndex == part.certificate.status?.index)
        }
        #expect(try store.checkRegistry().isEmpty)
    }

    @Test func `Many approve at once, one does, and the log has one issue`() throws {
        let issuing = try IssuingService()
        let service = issuing.service
        let admin = try #require(service.values["admin"])
        let body = try JSON(
            parsing: Array("{\"certificate\": \(try #require(issuing.values["summary"]))}".utf8))
        for (path, name) in [("/v1/meters", "meters"), ("/v1/token-counts", "tokens")] {
            let request = try HTTPRequest(
                "POST", path,
                headers: ["Authorization": "Bearer \(admin)", "Content-Type": "text/csv"],
                body: Array(try #require(issuing.values[name]).utf8))
            #expect(service.send(request).status == 200)
        }
        #expect(try service.send("POST", "/v1/certificates", as: admin, body: body).status == 201)
        let made = try service.send(
            "POST", "/v1/keys", as: admin,
            body: .fields(["name": "auditor", "scopes": .array(["certificate:*"])]))
        guard case .string(let auditor)? = try JSON(parsing: made.body)["key"] else {
            Issue.record("no key")
            return
        }
        let path = "/v1/certificates/\(try #require(issuing.values["summary-id"]))/approve"
        let statuses = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            let status = (try? service.send("POST", path, as: auditor, body: body))?.status ?? 0
            statuses.withLock { $0.append(status) }
        }
        #expect(statuses.withLock { $0.filter { $0 == 200 }.count } == 1)
        #expect(statuses.withLock { $0.filter { $0 == 409 }.count } == 15)
    }

    @Test func `Without a key nothing is issued, and what is public is answered`() throws {
        let service = try TestService()
        let admin = try #require(service.values["admin"])
        let body: JSON = .fields(["certificate": .fields([:])])
        for path in ["/v1/certificates", "/v1/certificates/x/approve"] {
            let answer = try service.send("POST", path, as: admin, body: body)
            #expect(answer.status == 503)
            #expect(
                try JSON(parsing: answer.body)["code"] == "issuer-not-configured")
        }
        #expect(try service.send(HTTPRequest("GET", "/status/1")).status == 503)
        #expect(try service.send(HTTPRequest("GET", "/.well-known/did.json")).status == 404)
        #expect(try service.send(HTTPRequest("GET", "/verify/x")).status == 404)
    }

    @Test func `A registry of another key is not opened with this one`() throws {
        let service = try TestService()
        func key(_ seed: UInt8) throws -> VerifyingKey {
            var bytes = [UInt8](repeating: seed, count: 32)
            return try SigningKey(seed: &bytes).verifyingKey
        }
        let book = Rulebook()
        let time = UTCTime(posix: 1_770_000_000)
        let first = try CertificateSetup.register(
            key(1), nil, "issuer", book, in: service.store, at: time)
        let leaves = try service.store.leafCount()
        let again = try CertificateSetup.register(
            key(1), nil, "issuer", book, in: service.store, at: time)
        #expect(first == again)
        #expect(try service.store.leafCount() == leaves)
        #expect(throws: (any Error).self) {
            try CertificateSetup.register(
                key(2), nil, "issuer", book, in: service.store, at: time)
        }
        #expect(throws: (any Error).self) {
            try CertificateSetup.register(
                key(1), "did:web:a.example", "issuer", book, in: service.store, at: time)
        }
    }

    @Test(arguments: StoreBackEnd.available)
    func `A service whose key was changed signs no more, and with the next key it does`(
        on backEnd: StoreBackEnd
    ) throws {
        let issuing = try IssuingService(backEnd)
        let service = issuing.service
        func get(_ path: String) throws -> HTTPResponse {
            try service.send(HTTPRequest("GET", path))
        }
        #expect(try get("/status/1").status == 200)
        let first = try JSON(parsing: get("/v1/issuer/rotations").body)
        #expect(first["rotations"]?.elements?.isEmpty == true)
        let before = try #require(try Issuer(registry: service.store))
        let time = UTCTime.now
        let rotation = try KeyRotation(
            of: before, from: issuing.issuerKey(), to: RegistryDesk.secret(5), at: time)
        let answers = try service.store.perform(
            [
                RegistryRequest(
                    id: "rotate", account: "default", person: "ann", at: time,
                    operation: KeyChange(rotation))
            ], documents: [], by: .test())
        guard case .done = answers.first else {
            Issue.record("\(answers)")
            return
        }
        let stale = try get("/status/1")
        #expect(stale.status == 503)
        #expect(try JSON(parsing: stale.body)["code"] == "issuer-not-configured")
        // Both keys are in the document; the proof comes with the published log.
        let document = try JSON(parsing: get("/.well-known/did.json").body)
        #expect(document["assertionMethod"]?.elements?.count == 2)
        try issuing.publish()
        let bytes = try get("/v1/issuer/rotations").body
        let rotations = try Certificates.JSONValue(parsing: bytes)
        let proof = try #require(rotations["rotations"]?.elements?.first?.text)
        let pinned = try #require(rotations["issuer"]?.text)
        var trust = CertificateTrust(
            issuer: try #require(Issuer(didKey: pinned)),
            log: service.application.certificates.policy)
        try trust.follow(Array(proof.utf8))
        let known = try CertificateSetup.register(
            RegistryDesk.secret(5).verifyingKey, nil, "default", Rulebook(), in: service.store,
            at: time)
        #expect(known == trust.issuer)
        #expect(known.methods.map(\.retired) == [time, nil])
    }

    @Test func `One process publishes a log`() throws {
        let issuing = try IssuingService()
        try issuing.publish()
        let folder = try #require(issuing.service.application.settings.logFolder)
        let second = try LogUpkeep(
            store: issuing.service.store, folder: folder, origin: PublishedLog.origin,
            signer: PublishedLog.signer(), log: issuing.service.application.log)
        #expect(second == nil)
    }

    @Test func `What issuing needs is asked for by name`() throws {
        let issued = #expect(throws: ServiceSettings.Invalid.self) {
            try ServiceSettings(flags: ["issuer_key": "k"], environment: [:])
        }
        #expect(
            issued?.faults.map(\.place)
                == ["issuer_account", "log_folder", "log_origin", "public_url", "rules"])
        let useless = #expect(throws: ServiceSettings.Invalid.self) {
            try ServiceSettings(flags: ["log_origin": "log.example"], environment: [:])
        }
        #expect(useless?.faults.map(\.place) == ["log_origin"])
    }
}
