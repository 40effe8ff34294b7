/// What is asked of every W3C Verifiable Credential 2.0 that is signed or verified here, in any form.
enum CredentialRules {
    /// The first context of every credential.
    static let context = "https://www.w3.org/ns/credentials/v2"

    /// The largest credential that is read, bytes.
    static let mostBytes = 16 << 20

    /// The name of the issuer; the document is an object with the contexts and types of a credential.
    static func issuer(of document: JSONValue) throws(ProofFault) -> String {
        guard let members = document.members else { throw .notAnObject }
        guard let contexts = members["@context"]?.elements, let first = contexts.first?.text,
            isSame(first, context),
            contexts.allSatisfy({ $0.text != nil || $0.members != nil })
        else { throw .context }
        guard let types = members["type"]?.elements,
            types.contains(where: { isSame($0.text ?? "", "VerifiableCredential") })
        else { throw .notACredential }
        guard let issuer = members["issuer"]?.text ?? members["issuer"]?["id"]?.text else {
            throw .noIssuer
        }
        return issuer
    }

    /// The document of bytes within the stated size.
    static func parse(_ bytes: [UInt8]) throws(ProofFault) -> JSONValue {
        guard bytes.count <= mostBytes else { throw .tooLarge(limitBytes: mostBytes) }
        do throws(JSONFault) {
            return try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
    }

    /// The key of an issuer's method that may have signed at a time; without one, a key in use.
    static func method(
        named name: String, of issuer: Issuer, at time: UTCTime?
    ) throws(ProofFault) -> Issuer.Method {
        guard let method = issuer.method(name) else { throw .verificationMethod(name) }
        if let retired = method.retired, time ?? retired >= retired {
            throw .keyRetired(name, at: retired)
        }
        return method
    }

    /// True when both have the same bytes; Swift's own equality looks through Unicode compositions,
    /// and there are letters that it holds to be equal to ASCII ones.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}

/// The first reason why a credential's proof does not hold.
public enum ProofFault: Error, Sendable, Equatable {
    /// The bytes are no JSON document.
    case notJSON(JSONFault)
    /// More bytes than a credential may have.
    case tooLarge(limitBytes: Int)
    /// The document is no object.
    case notAnObject
    /// `@context` is no list of addresses and objects that begins with the one of credentials 2.0.
    case context
    /// `type` lacks VerifiableCredential.
    case notACredential
    /// There is no `issuer`.
    case noIssuer
    /// The credential names another issuer than the one whose proof is asked for.
    case otherIssuer(String)
    /// There is no `proof`.
    case noProof
    /// `proof` is a list; one proof is read.
    case severalProofs
    /// A member of the proof or of the token's header that has no place there.
    case unknownMember(String)
    /// A member of the proof or of the token's header is missing or no text.
    case member(String)
    /// `type`, `typ`, `cryptosuite`, `alg` or `proofPurpose` has another value than the one allowed.
    case value(String, given: String)
    /// `created` is no time in UTC and whole seconds.
    case created
    /// The proof's `@context` differs from the document's.
    case proofContext
    /// The verification method is none of the issuer's keys.
    case verificationMethod(String)
    /// The key had been retired when the proof was made.
    case keyRetired(String, at: UTCTime)
    /// The signature is not written as 64 bytes.
    case proofValue
    /// The token is not three parts of base64url.
    case tokenForm
    /// The signature is not the key's on these bytes.
    case signature
    /// The signing key is none of the issuer's.
    case signingKey
    /// The document to be signed has a `proof` already.
    case hasProof
}
