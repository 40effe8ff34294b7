import Certificates
import Testing

/// From meters to certificates that anyone can verify offline.
@Suite struct `A certificate's life` {
    // Hour 4: 720 kWh used, 300 retired. Hour 5: 720 used, 700 retired, of one slice for two products.
    @Test func `Meters become certificates, and each passes every check`() throws {
        let life = try CertificateLife()
        #expect(life.documents.count == 2)
        for number in life.documents.indices {
            let verified = try life.verify(
                life.documents[number], proof: life.proof(of: number))
            #expect(verified.checks == CertificateCheck.allCases)
            #expect(verified.checkpointSigners == ["log.example/green"])
            #expect(verified.certificate.id == "test.\(number + 1)")
        }
        let retired = try life.prepared.certificates.reduce(0) { $0 + $1.figures.matchedWattHours }
        #expect(retired == 1_000_000)
        let certified = try life.prepared.certificates.reduce(0) { $0 + $1.figures.wattHours }
        let rest = life.prepared.uncertified.reduce(0) { $0 + $1.wattHours }
        #expect(certified + rest == life.prepared.meteredWattHours)
    }

    @Test func `The same input and key give the same bytes`() throws {
        let (one, other) = (try CertificateLife(), try CertificateLife())
        #expect(one.documents == other.documents)
        #expect(one.rows.leaves == other.rows.leaves)
        #expect(try one.proof(of: 0) == other.proof(of: 0))
    }

    @Test func `The log alone rebuilds the registry`() throws {
        let life = try CertificateLife()
        let again = RegistryMemory()
        var replay = RegistryReplay(into: again)
        for leaf in life.rows.leaves { try replay.apply(leaf) }
        #expect(again.stateHash == life.rows.stateHash)
    }

    @Test func `Every leaf of the document changed in turn is rejected`() throws {
        let life = try CertificateLife()
        let document = try JSONValue(parsing: life.documents[0])
        var count = 0
        for mutant in JSONMutation.all(of: document) {
            #expect(throws: VerificationFault.self, "\(mutant.place)") {
                try life.verify(mutant.document.canonical)
            }
            count += 1
        }
        #expect(count > 300)
    }

    /// Bytes in canonical form are read in one pass; with a blank in front the same document is parsed.
    @Test func `A certificate read in one pass gets the verdict of one that was parsed`() throws {
        let life = try CertificateLife(storage: true)
        func verdict(_ bytes: [UInt8]) throws -> Result<GreenTokenCertificate, VerificationFault> {
            do {
                return .success(try life.verify(bytes).certificate)
            } catch let fault as VerificationFault { return .failure(fault) }
        }
        #expect(CertificateScan(life.documents[0]) != nil)
        #expect(try verdict(life.documents[0]) == verdict([0x20] + life.documents[0]))
        let document = try JSONValue(parsing: life.documents[0])
        #expect(try life.verify().certificate.slices.contains { $0.storage != nil })
        var scanned = 0
        for mutant in JSONMutation.all(of: document) {
            // Without its signature: the faults behind it are what is compared.
            let bytes = mutant.document.canonical
            guard let scan = CertificateScan(bytes) else { continue }
            scanned += 1
            func reading(
                _ read: () throws(CertificateFault) -> GreenTokenCertificate
            ) -> Result<GreenTokenCertificate, CertificateFault> { Result(catching: read) }
            #expect(
                reading { () throws(CertificateFault) in try GreenTokenCertificate(reading: scan) }
                    == reading { () throws(CertificateFault) in
                        try GreenTokenCertificate(reading: mutant.document)
                    }, "\(mutant.place)")
            #expect(try verdict(bytes) == verdict([0x20] + bytes), "\(mutant.place)")
        }
        #expect(scanned > 200)
    }

    @Test func `Each check says why it fails`() throws {
        let life = try CertificateLife()
        var trust = try life.trust()
        func refusal(_ body: () throws -> VerifiedCertificate) -> VerificationFault? {
            do {
                _ = try body()
                return nil
            } catch { return error as? VerificationFault }
        }
        #expect(refusal { try life.verify(proof: .some(nil)) } == .proofMissing)
        #expect(
            refusal { try life.verify(proof: life.proof(of: 1)) } == .entry(.certificate("test.2")))
        #expect(refusal { try life.verify(status: .some(nil)) } == .statusMissing)
        #expect(refusal { try life.verify(status: life.statusList(revoked: [0])) } == .revoked)
        #expect(refusal { try life.verify(status: life.statusList(revoked: [1])) } == nil)
        let late = GreenTokenFixture.hour(24 * 3).start
        #expect(
            refusal { try life.verify(at: late) }
                == .statusAge(seconds: 42 * 3600, limit: 86_400))
        // What is revoked is revoked, however old the list.
        #expect(
            refusal { try life.verify(status: life.statusList(revoked: [0]), at: late) } == .revoked
        )
        let early = GreenTokenFixture.hour(23).start
        #expect(
            refusal { try life.verify(at: early) }
                == .validity(from: GreenTokenFixture.hour(24).start, until: nil))
        trust.rules = [try GreenTokenFixture.rules("china")]
        #expect(refusal { try life.verify(trust: trust) }?.check == .rules)
        trust = try life.trust()
        trust.log = try MemoryLog.policy(1)
        #expect(
            refusal { try life.verify(trust: trust) }
                == .proof(.policy(.quorum(have: 0, need: 1))))
        trust = try life.trust()
        trust.issuer = Issuer(didKey: try TestKey.verifying(8))
        #expect(refusal { try life.verify(trust: trust) }?.check == .signature)
    }

    @Test func `A trust that asks for less makes fewer checks and says which`() throws {
        let life = try CertificateLife()
        let verified = try life.verify(
            proof: .some(nil), status: .some(nil), trust: CertificateTrust(issuer: life.issuer))
        #expect(verified.checks == [.signature, .form, .validity, .arithmetic])
    }
}
