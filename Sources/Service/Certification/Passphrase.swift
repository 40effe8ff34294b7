import Certificates
import Glibc

/// Where a passphrase comes from: a file or the terminal, never a flag, which all users of a machine
/// can read.
package enum Passphrase {
    case file(String)
    case terminal

    /// The longest passphrase, bytes.
    package static let mostBytes = 1024

    /// Why there is no passphrase.
    package enum Problem: Error, Equatable {
        case file(SecretFile.Problem)
        /// The file is empty.
        case empty
        /// There is no terminal to ask at.
        case noTerminal
        /// More than the longest.
        case tooLong
        /// What was typed twice differs.
        case differs
    }

    /// The passphrase, for the caller to wipe.
    ///
    /// - Parameter isNew: it is being chosen, hence asked for twice at the terminal.
    package func read(isNew: Bool) throws(Problem) -> [UInt8] {
        switch self {
        case .file(let path): return try Self.read(path)
        case .terminal:
            let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
            guard terminal >= 0 else { throw .noTerminal }
            defer { close(terminal) }
            return try Self.ask(terminal, isNew: isNew)
        }
    }

    /// The first line of a file is the passphrase.
    private static func read(_ path: String) throws(Problem) -> [UInt8] {
        var bytes: [UInt8]
        do throws(SecretFile.Problem) {
            bytes = try SecretFile.bytes(path, limitBytes: mostBytes)
        } catch {
            throw .file(error)
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty }
        return bytes
    }

    /// Asks at a terminal that shows nothing of what is typed.
    package static func ask(_ terminal: Int32, isNew: Bool) throws(Problem) -> [UInt8] {
        var first = try line(terminal, prompt: "Passphrase / 口令: ")
        guard isNew else { return first }
        do throws(Problem) {
            var second = try line(terminal, prompt: "Again / 再输一次: ")
            defer { KeyFile.wipe(&second) }
            guard first == second else { throw Problem.differs }
            return first
        } catch {
            KeyFile.wipe(&first)
            throw error
        }
    }

    private static func line(_ terminal: Int32, prompt: String) throws(Problem) -> [UInt8] {
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { throw .noTerminal }
        var silent = before
        // Without signals: an interrupt would leave the terminal silent.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard unsafe tcsetattr(terminal, TCSANOW, &silent) == 0 else { throw .noTerminal }
        defer {
            _ = unsafe tcsetattr(terminal, TCSANOW, &before)
            show("\n", at: terminal)
        }
        show(prompt, at: terminal)
        var bytes = [UInt8](repeating: 0, count: mostBytes + 2)
        let count = unsafe Glibc.read(terminal, &bytes, bytes.count)
        guard count > 0 else { throw .noTerminal }
        let text = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }.count
        guard text <= mostBytes else {
            KeyFile.wipe(&bytes)
            // The rest of it shall not go to whatever reads the terminal next.
            tcflush(terminal, TCIFLUSH)
            throw .tooLong
        }
        guard text > 0 else { throw .empty }
        bytes.removeLast(bytes.count - text)
        return bytes
    }

    private static func show(_ text: String, at terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(terminal, bytes, bytes.count)
    }
}
