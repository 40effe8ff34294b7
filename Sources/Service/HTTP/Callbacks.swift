import CMicroHTTPD
import Glibc

/// The functions that the library calls, on the thread that serves the connection.
///
/// The first argument is the `ServerCore`, which outlives the threads.
///
/// A socket's context is a retained `Connection`, a request's a retained `Exchange`; each is
/// released in the last call for it.
enum Callbacks {
    /// A connection begins or ends; called before its socket is closed.
    static let connection: MHD_NotifyConnectionCallback = { context, pointer, slot, code in
        guard let context = unsafe context, let pointer = unsafe pointer,
            let slot = unsafe slot
        else { return }
        let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        if code == .CONNECTION_NOTIFY_STARTED {
            guard let connection = core.connections[unsafe mhd_descriptor(pointer)] else { return }
            unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
            core.onEvent(.opened(remoteAddress: connection.remoteAddress))
        } else if let kept = unsafe slot.pointee {
            let connection = unsafe Unmanaged<Connection>.fromOpaque(kept).takeRetainedValue()
            core.connections.remove(connection)
            core.onEvent(.closed(remoteAddress: connection.remoteAddress))
        }
    }

    /// The request line is there; the result becomes the request's context.
    static let target:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
        ) -> UnsafeMutableRawPointer? = { context, target, pointer in
            guard let pointer = unsafe pointer,
                let kept = unsafe mhd_socket_context(pointer)
            else { return nil }
            let connection = unsafe Unmanaged<Connection>.fromOpaque(kept).takeUnretainedValue()
            let exchange = Exchange(
                connection: connection, handle: unsafe ConnectionHandle(pointer: pointer),
                target: unsafe target.map { unsafe String(cString: $0) } ?? "",
                started: .now)
            return unsafe Unmanaged.passRetained(exchange).toOpaque()
        }

    /// Leaves targets as they came; this layer decodes them itself.
    static let unescape:
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CChar>?
        ) -> Int = { _, _, text in unsafe text.map { unsafe strlen($0) } ?? 0 }

    /// The head, then each piece of the body, then the end of the request; and again after a
    /// connection was woken.
    static let access: MHD_AccessHandlerCallback = {
        context, pointer, path, method, version, data, count, slot in
        guard let context = unsafe context, let pointer = unsafe pointer,
            let kept = unsafe slot?.pointee, let method = unsafe method,
            let version = unsafe version, let path = unsafe path, let count = unsafe count
        else { return MHD_Result.NO }
        let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeUnretainedValue()
        let step: Step
        if case .started = exchange.phase {
            step = unsafe open(exchange, core, pointer, path, method, version)
        } else if let data = unsafe data, unsafe count.pointee > 0 {
            step = unsafe core.read(
                UnsafeRawBufferPointer(start: data, count: count.pointee), exchange)
            unsafe count.pointee = 0
        } else {
            step = core.proceed(exchange, trailers: { unsafe Self.trailerCount(pointer) })
        }
        return perform(step, exchange, core)
    }

    /// A request is over, answered or not.
    static let completed: MHD_RequestCompletedCallback = { context, _, slot, code in
        guard let context = unsafe context, let kept = unsafe slot?.pointee else { return }
        unsafe slot?.pointee = nil
        let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
        let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeRetainedValue()
        core.finish(exchange, isComplete: code == .REQUEST_TERMINATED_COMPLETED_OK)
    }

    private static func open(
        _ exchange: Exchange, _ core: ServerCore, _ pointer: OpaquePointer,
        _ path: UnsafePointer<CChar>, _ method: UnsafePointer<CChar>,
        _ version: UnsafePointer<CChar>
    ) -> Step {
        let afterLine = unsafe UnsafeRawPointer(version) + strlen(version) + 2
        var reader = unsafe HeadReader(next: afterLine)
        // The version begins one blank behind the target, or the target held a zero byte.
        let gap = unsafe version - path
        if gap != exchange.target.utf8.count + 1 { reader.refuse(.badTarget) }
        unsafe withUnsafeMutablePointer(to: &reader) { reader in
            _ = unsafe MHD_get_connection_values_n(pointer, .HEADER_KIND, line, reader)
        }
        unsafe reader.end(at: UnsafeRawPointer(method) + mhd_header_bytes(pointer))
        return core.open(
            exchange, method: unsafe String(cString: method), reader: reader,
            isHTTP10: unsafe strcmp(version, "HTTP/1.0") == 0)
    }

    private static func trailerCount(_ pointer: OpaquePointer) -> Int {
        Int(unsafe MHD_get_connection_values_n(pointer, .FOOTER_KIND, nil, nil))
    }

    private static let line: MHD_KeyValueIteratorN = { context, _, name, nameCount, value, count in
        guard let reader = unsafe context?.assumingMemoryBound(to: HeadReader.self)
        else { return MHD_Result.NO }
        unsafe reader.pointee.add(
            name: UnsafeRawBufferPointer(start: name, count: nameCount),
            value: UnsafeRawBufferPointer(start: value, count: count))
        return MHD_Result.YES
    }

    private static func perform(
        _ step: Step, _ exchange: Exchange, _ core: ServerCore
    ) -> MHD_Result {
        switch step {
        case .goOn: return MHD_Result.YES
        case .answer(let answer):
            core.beginAnswer(answer, exchange)
            return exchange.handle.queue(answer) ? MHD_Result.YES : MHD_Result.NO
        case .lastWords(let fault):
            if let answer = core.faultAnswers[fault] { exchange.beginAnswer(answer) }
            core.sendLastWords(fault, on: exchange.connection)
            return MHD_Result.NO
        case .close: return MHD_Result.NO
        }
    }
}
