import Certificates
import Glibc

/// Files that only their owner may read: signing keys and passphrases.
package enum SecretFile {
    /// Why a secret cannot be read or written.
    package enum Problem: Error, Equatable {
        /// The operating system says no.
        case system(path: String, reason: String)
        /// A link, a folder, a device or a pipe.
        case notRegular(path: String)
        /// Another user owns it.
        case otherOwner(path: String)
        /// Others than its owner may read or write it, or it can be executed.
        case mode(path: String, mode: UInt32)
        /// It has a second name.
        case severalNames(path: String)
        /// It has more bytes than such a file has.
        case tooLarge(path: String, limitBytes: Int)
    }

    /// The bytes of a file, for the caller to wipe.
    ///
    /// Everything is asked of the opened file, so that nobody can put another in its place between
    /// the question and the reading.
    package static func bytes(_ path: String, limitBytes: Int) throws(Problem) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else {
            throw errno == ELOOP ? .notRegular(path: path) : system(path)
        }
        defer { close(file) }
        try check(file, path)
        // Full size from the start: an array that grows leaves copies behind.
        var bytes = [UInt8](repeating: 0, count: limitBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(
                    file, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                let problem = system(path)
                KeyFile.wipe(&bytes)
                throw problem
            }
            if got == 0 { break }
            count += got
        }
        guard count <= limitBytes else {
            KeyFile.wipe(&bytes)
            throw .tooLarge(path: path, limitBytes: limitBytes)
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func check(_ file: Int32, _ path: String) throws(Problem) {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw system(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
        guard status.st_uid == geteuid() else { throw .otherOwner(path: path) }
        // Reading and writing by the owner, nothing else.
        guard status.st_mode & 0o7177 == 0 else {
            throw .mode(path: path, mode: status.st_mode & 0o7777)
        }
        guard status.st_nlink == 1 else { throw .severalNames(path: path) }
    }

    /// Writes a new file, mode 600, and waits until it is on the disk; a file that is there already
    /// is left as it is.
    package static func make(_ bytes: [UInt8], at path: String) throws(Problem) {
        let file = unsafe open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw system(path) }
        let isWritten = fchmod(file, 0o600) == 0 && write(bytes, to: file) && fsync(file) == 0
        let problem = system(path)
        close(file)
        guard isWritten else {
            _ = unsafe unlink(path)
            throw problem
        }
        syncFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// The name of a new file is on the disk when its folder is; where folders cannot be synchronised
    /// there is nothing more to do.
    private static func syncFolder(of path: String) {
        let end = path.lastIndex(of: "/")
        let folder = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func system(_ path: String) -> Problem {
        .system(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
