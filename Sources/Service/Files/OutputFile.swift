import Foundation

/// Writes files that a user names: whole, or not at all.
enum OutputFile {
    /// Writes bytes beside the target first and then renames, so that no reader sees half a file.
    ///
    /// What is no regular file is written to as it is: a new file in the place of `/dev/null` would
    /// break the machine. A link stays, and what it leads to is written.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        do {
            if isSpecial(path) {
                try writeThrough(bytes, to: path)
            } else {
                try Data(bytes).write(to: url.resolvingSymlinksInPath(), options: .atomic)
            }
        } catch {
            throw UsageError(
                text: Text(
                    en: "cannot write \(path): \(error.localizedDescription)",
                    zh: "无法写入 \(path)：\(error.localizedDescription)"))
        }
    }

    /// Whether a device, a pipe or a socket has this name.
    private static func isSpecial(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind != S_IFREG && kind != S_IFDIR
    }

    /// Writes to what is there already.
    ///
    /// Foundation would open it without `O_CLOEXEC`: a process started meanwhile would keep a pipe
    /// open, whose reader would wait for an end that does not come.
    private static func writeThrough(_ bytes: [UInt8], to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    /// Writes a secret to a new file that only its owner can read.
    static func writeSecret(_ bytes: [UInt8], to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw UsageError(
                text: Text(
                    en: "cannot make \(path): \(reason)", zh: "无法创建 \(path)：\(reason)"))
        }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        try handle.synchronize()
    }

    /// True when something has this name.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Makes a folder and those above it.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw UsageError(
                text: Text(
                    en: "cannot make the folder \(path): \(error.localizedDescription)",
                    zh: "无法创建文件夹 \(path)：\(error.localizedDescription)"))
        }
    }
}
