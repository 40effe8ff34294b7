/// Who changes something in the store, and when.
package struct Author: Sendable, Equatable {
    /// The tenant whose object it is.
    package var tenant: String
    /// Id of the key or the subject that asked; `system` for the service itself.
    package var actor: String
    /// The trace of the request (W3C trace id).
    package var traceID: String
    /// The moment of the change, from the caller's clock.
    package var at: Moment

    /// Creates an author.
    package init(tenant: String, actor: String, traceID: String, at: Moment) {
        self.tenant = tenant
        self.actor = actor
        self.traceID = traceID
        self.at = at
    }
}

/// A request that may come twice, and the answer that both get.
///
/// draft-ietf-httpapi-idempotency-key-header-07; kept with the change in one transaction.
package struct Idempotency: Sendable, Equatable {
    /// Method and route; a key is unique per tenant and endpoint.
    package var endpoint: String
    /// The client's key.
    package var key: String
    /// SHA-256 of the request, hexadecimal: another request with the same key is refused.
    package var fingerprint: String
    /// The answer, known before the change because ids are.
    package var response: StoredResponse

    /// Creates a record.
    package init(endpoint: String, key: String, fingerprint: String, response: StoredResponse) {
        self.endpoint = endpoint
        self.key = key
        self.fingerprint = fingerprint
        self.response = response
    }
}

/// An answer kept for a repeated request.
package struct StoredResponse: Sendable, Equatable {
    /// HTTP status.
    package var status: Int
    /// `Location`, where there is one.
    package var location: String?
    /// Body, JSON.
    package var body: [UInt8]

    /// Creates an answer.
    package init(status: Int, location: String?, body: [UInt8]) {
        self.status = status
        self.location = location
        self.body = body
    }
}

/// What became of a change that carries an idempotency key.
package enum Written<Value: Sendable>: Sendable {
    /// It was made now.
    case done(Value)
    /// It had been made before with the same key and request.
    case replayed(StoredResponse)
    /// The key had been used for another request.
    case keyReused
}

/// What became of a change that depends on the present version.
package enum Conditional<Value: Sendable>: Sendable {
    /// It was made.
    case done(Value)
    /// There is no such object for this tenant.
    case missing
    /// The object is no longer, or not yet, in the state that the change asks for.
    case refused(Value)
}

extension Author {
    /// The service itself, for an object of a tenant; of no tenant for "".
    package static func system(_ tenant: String, at moment: Moment) -> Author {
        Author(tenant: tenant, actor: "system", traceID: "", at: moment)
    }
}
