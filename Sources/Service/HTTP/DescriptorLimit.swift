import Glibc

/// The system's limit on open files of this process.
enum DescriptorLimit {
    /// Raises the limit to what `connections` need beside files, databases and pipes.
    ///
    /// Errors: `.tooFewDescriptors`.
    static func ensure(connections: Int) throws(HTTPServerError) {
        let needed = rlim_t(connections + 256)
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        if limit.rlim_cur >= needed { return }
        guard limit.rlim_max >= needed else {
            throw .tooFewDescriptors(needed: Int(needed), allowed: Int(limit.rlim_max))
        }
        limit.rlim_cur = needed
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
