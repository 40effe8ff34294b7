package import Certificates
import Synchronization

/// What the service has for certificates: rules, the signer, the own log's policy, the public address.
///
/// Without a signer nothing is issued; what is public is still read and verified.
package final class CertificateDesk: Sendable {
    package let rulebook: Rulebook
    /// Where certificates are verified, without a slash at its end; empty for this server.
    package let address: String
    package let signer: CertificateSigner?
    /// Whose checkpoints proofs must have; nil where there is no log.
    package let policy: LogPolicy?
    let leaves = IssueLeaves()
    private let statusList = Mutex<KeptList?>(nil)

    private struct KeptList {
        let leaves: Int64
        let at: UTCTime
        let bytes: [UInt8]
    }

    package init(
        rulebook: Rulebook = Rulebook(), address: String = "", signer: CertificateSigner? = nil,
        policy: LogPolicy? = nil
    ) {
        self.rulebook = rulebook
        self.address = address
        self.signer = signer
        self.policy = policy
    }

    /// The address of the status list.
    package var statusAddress: String { address + IssueRun.statusPath }

    /// The page of a certificate.
    package func page(of certificate: String) -> String {
        "\(address)/verify/\(URLText.encoded(certificate))"
    }

    /// How old a list may become before it is signed anew, seconds.
    private static let listSeconds: Int64 = 600

    /// The signed status list: made anew when the registry has changed, at most once a second.
    package func statusList(
        of store: any RegistryStore, signer: CertificateSigner, at time: UTCTime
    ) throws -> [UInt8] {
        try statusList.withLock { kept in
            if let kept, kept.at <= time {
                let age = time.seconds - kept.at.seconds
                if age < 1 { return kept.bytes }
                if age < Self.listSeconds, try store.leafCount() == kept.leaves {
                    return kept.bytes
                }
            }
            let leaves = try store.leafCount()
            let bytes = try signer.sign(
                StatusListCredential(
                    id: statusAddress, issuer: signer.issuer.id, validFrom: time, validUntil: nil,
                    list: try CertificateOffice.revocations(in: store)
                ).document, at: time
            ).bytes
            kept = KeptList(leaves: leaves, at: time, bytes: bytes)
            return bytes
        }
    }
}

extension CertificateOffice {
    /// The places of certificates that are revoked, or split into others which hold in their place.
    static func revocations(in store: any RegistryStore) throws -> StatusList {
        guard var list = StatusList() else { throw StoreError.damaged("status list") }
        var after: String?
        repeat {
            let page = try store.certificates(ofAccount: nil, after: after, limit: 1000)
            for row in page.elements where row.state == .revoked || row.state == .split {
                guard let place = Int(exactly: row.statusIndex) else { continue }
                try list.revoke(place)
            }
            after = page.next
        } while after != nil
        return list
    }
}
