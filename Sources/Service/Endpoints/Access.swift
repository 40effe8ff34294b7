/// What lets a caller go on reading while an answer waits or streams.
package struct Access: Sendable {
    /// Finds out anew who asks.
    ///
    /// - Throws: the problem that a new request would be answered with.
    package let check: @Sendable () throws -> Void

    package init(check: @escaping @Sendable () throws -> Void) { self.check = check }

    /// False when the key was revoked, or the key or token has ended; a store that does not answer
    /// says nothing against a key.
    package var holds: Bool {
        do {
            try check()
            return true
        } catch let problem as Problem {
            return problem.code != .unauthenticated && problem.code != .forbidden
        } catch {
            return true
        }
    }
}
