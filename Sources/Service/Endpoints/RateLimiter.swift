import Synchronization

/// Token buckets, one per tenant, for requests that change something.
///
/// draft-ietf-httpapi-ratelimit-headers names the fields.
package final class RateLimiter: Sendable {
    /// Requests per minute, also the size of the bucket.
    package let quota: Int
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var tokens: Double
        var at: Moment
    }

    /// What is left after a request.
    package struct Standing: Sendable, Equatable {
        package var isAllowed: Bool
        package var remaining: Int
        /// Seconds until the bucket is full, or, when refused, until one request is possible.
        package var resetSeconds: Int
    }

    package init(quota: Int) { self.quota = quota }

    /// Takes one request of a tenant.
    package func take(_ tenant: String, now: Moment) -> Standing {
        let rate = Double(quota) / 60
        return buckets.withLock { buckets in
            var bucket = buckets[tenant] ?? Bucket(tokens: Double(quota), at: now)
            let passed = max(0, now.seconds(since: bucket.at))
            bucket.tokens = min(Double(quota), bucket.tokens + passed * rate)
            bucket.at = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[tenant] = bucket
            let missing = isAllowed ? Double(quota) - bucket.tokens : 1 - bucket.tokens
            return Standing(
                isAllowed: isAllowed, remaining: Int(bucket.tokens),
                resetSeconds: Int((missing / rate).rounded(.up)))
        }
    }

    /// The fields of an answer.
    package func headers(_ standing: Standing) -> [(name: String, value: String)] {
        [
            ("RateLimit-Policy", "\"writes\";q=\(quota);w=60"),
            ("RateLimit", "\"writes\";r=\(standing.remaining);t=\(standing.resetSeconds)"),
        ]
    }
}
