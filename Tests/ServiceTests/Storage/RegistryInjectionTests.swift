import Certificates
import Foundation
import Glibc
import Service
import Testing

/// Faults at the i-th call of the file system: errors, and kill -9.
///
/// A process runs under `strace -e inject` and works on a registry; afterwards the file has to hold whatever was
/// acknowledged, its log has to give its state, and the same requests asked again have to be done. With
/// `WATTOKEN_STORE_KILLS` set every i is taken, until a process makes no so many calls.
@Suite("Registry: faults at the i-th file call", .serialized) struct RegistryInjectionTests {
    private static let strace = "/usr/bin/strace"
    private static let isInstalled = FileManager.default.isExecutableFile(atPath: strace)
    private static let takesAll =
        ProcessInfo.processInfo.environment["WATTOKEN_STORE_KILLS"] != nil
    fileprivate static let variable = "WATTOKEN_REGISTRY_VICTIM"

    static let faults = [
        "pwrite64:error=EIO", "pwrite64:error=ENOSPC", "fdatasync:error=EIO",
        "pwrite64:signal=KILL", "fdatasync:signal=KILL",
    ]

    @Test(
        "The file holds what was acknowledged, and its log gives its state",
        .enabled(if: isInstalled, "strace is not installed"),
        arguments: faults)
    func inject(_ fault: String) throws {
        let numbers = Self.takesAll ? Array(1...5000) : [2, 9, 40]
        var count = 0
        var acknowledged = 0
        for number in numbers {
            let place = try SQLitePlace()
            // The file is there: faults shall meet requests.
            try place.open().close()
            let said = try Self.run(fault, number, place)
            try Self.check(place.path, said)
            acknowledged += said.count
            let trace = try String(contentsOfFile: place.bench.path("trace"), encoding: .utf8)
            guard trace.contains("INJECTED") || trace.contains("SIGKILL") else { break }
            count += 1
        }
        // A process that is killed early has acknowledged nothing.
        let mayBeSilent = fault.hasSuffix("KILL") && !Self.takesAll
        #expect(count > 1 && (acknowledged > 0 || mayBeSilent))
    }

    /// The requests of a victim, in their order.
    fileprivate static let requests: [RegistryRequest] = {
        func request(
            _ id: String, _ operation: any RegistryOperation, by account: String = "issuer",
            person: String = "ann"
        ) -> RegistryRequest {
            RegistryDesk.request(id, operation, by: account, person: person)
        }
        return [
            request(
                "import",
                EnergyImport(
                    owner: "north",
                    certificates: (0..<8).map { RegistryDesk.energy("e\($0)", $0, 10) })),
            request("split", SliceSplits([.init(slice: "e0", parts: [4, 6])]), by: "north"),
            request("transfer", SliceTransfer(slices: ["e1"], to: "south"), by: "north"),
            request(
                "retire",
                SliceRetirement(id: "x", slices: ["e1"], purpose: "p", beneficiary: "b"),
                by: "south"),
            request(
                "propose", RegistryDesk.proposal("g2", hour: 2, slice: "e2", 10), by: "north",
                person: "bob"),
            request("issue", RegistryDesk.approval("g2")),
            request("withdraw", EnergyWithdrawal(certificates: ["e2"], reason: "gone")),
        ]
    }()

    /// Runs the victim under strace; gives what it said it had done.
    private static func run(_ fault: String, _ number: Int, _ place: SQLitePlace) throws -> [String]
    {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: strace)
        process.arguments =
            [
                "-f", "-qq", "-o", place.bench.path("trace"), "-e",
                "trace=" + (fault.split(separator: ":").first ?? ""), "-e",
                "inject=\(fault):when=\(number)", "--",
            ] + ownCommand
        var environment = ProcessInfo.processInfo.environment
        environment[variable] = place.path
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix("done ") }
    }

    /// This process's own command, for the victim's test alone.
    private static let ownCommand: [String] = {
        var words: [String] = []
        var isValue = false
        for word in CommandLine.arguments {
            if isValue {
                isValue = false
            } else if ["--filter", "--skip", "--xunit-output", "--event-stream-output-path"]
                .contains(word)
            {
                isValue = true
            } else {
                words.append(word)
            }
        }
        return words + ["--filter", "RegistryVictimTests"]
    }()

    private static func check(_ path: String, _ said: [String]) throws {
        let store = try SQLiteStore(path: path)
        defer { store.close() }
        for line in said {
            let words = line.split(separator: " ").map(String.init)
            guard
                try store.registryRow(RequestRow.self, .text(words[1]), .text(words[2])) != nil
            else { throw Unexpected("\(line) is lost") }
        }
        let desk = RegistryDesk(store: store)
        if try store.leafCount() > 0 { try desk.checkInvariants() }
        guard try SQLiteStore.verify(path).problems.isEmpty else {
            throw Unexpected("the file is not whole")
        }
        _ = try store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        try desk.open()
        for request in requests {
            let answer = try desk.ask(
                request.id, request.operation, by: request.account, person: request.person)
            guard case .done = answer else { throw Unexpected("\(request.id): \(answer)") }
        }
        try desk.checkInvariants()
    }
}

/// What works under strace; by itself it shows that all is done where nothing fails.
@Suite("Registry: the process that faults meet") struct RegistryVictimTests {
    private static let path = ProcessInfo.processInfo.environment[RegistryInjectionTests.variable]

    @Test("Works on a file")
    func work() throws {
        let bench = try Workbench()
        let store = try SQLiteStore(path: Self.path ?? bench.path("registry.db"))
        _ = try? store.addTenant(
            Tenant(id: "north", name: "North", createdAt: .second(0)), by: .test())
        let desk = RegistryDesk(store: store)
        for _ in 0..<2 { try? desk.open() }
        for request in RegistryInjectionTests.requests {
            // What failed is asked again.
            for _ in 0..<2 {
                let answer = try? desk.ask(
                    request.id, request.operation, by: request.account, person: request.person)
                guard case .done = answer else { continue }
                let bytes = Array("\ndone \(request.account) \(request.id)\n".utf8)
                _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
                break
            }
        }
        if Self.path == nil { try desk.checkInvariants() }
        store.close()
    }
}
