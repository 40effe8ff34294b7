import Foundation

/// What the process takes of the machine, by Prometheus' customary names.
enum ProcessFigures {
    /// Sets the gauges from `/proc/self`.
    static func read(into metrics: Metrics) {
        if let bytes = residentBytes { metrics.set("process_resident_memory_bytes", to: bytes) }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            metrics.set("process_open_fds", to: Double(files.count))
        }
    }

    /// Memory in use, bytes: the second number of `/proc/self/statm`, in pages.
    static var residentBytes: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return nil
        }
        let parts = text.split(separator: " ")
        guard parts.count > 1, let pages = Double(parts[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
