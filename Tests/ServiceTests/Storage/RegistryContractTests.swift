import Certificates
import Service
import Testing

@Suite("Registry contract") struct RegistryContractTests {
    @Test(
        "Every kind of operation, then replay gives the same state hash",
        arguments: StoreBackEnd.available)
    func history(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let desk = RegistryDesk(store: fixture.store)
        try desk.makeHistory()
        try desk.checkInvariants()
        #expect(try desk.store.registryRow(CertificateRow.self, .text("g4"))?.state == .revoked)
        #expect(try desk.store.hours(ofCertificate: "g0.1").first?.tokens.total == 100)
    }
}
