import CPostgres

/// Where the database is and how it is used.
package struct PostgreSQLSettings: Sendable {
    /// As libpq takes it: `postgresql://user:password@host/database`, or `host=… dbname=…`.
    package var connectionString: String
    /// Connections for reads, claims and heartbeats; one more writes.
    package var connectionCount: Int
    /// After how many seconds the server gives up a statement.
    package var statementSeconds: Int
    /// After how many seconds an attempt to connect to one address is given up.
    package var connectSeconds: Int
    /// For how many seconds a change whose commit broke asks what became of it.
    package var outcomeSeconds: Double
    /// How the server lists the connections.
    package var applicationName: String

    /// Creates settings.
    package init(
        connectionString: String, connectionCount: Int = 8, statementSeconds: Int = 30,
        connectSeconds: Int = 5, outcomeSeconds: Double = 10, applicationName: String = "wattoken"
    ) {
        self.connectionString = connectionString
        self.connectionCount = connectionCount
        self.statementSeconds = statementSeconds
        self.connectSeconds = connectSeconds
        self.outcomeSeconds = outcomeSeconds
        self.applicationName = applicationName
    }

    /// What libpq is told; words of the connection string win over the first ones.
    var keywords: KeyValuePairs<String, String> {
        [
            "connect_timeout": String(connectSeconds), "application_name": applicationName,
            "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
            "tcp_user_timeout": "30000", "dbname": connectionString, "client_encoding": "UTF8",
        ]
    }

    /// The password in the connection string; nil when there is none.
    ///
    /// Throws when libpq cannot read the string: with words of our own, because libpq quotes it.
    func password() throws(StoreError) -> String? {
        guard let options = unsafe PQconninfoParse(connectionString, nil) else {
            throw .unavailable(
                "the connection string cannot be read; expected is postgresql://user@host/database")
        }
        defer { unsafe PQconninfoFree(options) }
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if unsafe String(cString: keyword) == "password" {
                return unsafe option.pointee.val.map { unsafe String(cString: $0) }
            }
            unsafe option += 1
        }
        return nil
    }
}
