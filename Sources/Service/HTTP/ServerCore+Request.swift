/// What the thread that serves a connection does next.
enum Step {
    /// Reads on, or waits to be woken.
    case goOn
    /// Hands the answer over.
    case answer(Answer)
    /// Sends these bytes past the library and closes.
    case lastWords(HTTPFault)
    /// Closes.
    case close
}

/// The way of a request through this layer; every function runs on the thread that serves its
/// connection.
extension ServerCore {
    /// The head is complete: checks it and asks what becomes of the request.
    func open(
        _ exchange: Exchange, method: String, reader: HeadReader, isHTTP10: Bool
    ) -> Step {
        let framing: HeadReader.Framing
        let request: HTTPRequest
        do {
            framing = try reader.framing(isHTTP10: isHTTP10)
            request = try head(exchange, method: method, headers: reader.headers)
        } catch {
            return refusal(error)
        }
        let admission = isDraining ? nil : handlers.admit(request)
        exchange.take(request)
        switch admission {
        case nil: return refusal(.stopping)
        case .answer(let response), .refuse(let response):
            return decide(Answer(response), exchange, framing)
        case .accept(let limit):
            if let length = framing.length, length > limit {
                return decide(faultAnswers[.bodyTooLarge], exchange, framing)
            }
            exchange.read(limit: limit, declared: framing.length)
            if framing.length != 0 { expectBody(exchange) }
            return .goOn
        }
    }

    /// A piece of the body.
    func read(_ piece: UnsafeRawBufferPointer, _ exchange: Exchange) -> Step {
        switch exchange.phase {
        case .reading:
            guard unsafe exchange.append(piece) else { return .lastWords(.bodyTooLarge) }
            guard takeMemory(piece.count) else { return .lastWords(.busy) }
        default:
            exchange.discard(piece.count)
        }
        exchange.connection.extend(
            until: transferDeadline(exchange.bodyCount, from: exchange.started))
        return .goOn
    }

    /// The request is complete, or the connection was woken.
    ///
    /// Trailers are refused, and the connection closed, because the library ends them where it
    /// should not, as it does headers.
    func proceed(_ exchange: Exchange, trailers: () -> Int) -> Step {
        switch exchange.phase {
        case .decided(let answer): return .answer(answer)
        case .reading:
            if exchange.isChunked, trailers() > 0 { return refusal(.trailers) }
            handle(exchange)
        case .handling: break
        case .started, .answered: return .close
        }
        let answer = exchange.awaitAnswer { isStopping ? faultAnswers[.stopping] : nil }
        return answer.map(Step.answer) ?? .goOn
    }

    /// The answer goes out.
    func beginAnswer(_ answer: Answer, _ exchange: Exchange) {
        exchange.beginAnswer(answer)
        let now = MonotonicTime.now
        guard let stream = answer.stream else {
            exchange.connection.enter(
                .answer, until: transferDeadline(answer.native.bodyCount, from: now))
            return
        }
        exchange.connection.enter(.stream(stream), until: now + settings.streamSeconds)
        if isStopping { stream.cut() }
    }

    /// The request is over, and its connection may wait for the next one.
    func finish(_ exchange: Exchange, isComplete: Bool) {
        let now = MonotonicTime.now
        exchange.connection.enter(
            .header, until: now + (Double(settings.inactivitySeconds) + settings.headerSeconds))
        let outcome = exchange.conclude()
        outcome.answer?.stream?.finish()
        giveMemoryBack(outcome.bodyBytes)
        onEvent(
            .finished(
                HTTPFinish(
                    request: outcome.request, fault: outcome.answer?.fault,
                    status: outcome.answer?.status ?? 0, requestBytes: outcome.bodyCount,
                    responseBytes: outcome.answer?.native.bodyCount ?? 0,
                    seconds: now - exchange.started, isComplete: isComplete,
                    remoteAddress: exchange.connection.remoteAddress)))
    }

    private func head(
        _ exchange: Exchange, method: String, headers: HTTPHeaders
    ) throws(HTTPFault) -> HTTPRequest {
        guard !method.isEmpty, method.utf8.allSatisfy(\.isTokenByte) else { throw .badMethod }
        let bytes = exchange.target.utf8
        guard bytes.count <= settings.targetBytes else { throw .targetTooLong }
        let target = try HTTPTarget(bytes.span)
        return HTTPRequest(
            method: method, target: exchange.target, path: target.path, query: target.query,
            headers: headers, remoteAddress: exchange.connection.remoteAddress)
    }

    /// Answers before the body: a short one is read past first, so that a client that sends before
    /// it reads gets the answer; with any other the connection closes behind the answer.
    private func decide(
        _ answer: Answer?, _ exchange: Exchange, _ framing: HeadReader.Framing
    ) -> Step {
        guard let answer else { return .close }
        let isShort = framing.length.map { $0 <= Self.discardedBytes } ?? false
        guard framing.length == 0 || isShort && !framing.expectsContinue else {
            return .answer(answer)
        }
        exchange.decide(answer)
        if framing.length != 0 { expectBody(exchange) }
        return .goOn
    }

    private static let discardedBytes = 1_048_576

    private func refusal(_ fault: HTTPFault) -> Step {
        faultAnswers[fault].map(Step.answer) ?? .close
    }

    private func expectBody(_ exchange: Exchange) {
        exchange.connection.enter(.body, until: transferDeadline(0, from: exchange.started))
    }

    private func handle(_ exchange: Exchange) {
        guard let request = exchange.beginHandling() else { return }
        exchange.connection.enter(
            .handler(exchange), until: MonotonicTime.now + settings.answerSeconds)
        let reply = HTTPReply(exchange, core: self)
        if !pool.submit(request, reply) { exchange.answer(faultAnswers[.busy]) }
    }
}
