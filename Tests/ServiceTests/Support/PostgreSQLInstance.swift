import Foundation
import Glibc
import Service
import Synchronization

/// A PostgreSQL server of the tests' own, gone when the test process ends in whatever way.
///
/// A shell script is its guardian: it starts the server, crashes and starts it on command, and when
/// its standard input ends, as it does with the test process, stops it and removes its folder.
/// initdb refuses root, so as root all this runs as the user `postgres`, in a short path that
/// everybody may enter: the path of a socket has no more than 107 bytes.
final class PostgreSQLInstance: Sendable {
    static let binaries = "/usr/lib/postgresql/15/bin"
    static let password = "p4ssw/rd@of:the tests"

    /// Whether PostgreSQL is installed here.
    static let isInstalled = FileManager.default.isExecutableFile(atPath: binaries + "/initdb")

    /// The server that all tests share, except those that crash theirs: suites run side by side, so
    /// that each of them has one of its own.
    static func shared() throws -> PostgreSQLInstance { try common.get() }
    private static let common = Result { try PostgreSQLInstance() }

    let folder: String
    let port: Int
    private let guardian: Process
    private let commands = Pipe()
    private let answers = Pipe()
    private let nextSchema = Mutex(0)

    /// Why there is no server.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    init() throws {
        folder = try Self.makeFolder()
        guardian = Process()
        Self.configure(
            guardian, "/bin/sh",
            ["-c", Self.script, "guardian", folder, Self.binaries])
        var environment = ProcessInfo.processInfo.environment
        environment["PGPASSWORD"] = Self.password
        environment["LC_ALL"] = "C"
        guardian.environment = environment
        guardian.standardInput = commands
        guardian.standardOutput = answers
        guardian.standardError = FileHandle.nullDevice
        try guardian.run()
        port = try Self.number(from: answers)
    }

    private static func number(from answers: Pipe) throws -> Int {
        var words = ""
        while !words.hasSuffix("\n") {
            let data = answers.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            words += String(decoding: data, as: UTF8.self)
        }
        guard let number = Int(words.dropLast()) else {
            throw Problem(description: "PostgreSQL does not run: \(words)")
        }
        return number
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        guardian.waitUntilExit()
    }

    /// A schema that nothing else uses.
    func schema() -> String {
        let number = nextSchema.withLock { number in
            number += 1
            return number
        }
        return "t\(number)"
    }

    /// How to connect; what is given replaces the right words.
    func connectionString(
        schema: String = "t0", password: String = password, database: String = "wattoken",
        options: String = "", port: Int? = nil
    ) -> String {
        let allowed = CharacterSet.alphanumerics
        let words = [password, "-csearch_path=\(schema) \(options)"].map {
            $0.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
        }
        let address = "127.0.0.1:\(port ?? self.port)/\(database)"
        return "postgresql://wattoken:\(words[0])@\(address)?options=\(words[1])"
    }

    /// Stops the server as a crash does.
    func crash() throws { try order("crash") }

    /// Kills all of its processes with signal 9.
    func kill() throws { try order("kill") }

    /// Starts it again.
    func start() throws { try order("start") }

    private func order(_ command: String) throws {
        try commands.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        let status = try Self.number(from: answers)
        guard status == 0 else { throw Problem(description: "\(command) ended with \(status)") }
    }

    /// Runs SQL as the superuser.
    func execute(_ sql: String, schema: String = "t0") throws {
        let process = try begin(sql, schema: schema)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Problem(description: "psql ended with \(process.terminationStatus): \(sql)")
        }
    }

    /// Begins to run SQL as the superuser; several statements are one transaction.
    func begin(_ sql: String, schema: String) throws -> Process {
        try Self.begin(
            Self.binaries + "/psql",
            [
                "-qX", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", "\(port)", "-U", "postgres",
                "-d", "wattoken", "-c", "SET search_path = \(schema)", "-c", sql,
            ])
    }

    private static func begin(_ program: String, _ words: [String]) throws -> Process {
        let process = Process()
        configure(process, program, words)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func configure(_ process: Process, _ program: String, _ words: [String]) {
        let isRoot = geteuid() == 0
        let user = ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", program]
        process.executableURL = URL(fileURLWithPath: isRoot ? "/usr/bin/setpriv" : program)
        process.arguments = (isRoot ? user : []) + words
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
    }

    private static func makeFolder() throws -> String {
        let folder = "/tmp/wt-\(UUID().uuidString.prefix(8))"
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        if geteuid() == 0 { attributes[.ownerAccountName] = "postgres" }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        try FileManager.default.setAttributes(attributes, ofItemAtPath: folder)
        return folder
    }

    /// Prints the port when the server runs, then the status of each command.
    private static let script = #"""
        folder=$1 bin=$2
        end() { "$bin/pg_ctl" -s -D "$folder/data" -m immediate stop; rm -rf "$folder"; }
        trap end EXIT
        trap 'exit 1' HUP INT TERM
        printf '%s' "$PGPASSWORD" > "$folder/password"
        "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C --no-sync \
            --auth-local=trust --auth-host=scram-sha-256 --pwfile="$folder/password" \
            > "$folder/initdb.log" 2>&1 || { tail -n 3 "$folder/initdb.log"; exit 1; }
        for attempt in 1 2 3 4 5; do
            port=$(shuf -i 20000-32000 -n 1)
            printf '%s\n' "port = $port" "listen_addresses = '127.0.0.1'" \
                "unix_socket_directories = '$folder'" "max_connections = 200" \
                "recovery_init_sync_method = syncfs" \
                > "$folder/data/postgresql.auto.conf"
            "$bin/pg_ctl" -s -w -D "$folder/data" -l "$folder/log" start && break
            port=
        done
        [ "$port" ] || { tail -n 3 "$folder/log"; exit 1; }
        "$bin/psql" -qX -v ON_ERROR_STOP=1 -h "$folder" -p "$port" -U postgres -d postgres \
            -v password="$PGPASSWORD" > "$folder/psql.log" 2>&1 <<'SQL' || exit 1
        CREATE ROLE wattoken LOGIN PASSWORD :'password';
        CREATE DATABASE wattoken OWNER wattoken;
        \c wattoken
        DO 'BEGIN FOR n IN 0..300 LOOP
            EXECUTE format(''CREATE SCHEMA t%s AUTHORIZATION wattoken'', n);
        END LOOP; END';
        SQL
        echo "$port"
        while read -r command; do
            case $command in
                crash) "$bin/pg_ctl" -s -w -D "$folder/data" -m immediate stop ;;
                kill)
                    leader=$(head -n 1 "$folder/data/postmaster.pid")
                    kill -9 "$leader" $(ps -o pid= --ppid "$leader")
                    # A container may have nobody who reaps it: the dead leader would count as alive.
                    rm "$folder/data/postmaster.pid" "$folder"/.s.PGSQL.* ;;
                start) "$bin/pg_ctl" -s -w -D "$folder/data" -l "$folder/log" start ;;
            esac
            echo $?
        done
        """#
}

/// A schema in the tests' server.
final class PostgreSQLPlace: StorePlace {
    let instance: PostgreSQLInstance
    let schema: String

    init(_ instance: PostgreSQLInstance) {
        self.instance = instance
        schema = instance.schema()
    }

    var settings: PostgreSQLSettings {
        PostgreSQLSettings(connectionString: instance.connectionString(schema: schema))
    }

    func open() throws -> any Store { try PostgreSQLStore(settings) }
}
