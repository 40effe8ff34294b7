import Certificates
import Foundation
import Glibc
import Service
import Testing

/// Figures, not judgements: a month of a hub, imported, proposed and issued.
///
/// `WATTOKEN_REGISTRY_BENCH=1000000 swift test -c release --filter RegistryBenchmark` takes them for that many
/// slices, a hundred in each certificate. Without the variable there are few, so that the benchmark does not rot.
@Suite("Registry benchmark", .serialized) struct RegistryBenchmark {
    private static let slices =
        ProcessInfo.processInfo.environment["WATTOKEN_REGISTRY_BENCH"].flatMap { Int($0) } ?? 2000

    private static let backEnds = StoreBackEnd.available.filter { backEnd in
        let asked = ProcessInfo.processInfo.environment["WATTOKEN_REGISTRY_STORE"]
        return asked == nil || asked == backEnd.rawValue
    }

    @Test("Import, proposal and issue of a month", arguments: backEnds)
    func month(_ backEnd: StoreBackEnd) throws {
        let fixture = try StoreFixture(backEnd)
        let month = HubMonth(desk: RegistryDesk(store: fixture.store), slices: Self.slices)
        try Phase.report("\(backEnd) open") { try month.open() }
        try Phase.report("\(backEnd) import \(Self.slices)") { try month.importEnergy() }
        try Phase.report("\(backEnd) propose and issue \(month.certificates)") {
            try month.issue()
        }
        try Phase.report("\(backEnd) state hash") { _ = try fixture.store.registryDigest() }
        #expect(try fixture.store.checkRegistry().isEmpty)
        let last = try fixture.store.certificates(ofAccount: "north", after: nil, limit: 1)
        #expect(last.elements.first?.state == .issued)
    }
}

/// What a piece of work took.
private enum Phase {
    static func report(_ what: String, _ body: () throws -> Void) throws {
        let start = ContinuousClock.now
        let before = usage()
        try body()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let after = usage()
        print(
            "\(what): \(String(format: "%.1f", seconds)) s wall,",
            "\(String(format: "%.1f", after.seconds - before.seconds)) s CPU,",
            "at most \(after.megabytes) MB")
    }

    private static func usage() -> (seconds: Double, megabytes: Int) {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return (seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss / 1024)
    }
}

/// A month of 744 hours: so many energy slices, a hundred for each certificate.
private struct HubMonth {
    let desk: RegistryDesk
    let slices: Int

    var certificates: Int { slices / Self.perCertificate }

    private static let hours = 744
    private static let perCertificate = 100
    private static let perImport = 5000
    private static let perTransaction = 200

    func open() throws {
        try desk.open()
        let hours = Int64(10)..<Int64(Self.hours)
        try desk.do(
            "month-meters",
            MeterRecording(
                readings: hours.map { RegistryDesk.reading($0, 1_000_000_000) }
                    + (0..<10).map { RegistryDesk.reading($0, 1_000_000_000, revision: 1) }))
        for product in 0...(certificates / Self.hours) {
            try desk.do(
                "month-tokens-\(product)",
                TokenRecording(
                    counts: (0..<Int64(Self.hours)).map {
                        var count = RegistryDesk.count($0)
                        count.product = "p\(product)"
                        return count
                    }))
        }
    }

    /// Slice n is the one of its device in the hour of its certificate.
    private func energy(_ number: Int) -> EnergyCertificate {
        let hour = (number / Self.perCertificate) % Self.hours
        let device =
            number / Self.perCertificate / Self.hours * Self.perCertificate
            + number % Self.perCertificate
        return RegistryDesk.energy(
            "e\(number)", Int64(hour), Int64(1000 + number % 7), device: "wind-\(device)")
    }

    func importEnergy() throws {
        for start in stride(from: 0, to: slices, by: Self.perImport) {
            let numbers = start..<min(slices, start + Self.perImport)
            try desk.do(
                "month-import-\(start)",
                EnergyImport(owner: "north", certificates: numbers.map(energy)))
        }
    }

    private func proposal(_ number: Int) -> CertificateProposal {
        var proposal = RegistryDesk.proposal(
            "g\(number)", hour: Int64(number % Self.hours), slice: "", 0)
        proposal.batch.product = "p\(number / Self.hours)"
        proposal.hours[0].wattHours = 200_000
        proposal.hours[0].retired = (0..<Self.perCertificate).map { index in
            let slice = number * Self.perCertificate + index
            return RetiredEnergy(slice: "e\(slice)", wattHours: Int64(1000 + slice % 7))
        }
        return proposal
    }

    func issue() throws {
        for start in stride(from: 0, to: certificates, by: Self.perTransaction) {
            let numbers = start..<min(certificates, start + Self.perTransaction)
            let proposals = numbers.map { number in
                RegistryDesk.request(
                    "propose-\(number)", proposal(number), by: "north", person: "bob")
            }
            let documents = numbers.map { number in
                Array("document \(number)".utf8) + [UInt8](repeating: 32, count: 8000)
            }
            let approvals = zip(numbers, documents).map { number, document in
                RegistryDesk.request(
                    "issue-\(number)",
                    CertificateApproval(
                        certificate: "g\(number)", key: RegistryDesk.key,
                        document: Digest(of: document)), by: "issuer")
            }
            let answers = try desk.store.perform(
                proposals + approvals, documents: documents, by: .test())
            for answer in answers {
                guard case .done = answer else { throw Unexpected("\(answer)") }
            }
        }
    }
}
