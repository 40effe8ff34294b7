import Foundation
import Service

/// Tries again for so many seconds what a store cannot do for now.
func patiently<Value>(
    seconds: Int, _ body: () throws(StoreError) -> Value
) throws -> Value {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        do throws(StoreError) {
            return try body()
        } catch {
            guard case .unavailable = error, ContinuousClock.now < end else { throw error }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}
