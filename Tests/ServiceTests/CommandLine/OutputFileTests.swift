import Foundation
import Service
import Testing

/// `--output` where something else than a file has the name already.
@Suite struct OutputFileTests {
    private static let example = ["example", "--hubs", "1", "--days", "1", "--step-minutes", "60"]

    @Test func aPipeStaysAPipeAndGetsTheBytes() throws {
        let bench = try Workbench()
        let path = bench.path("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        // Open before the command writes, so that it need not wait for a reader.
        let reader = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        #expect(reader >= 0)
        let handle = FileHandle(fileDescriptor: reader, closeOnDealloc: true)
        let run = ToolRun(Self.example + ["--output", path])
        #expect(run.code == .ok)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFIFO)
        // Wait for the end: a process that another test has just started may hold the pipe a moment.
        #expect(fcntl(reader, F_SETFL, 0) == 0)
        #expect(try Array(handle.readToEnd() ?? Data()) == ToolRun(Self.example).data)
    }

    @Test func aLinkStaysALinkAndItsFileIsWritten() throws {
        let bench = try Workbench()
        let (file, link) = (bench.path("file.json"), bench.path("link.json"))
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: file)
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(ToolRun(Self.example + ["--output", link]).code == .ok)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
        #expect(
            try Array(Data(contentsOf: URL(fileURLWithPath: file))) == ToolRun(Self.example).data)
    }
}
