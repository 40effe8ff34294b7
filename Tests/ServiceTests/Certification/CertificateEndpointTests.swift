import Certificates
import Foundation
import Service
import Solver
import Testing

@Suite struct `Certificates over HTTP` {
    @Test(arguments: StoreBackEnd.available)
    func specification(on backEnd: StoreBackEnd) throws {
        let issuing = try IssuingService(backEnd)
        try HTTPSpecification("certificates").run(
            values: issuing.values, work: issuing.publish, send: issuing.service.send)
        #expect(try issuing.service.store.checkRegistry().isEmpty)
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
