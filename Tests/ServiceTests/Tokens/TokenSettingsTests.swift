import Foundation
import Service
import Solver
import Testing

/// The settings of tokens, checked before the service opens anything.
@Suite("Token settings")
struct TokenSettingsTests {
    private static func faults(_ flags: [String: String]) -> [ServiceSettings.Invalid.Fault] {
        do throws(ServiceSettings.Invalid) {
            _ = try ServiceSettings(flags: flags, environment: [:])
            return []
        } catch { return error.faults }
    }

    @Test("File, issuer and audience are needed together; each that is missing is named")
    func together() throws {
        let all = [
            "jwks_file": "keys.json", "jwt_issuer": "https://a", "jwt_audience": "b",
        ]
        #expect(Self.faults(all) == [])
        #expect(Self.faults([:]) == [])
        for name in all.keys {
            #expect(Self.faults(all.filter { $0.key != name }).map(\.place) == [name])
            let others = Self.faults(all.filter { $0.key == name }).map(\.place)
            #expect(Set(others) == Set(all.keys).subtracting([name]))
        }
        for (name, value) in [("jwt_tenant_claim", "org"), ("jwt_all_scopes", "true")] {
            let faults = Self.faults([name: value])
            #expect(Set(faults.map(\.place)) == Set(all.keys))
            #expect(faults.allSatisfy { $0.allowed.contains(name) })
        }
        let settings = try ServiceSettings(
            flags: all.merging(["jwt_tenant_claim": "org", "jwt_all_scopes": "true"]) { $1 },
            environment: [:])
        #expect(settings.tokens.keyFile == "keys.json")
        #expect(settings.tokens.issuer == "https://a")
        #expect(settings.tokens.audience == "b")
        #expect(settings.tokens.tenantClaim == "org")
        #expect(settings.tokens.allowsAllScopes)
    }

    @Test(
        "Values that cannot be meant are refused by name",
        arguments: [
            ("jwks_file", ""), ("jwt_issuer", ""), ("jwt_audience", ""), ("jwt_tenant_claim", ""),
            ("jwt_all_scopes", "yes"),
        ])
    func value(name: String, value: String) {
        let flag = "--" + name.replacing("_", with: "-")
        #expect(Self.faults([name: value]).contains { $0.place == flag && $0.given == value })
    }

    @Test("The command names what is wrong with the file of keys, and starts nothing")
    func fileAtStart() throws {
        let bench = try Workbench()
        let fixtures = try TokenFixtures()
        let file = try bench.file("keys.json", fixtures.keySet("ed", "rsa_short"))
        func start(_ file: String) -> ToolRun {
            ToolRun([
                "serve", "--database", "sqlite:" + bench.path("service.db"), "--jwks-file", file,
                "--jwt-issuer", "https://a", "--jwt-audience", "b",
            ])
        }
        for (file, place) in [
            (file, "jwks_file: \(file) /keys/1/n: given 1024 bits"),
            (bench.path("none.json"), "none.json: given no such file"),
        ] {
            let run = start(file)
            #expect(run.code == .usage)
            #expect(run.messages.contains(place), "\(run.messages)")
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path("service.db")))
    }
}
