import Certificates
import Foundation
import Service
import Testing

@Suite struct `The file of the signing key` {
    /// A folder of its own, removed at the end.
    private final class Folder {
        let path = NSTemporaryDirectory() + "wattoken-keys-" + UUID().uuidString

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ text: String, _ name: String, mode: mode_t = 0o600) throws -> String {
            let file = path + "/" + name
            try SecretFile.make(Array(text.utf8), at: file)
            #expect(unsafe chmod(file, mode) == 0)
            return file
        }
    }

    private let hexadecimal = String(repeating: "01", count: 32)

    private func read(
        _ path: String, _ passphrase: Passphrase = .file("/nowhere")
    ) throws(SigningKeyFile.Problem) -> VerifyingKey {
        let key = try SigningKeyFile.read(path, passphrase: passphrase)
        return key.verifyingKey
    }

    @Test func `Made bare, read back, never written over`() throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        let made = try SigningKeyFile.make(at: path, passphrase: nil)
        #expect(try read(path) == made)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(throws: SigningKeyFile.Problem.self) {
            try SigningKeyFile.make(at: path, passphrase: nil)
        }
        #expect(try read(path) == made)
        let other = try SigningKeyFile.make(at: folder.path + "/other", passphrase: nil)
        #expect(other != made)
    }

    @Test func `Made sealed, read with the passphrase of a file`() throws {
        let folder = try Folder()
        let path = folder.path + "/key"
        let secret = try folder.write("correct horse\n", "passphrase")
        let wrong = try folder.write("correct horsf\n", "wrong")
        let empty = try folder.write("\n", "empty")
        let cost = try #require(KeyFile.Cost(operations: 1, withinBytes: 8192))
        let made = try SigningKeyFile.make(at: path, passphrase: .file(secret), cost: cost)
        #expect(try read(path, .file(secret)) == made)
        #expect(throws: SigningKeyFile.Problem.key(path: path, .passphrase)) {
            try read(path, .file(wrong))
        }
        #expect(throws: SigningKeyFile.Problem.passphrase(.empty)) {
            try read(path, .file(empty))
        }
        #expect(throws: SigningKeyFile.Problem.self) { try read(path, .file("/nowhere")) }
    }

    @Test func `Who else could read or change it is refused`() throws {
        let folder = try Folder()
        for mode: mode_t in [0o640, 0o604, 0o660, 0o700, 0o644, 0o4600] {
            let file = try folder.write(hexadecimal, "mode\(mode)", mode: mode)
            #expect(
                throws: SigningKeyFile.Problem.file(.mode(path: file, mode: UInt32(mode)))
            ) { try read(file) }
        }
        let readOnly = try folder.write(hexadecimal, "read-only", mode: 0o400)
        let good = try read(readOnly)
        let link = folder.path + "/link"
        #expect(unsafe symlink(readOnly, link) == 0)
        #expect(throws: SigningKeyFile.Problem.file(.notRegular(path: link))) { try read(link) }
        #expect(throws: SigningKeyFile.Problem.file(.notRegular(path: folder.path))) {
            try read(folder.path)
        }
        let pipe = folder.path + "/pipe"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: SigningKeyFile.Problem.file(.notRegular(path: pipe))) { try read(pipe) }
        let second = folder.path + "/second"
        #expect(unsafe Foundation.link(readOnly, second) == 0)
        #expect(throws: SigningKeyFile.Problem.file(.severalNames(path: readOnly))) {
            try read(readOnly)
        }
        #expect(unsafe unlink(second) == 0)
        #expect(try read(readOnly) == good)
    }

    /// Root gives the file away; anybody else tries a file of root.
    @Test func `A file of another user is refused`() throws {
        let folder = try Folder()
        var file = "/etc/passwd"
        if geteuid() == 0 {
            file = try folder.write(hexadecimal, "given")
            #expect(unsafe chown(file, 65_534, 65_534) == 0)
        }
        #expect(throws: SigningKeyFile.Problem.file(.otherOwner(path: file))) { try read(file) }
    }

    @Test func `Other contents`() throws {
        let folder = try Folder()
        let large = try folder.write(String(repeating: "0", count: 4097), "large")
        #expect(
            throws: SigningKeyFile.Problem.file(.tooLarge(path: large, limitBytes: 4096))
        ) { try read(large) }
        let short = try folder.write("00", "short")
        #expect(throws: SigningKeyFile.Problem.key(path: short, .form(line: 1))) {
            try read(short)
        }
        #expect(throws: SigningKeyFile.Problem.self) { try read(folder.path + "/none") }
    }

    /// A terminal of the test's own: the other end types, and sees prompts but no passphrase.
    @Test func `A passphrase is typed twice and not shown`() throws {
        let near = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(near) }
        // TIOCSPTLCK unlocks the other end, TIOCGPTN gives its number; C calls both through macros.
        var value: Int32 = 0
        #expect(unsafe ioctl(near, 0x4004_5431, &value) == 0)
        #expect(unsafe ioctl(near, 0x8004_5430, &value) == 0)
        let name = "/dev/pts/\(value)"
        let far = unsafe open(name, O_RDWR | O_NOCTTY)
        defer { close(far) }
        func type(_ text: String) {
            let bytes = Array(text.utf8)
            #expect(unsafe write(near, bytes, bytes.count) == bytes.count)
        }
        var silent = termios()
        #expect(unsafe tcgetattr(far, &silent) == 0)
        silent.c_lflag &= ~tcflag_t(ECHO)
        #expect(unsafe tcsetattr(far, TCSANOW, &silent) == 0)
        type("correct horse\ncorrect horse\n")
        #expect(try Passphrase.ask(far, isNew: true) == Array("correct horse".utf8))
        type("correct horse\ncorrect horsf\n")
        #expect(throws: Passphrase.Problem.differs) { try Passphrase.ask(far, isNew: true) }
        type("once\n")
        #expect(try Passphrase.ask(far, isNew: false) == Array("once".utf8))
        type("\n")
        #expect(throws: Passphrase.Problem.empty) { try Passphrase.ask(far, isNew: false) }
        type(String(repeating: "x", count: 1025) + "\n")
        #expect(throws: Passphrase.Problem.tooLong) { try Passphrase.ask(far, isNew: false) }
        var shown = [UInt8](repeating: 0, count: 4096)
        let count = unsafe Foundation.read(near, &shown, shown.count)
        let text = String(decoding: shown.prefix(count), as: UTF8.self)
        #expect(text.contains("Passphrase"))
        #expect(!text.contains("horse"))
    }

    @Test func `Each problem has its sentence in both languages`() {
        let problems: [SigningKeyFile.Problem] = [
            .file(.system(path: "/k", reason: "r")), .file(.notRegular(path: "/k")),
            .file(.otherOwner(path: "/k")), .file(.mode(path: "/k", mode: 0o644)),
            .file(.severalNames(path: "/k")), .file(.tooLarge(path: "/k", limitBytes: 9)),
            .passphrase(.empty), .passphrase(.noTerminal), .passphrase(.tooLong),
            .passphrase(.differs), .key(path: "/k", .passphrase), .key(path: "/k", .form(line: 2)),
            .key(path: "/k", .tooLarge), .key(path: "/k", .cost), .key(path: "/k", .noPassphrase),
            .key(path: "/k", .noMemory),
        ]
        #expect(Set(problems.map(\.text.en)).count == problems.count)
        #expect(Set(problems.map(\.text.zh)).count == problems.count)
        #expect(SecretFile.Problem.mode(path: "/k", mode: 0o644).text.en.contains("644"))
    }
}
