#!/usr/bin/env python3
"""Verifies a certificate offline, by its issuer's key: verify.py CERTIFICATE ISSUER-KEY"""
import hashlib, json, sys
import base58, rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as Key

def check(holds, reason):
    if not holds: sys.exit(f"not valid: {reason}")

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def total(values): return sum(map(int, values))

def verify(key, value, message):
    try: Key.from_public_bytes(key).verify(value, message)
    except InvalidSignature: check(False, "a signature")

def signature(document, multikey):  # W3C Data Integrity, eddsa-jcs-2022
    unsigned, proof = {name: document[name] for name in document if name != "proof"}, dict(document["proof"])
    value, key = base58.b58decode(proof.pop("proofValue")[1:]), base58.b58decode(multikey[1:])
    want = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": proof["created"],
            "proofPurpose": "assertionMethod", "@context": document["@context"],
            "verificationMethod": f"{document['issuer']}#{multikey}"}
    check(proof == want and key[:2] == b"\xed\x01", "the proof is of another kind or key")
    verify(key[2:], value, sha(rfc8785.dumps(proof)) + sha(rfc8785.dumps(unsigned)))

def sums(subject):  # what the rows of the hours must add up to
    hours, energy = subject["hours"], subject.get("energy", subject)
    used = [int(hour["wh" if "wh" in energy else "energyWh"]) for hour in hours]
    matched = [total(part["wh"] for part in hour["retired"]) for hour in hours]
    check(sum(used) == int(energy.get("wh", energy.get("energyWh"))), "energy is not the sum of its hours")
    check(sum(matched) == int(subject.get("matching", subject)["matchedWh"]), "matched energy")
    check(all(m <= u for m, u in zip(matched, used)), "an hour has more than it used")
    for kind in {"input", "output", "cached"} & set(subject.get("batch", ())):
        check(total(hour[kind] for hour in hours) == int(subject["batch"][kind]), f"{kind} tokens")
if __name__ == "__main__":
    credential = json.load(open(sys.argv[1], encoding="utf-8"))
    signature(credential, sys.argv[2])
    sums(credential["credentialSubject"])
    print("valid:", credential["id"], "by", credential["issuer"])
