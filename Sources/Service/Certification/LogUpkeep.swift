package import Certificates
import Foundation
import Solver
import Synchronization

/// Publishes the log of the registry's database, within a second of each change, on a thread of its own.
///
/// One process does: the others see the folder's lock taken and only serve its files.
package final class LogUpkeep: Sendable {
    private let publisher: LogPublisher<RegistryLeaves>
    private let leaves: RegistryLeaves
    private let log: ServiceLog
    private let witnesses: [WitnessAddress]
    private let isEnded = Mutex(false)

    /// How often it is looked for new entries, seconds.
    private static let periodSeconds = 0.2
    /// How long after a failure, seconds.
    private static let pauseSeconds = 2.0
    /// How long after a witness that did not cosign, seconds.
    private static let witnessPauseSeconds = 30.0

    /// Opens the log's folder; nil when another process publishes it.
    ///
    /// Errors: `LogPublisher.Problem`: an older or another database or folder is refused.
    package init?(
        store: any RegistryStore, folder: String, origin: ExactText,
        signer: consuming sending NoteSigner, earlierKeys: [NoteKey] = [],
        witnesses: [WitnessAddress] = [], log: ServiceLog
    ) throws {
        self.log = log
        self.witnesses = witnesses
        leaves = RegistryLeaves(store)
        do throws(LogPublisher<RegistryLeaves>.Problem) {
            publisher = try LogPublisher(
                folder: folder, leaves: leaves, origin: origin, signer: signer,
                earlierKeys: earlierKeys, witnesses: witnesses)
        } catch .locked {
            return nil
        }
    }

    /// Begins.
    package func start() {
        let thread = Thread { [self] in
            var published = -1
            while !isEnded.withLock({ $0 }) {
                do {
                    if try leaves.leafCount() != published { published = try publish() }
                    Thread.sleep(forTimeInterval: Self.periodSeconds)
                } catch {
                    log.note(.error, "log_not_published", ["error": .string("\(error)")])
                    pause(Self.pauseSeconds)
                }
            }
        }
        thread.name = "log"
        thread.start()
        if !witnesses.isEmpty { askWitnesses() }
    }

    /// Asks the witnesses about each new checkpoint, on a thread that may wait for them.
    private func askWitnesses() {
        let thread = Thread { [self] in
            while !isEnded.withLock({ $0 }) {
                let outcomes = (try? publisher.collectCosignatures()) ?? []
                for (witness, outcome) in zip(witnesses, outcomes) where outcome != .cosigned {
                    log.note(
                        .error, "log_not_cosigned",
                        [
                            "witness": .string("\(witness.key.name)"),
                            "reason": .string(outcome.text.en),
                        ])
                }
                let isWhole = outcomes.allSatisfy { $0 == .cosigned }
                pause(isWhole ? Self.periodSeconds : Self.witnessPauseSeconds)
            }
        }
        thread.name = "witnesses"
        thread.start()
    }

    private func pause(_ seconds: Double) {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, !isEnded.withLock({ $0 }) {
            Thread.sleep(forTimeInterval: Self.periodSeconds)
        }
    }

    /// Publishes what is committed now; gives the number of entries published.
    @discardableResult
    package func publish() throws(LogWriterFault) -> Int {
        try publisher.publish().checkpoint.size
    }

    /// Publishes what is committed by now, and nothing after that.
    package func finish() {
        isEnded.withLock { $0 = true }
        do throws(LogWriterFault) {
            try publish()
        } catch {
            log.note(.error, "log_not_published", ["error": .string("\(error)")])
        }
    }
}
