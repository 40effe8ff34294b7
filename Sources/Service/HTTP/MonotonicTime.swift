import Glibc

/// A point in time that only grows, in nanoseconds; the system's own clock call, because a
/// request reads it three times.
struct MonotonicTime: Sendable, Comparable {
    let nanoseconds: Int64

    static let never = MonotonicTime(nanoseconds: .max)

    static var now: MonotonicTime {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(
            nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    static func + (time: MonotonicTime, seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + Int64(seconds * 1e9))
    }

    /// Seconds between two points.
    static func - (left: MonotonicTime, right: MonotonicTime) -> Double {
        Double(left.nanoseconds - right.nanoseconds) * 1e-9
    }
}
