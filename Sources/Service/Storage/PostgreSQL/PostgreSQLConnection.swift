import CPostgres

/// A connection with the statements prepared on it; used by one thread at a time.
///
/// It stays in libpq's pipeline mode: `send` only puts a statement into the line, and the next
/// `rows`, `run` or `flush` brings it to the server together with its own and reads all answers. So
/// the changes of a transaction cost no round trips of their own.
@safe final class PostgreSQLConnection {
    private let handle: OpaquePointer
    private var names: [String: String] = [:]
    private var statementCount = 0
    /// Statements prepared since the last answer: after an error none of them counts as there.
    private var unproven: [String] = []
    /// Why the last call threw, when the server said so.
    private(set) var failure: PostgreSQLFailure?
    /// True when it broke after COMMIT had been sent, so that only the rows can tell.
    private(set) var isOutcomeUnknown = false

    /// Takes over a handle that is connected.
    init(_ handle: OpaquePointer) throws(StoreError) {
        unsafe self.handle = unsafe handle
        guard unsafe PQenterPipelineMode(handle) == 1 else {
            throw .unavailable("PostgreSQL takes no pipeline")
        }
    }

    deinit { unsafe PQfinish(handle) }

    /// Of no use any more.
    var isEnded: Bool { isBroken || failure?.endsConnection == true }

    private var isBroken: Bool { unsafe PQstatus(handle) != CONNECTION_OK }

    /// Puts a statement into the line that the next call sends.
    func send(_ sql: String, _ values: [PostgreSQLValue] = []) throws(StoreError) {
        let name = try prepared(sql)
        var lengths: [Int32] = []
        var starts: [Int?] = []
        var bytes: [UInt8] = []
        for value in values {
            let content = value.bytes
            starts.append(content.map { _ in bytes.count })
            lengths.append(Int32(content?.count ?? 0))
            bytes += content ?? []
        }
        // So that an empty value has an address, too.
        bytes.append(0)
        let formats = [Int32](repeating: 1, count: values.count)
        let isSent = unsafe bytes.withUnsafeBytes { content in
            let base = unsafe content.baseAddress?.assumingMemoryBound(to: CChar.self)
            let places: [UnsafePointer<CChar>?] = unsafe starts.map { start in
                unsafe start.flatMap { start in unsafe base.map { unsafe $0 + start } }
            }
            return unsafe PQsendQueryPrepared(
                handle, name, Int32(values.count), places, lengths, formats, 1)
        }
        if isSent != 1 { throw broken() }
    }

    /// Runs a statement and what waits in the line; returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [PostgreSQLValue] = []) throws(StoreError) -> Int {
        try send(sql, values)
        return try flush()
    }

    /// All rows of an answer.
    func rows<Element>(
        _ sql: String, _ values: [PostgreSQLValue] = [],
        _ read: (inout PostgreSQLRow) throws(StoreError) -> Element
    ) throws(StoreError) -> [Element] {
        try send(sql, values)
        let result = try unsafe answer()
        defer { unsafe PQclear(result) }
        var elements: [Element] = []
        for number in 0..<(unsafe PQntuples(result)) {
            var row = unsafe PostgreSQLRow(result, row: number)
            elements.append(try read(&row))
        }
        return elements
    }

    /// The first row of an answer.
    func first<Element>(
        _ sql: String, _ values: [PostgreSQLValue] = [],
        _ read: (inout PostgreSQLRow) throws(StoreError) -> Element
    ) throws(StoreError) -> Element? {
        try rows(sql, values, read).first
    }

    /// The number that a statement answers; 0 when it answers none.
    func number(_ sql: String, _ values: [PostgreSQLValue] = []) throws(StoreError) -> Int {
        try first(sql, values) { row throws(StoreError) in try row.integer() } ?? 0
    }

    /// Sends what waits in the line; returns how many rows the last statement changed.
    @discardableResult
    func flush() throws(StoreError) -> Int {
        let result = try unsafe answer()
        defer { unsafe PQclear(result) }
        return unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    /// Runs a body in a transaction; durable when it returns.
    func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        isOutcomeUnknown = false
        do throws(StoreError) {
            try send("BEGIN ISOLATION LEVEL READ COMMITTED")
            let value = try body()
            try commit()
            return value
        } catch {
            let cause = failure
            // The first one is skipped when a statement still in the line fails before it.
            for _ in 0..<2 where !isEnded && (try? run("ROLLBACK")) == nil {}
            failure = cause
            throw error
        }
    }

    private func commit() throws(StoreError) {
        try send("COMMIT")
        do throws(StoreError) {
            let result = try unsafe answer()
            defer { unsafe PQclear(result) }
            // A transaction that had failed ends with ROLLBACK and without an error.
            guard unsafe String(cString: PQcmdStatus(result)) == "COMMIT" else {
                throw .damaged("a failed transaction was to be committed")
            }
        } catch {
            isOutcomeUnknown = isEnded && failure?.state != "25006"
            throw error
        }
    }

    private func prepared(_ sql: String) throws(StoreError) -> String {
        if let name = names[sql] { return name }
        statementCount += 1
        let name = "s\(statementCount)"
        if unsafe PQsendPrepare(handle, name, sql, 0, nil) != 1 { throw broken() }
        names[sql] = name
        unproven.append(sql)
        return name
    }

    /// Ends the line, reads all answers and returns the last one, or throws the first error.
    private func answer() throws(StoreError) -> OpaquePointer {
        failure = nil
        guard unsafe PQpipelineSync(handle) == 1 else { throw broken() }
        var last: OpaquePointer?
        var isPause = false
        while true {
            guard let result = unsafe PQgetResult(handle) else {
                // One nil ends each statement's results; two in a row never come while it lives.
                if isPause || isBroken {
                    unsafe PQclear(last)
                    throw broken()
                }
                isPause = true
                continue
            }
            isPause = false
            let status = unsafe PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC {
                unsafe PQclear(result)
                break
            }
            if status == PGRES_FATAL_ERROR, failure == nil { unsafe note(result) }
            unsafe PQclear(last)
            unsafe last = result
        }
        defer { unproven = [] }
        if let failure {
            for sql in unproven { names[sql] = nil }
            unsafe PQclear(last)
            throw failure.error
        }
        guard let last = unsafe last else { throw .damaged("PostgreSQL gave no answer") }
        return unsafe last
    }

    private func note(_ result: OpaquePointer) {
        failure = PostgreSQLFailure(
            state: unsafe pq_state(result).map { unsafe String(cString: $0) } ?? "",
            message: unsafe pq_message(result).map { unsafe String(cString: $0) } ?? "")
    }

    private func broken() -> StoreError {
        let failure = failure ?? PostgreSQLFailure(state: "", message: "")
        self.failure = failure
        return failure.error
    }
}
