import Foundation
import Glibc
import Service

/// A file system of its own that takes few bytes; only root may make one.
final class SmallDisk: Sendable {
    let bench: Workbench
    var path: String { bench.path("disk") }

    /// Nil where it may not be made.
    init?(kilobytes: Int) {
        guard let bench = try? Workbench() else { return nil }
        self.bench = bench
        let path = bench.path("disk")
        guard unsafe mkdir(path, 0o700) == 0,
            unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0
        else { return nil }
    }

    deinit { unsafe umount2(path, Int32(MNT_DETACH)) }

    static let isAllowed = SmallDisk(kilobytes: 4) != nil
}
