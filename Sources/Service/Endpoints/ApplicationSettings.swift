/// What an operator may set about the answers of the service.
package struct ApplicationSettings: Sendable, Equatable {
    /// Changes a tenant may make in a minute.
    package var writesPerMinute = 60_000
    /// Memory for answers that the server's own threads may repeat, bytes.
    package var cacheBytes = 64 << 20
    /// How many jobs may wait.
    package var admission = Submission.Admission()
    /// How often a job is tried before it counts as poison.
    package var attemptLimit = 3
    /// Longest wait of a long poll, seconds.
    package var longestWaitSeconds = 30.0

    /// The folder of the public log; nil where there is none.
    package var logFolder: String?

    package init() {}
}
