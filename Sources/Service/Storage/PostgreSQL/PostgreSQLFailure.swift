/// What an error of PostgreSQL means, by its SQLSTATE (PostgreSQL 15, appendix A).
///
/// Messages name the state and, where it cannot hold values of rows, the server's sentence.
package struct PostgreSQLFailure: Sendable, Equatable {
    /// Five characters; empty when the connection broke before an answer came.
    let state: String
    /// The primary message of the server.
    let message: String

    package init(state: String, message: String) {
        self.state = state
        self.message = message
    }

    /// What the caller is told.
    package var error: StoreError {
        switch (state, state.prefix(2)) {
        case ("53100", _): .full
        case ("25006", _): .readOnly
        case ("XX001", _), ("XX002", _): .damaged(text)
        case ("", _), (_, "08"), (_, "28"), (_, "3D"), (_, "40"), (_, "53"), (_, "55"), (_, "57"),
            (_, "58"), ("42501", _):
            .unavailable(text)
        default: .damaged(text)
        }
    }

    /// Another try of the same transaction may pass: 40001 serialization, 40P01 deadlock.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// The server ends this connection, or it leads to one that takes no writes (any more).
    var endsConnection: Bool {
        state.isEmpty || state.hasPrefix("08") || state.hasPrefix("57P") || state == "25006"
    }

    private var text: String {
        // The states of data and constraints quote what a row holds.
        let isQuoting = ["22", "23"].contains(state.prefix(2))
        let sentence = isQuoting || message.isEmpty ? "" : " (\(message))"
        return state.isEmpty
            ? "the connection to PostgreSQL broke" : "PostgreSQL \(state)\(sentence)"
    }
}
