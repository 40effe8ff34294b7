package import Certificates
import Glibc

extension UTCTime {
    /// Now, by the clock of this machine.
    package static var now: UTCTime { UTCTime(posix: UInt32(clamping: time(nil))) }
}
