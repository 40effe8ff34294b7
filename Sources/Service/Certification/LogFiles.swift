import Glibc

/// The calls by which the files of a log are read and written; tests put failing ones in their place.
package protocol LogFiles: Sendable {
    /// The bytes of a file; nil when there is none.
    func read(_ path: String) throws(FileFailure) -> [UInt8]?
    /// Writes a file anew and waits until its bytes are on the disk; its name may still be lost.
    func write(_ bytes: [UInt8], to path: String) throws(FileFailure)
    /// Gives a file another name, in place of what had it.
    func rename(_ path: String, to target: String) throws(FileFailure)
    /// Makes a folder; true when it was not there before.
    func makeFolder(_ path: String) throws(FileFailure) -> Bool
    /// Waits until the names in a folder are on the disk.
    func syncFolder(_ path: String) throws(FileFailure)
    /// The folders in a folder, by name.
    func folders(in path: String) throws(FileFailure) -> [String]
}

/// A call of the system that failed.
package struct FileFailure: Error, Sendable, Hashable {
    /// What was to be done, by the name of the system's call.
    package let call: String
    /// With which file or folder.
    package let path: String
    /// The system's number of the error.
    package let code: Int32

    package init(call: String, path: String, code: Int32) {
        self.call = call
        self.path = path
        self.code = code
    }

    /// What the system calls the error.
    package var reason: String { unsafe String(cString: strerror(code)) }
}

/// The files of the operating system.
package struct SystemFiles: LogFiles {
    /// The longest file that is read, bytes: a full bundle of the longest entries is 16.8 MB.
    private static let byteLimit = 32 << 20

    package init() {}

    package func read(_ path: String) throws(FileFailure) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileFailure(call: "open", path: path, code: errno)
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else {
            throw FileFailure(call: "fstat", path: path, code: errno)
        }
        let size = Int(status.st_size)
        guard size <= Self.byteLimit, status.st_mode & S_IFMT == S_IFREG else {
            throw FileFailure(call: "read", path: path, code: EFBIG)
        }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = unsafe Glibc.read(
                    file, buffer.baseAddress?.advanced(by: count), size - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                count += got
            }
        }
        guard failure == 0 else { throw FileFailure(call: "read", path: path, code: failure) }
        return bytes
    }

    package func write(_ bytes: [UInt8], to path: String) throws(FileFailure) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw FileFailure(call: "open", path: path, code: errno) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let wrote = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file, buffer.baseAddress?.advanced(by: done), bytes.count - done)
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw FileFailure(call: "write", path: path, code: errno) }
            done += wrote
        }
        guard fsync(file) == 0 else {
            throw FileFailure(call: "fsync", path: path, code: errno)
        }
    }

    package func rename(_ path: String, to target: String) throws(FileFailure) {
        guard unsafe Glibc.rename(path, target) == 0 else {
            throw FileFailure(call: "rename", path: target, code: errno)
        }
    }

    package func makeFolder(_ path: String) throws(FileFailure) -> Bool {
        guard unsafe mkdir(path, 0o755) != 0 else { return true }
        guard errno == EEXIST else { throw FileFailure(call: "mkdir", path: path, code: errno) }
        return false
    }

    package func syncFolder(_ path: String) throws(FileFailure) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw FileFailure(call: "open", path: path, code: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else {
            throw FileFailure(call: "fsync", path: path, code: errno)
        }
    }

    package func folders(in path: String) throws(FileFailure) -> [String] {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileFailure(call: "opendir", path: path, code: errno)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            guard unsafe entry.pointee.d_type == UInt8(DT_DIR) else { continue }
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// A folder that one process holds, until this goes away or the process ends.
package struct FolderLock: ~Copyable {
    private let file: Int32

    /// Takes the lock; nil when another process holds it.
    package init?(folder: String) throws(FileFailure) {
        let path = folder + "/lock"
        file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw FileFailure(call: "open", path: path, code: errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(file)
            if code == EWOULDBLOCK { return nil }
            throw FileFailure(call: "flock", path: path, code: code)
        }
    }

    deinit { close(file) }
}
