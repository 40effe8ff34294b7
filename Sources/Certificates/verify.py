#!/usr/bin/env python3
"""Verifies a certificate offline: verify.py CERTIFICATE ISSUER-KEY [PROOF LOG-VKEY WITNESS-VKEY...]"""
import base64, hashlib, json, sys
import base58, rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as Key

def check(holds, reason):
    if not holds: sys.exit(f"not valid: {reason}")

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def b64(text): return base64.b64decode(text, validate=True)
def total(values): return sum(map(int, values))

def verify(key, value, message):
    try: Key.from_public_bytes(key).verify(value, message)
    except InvalidSignature: check(False, "a signature")

def signature(document, multikey):  # W3C Data Integrity, eddsa-jcs-2022
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    proof = dict(document["proof"])
    value, key = base58.b58decode(proof.pop("proofValue")[1:]), base58.b58decode(multikey[1:])
    want = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": proof["created"],
            "proofPurpose": "assertionMethod", "@context": document["@context"],
            "verificationMethod": f"{document['issuer']}#{multikey}"}
    check(proof == want and key[:2] == b"\xed\x01", "the proof is of another kind or key")
    verify(key[2:], value, sha(rfc8785.dumps(proof)) + sha(rfc8785.dumps(unsigned)))

def sums(subject):  # what the rows of the hours must add up to
    hours, energy = subject["hours"], subject.get("energy", subject)
    name = "wh" if "wh" in energy else "energyWh"
    check(total(hour[name] for hour in hours) == int(energy[name]), "energy is not the sum of its hours")
    matched = [total(part["wh"] for part in hour["retired"]) for hour in hours]
    check(sum(matched) == int(subject.get("matching", subject)["matchedWh"]), "matched energy")
    check(all(m <= int(hour[name]) for m, hour in zip(matched, hours)), "an hour has more than it used")
    for kind in {"input", "output", "cached"} & set(subject.get("batch", ())):
        check(total(hour[kind] for hour in hours) == int(subject["batch"][kind]), f"{kind} tokens")

def logged(document, text, log, *witnesses):  # C2SP tlog-proof, tlog-checkpoint, tlog-cosignature
    (title, *lines), body, signatures = [part.splitlines() for part in text.split("\n\n")]
    leaf, note = rfc8785.dumps(document), "".join(line + "\n" for line in body).encode()
    if lines[0].startswith("extra "):  # the log's entry, which names the document by its hash
        digest, leaf = sha(leaf).hex(), b64(lines.pop(0)[6:])
        entry = json.loads(leaf)
        check(entry["kind"] in ("certificate.issue", "certificate.split") and digest in [
            part.get("document") for part in [entry["data"], *entry["rows"]]], "another document's entry")
    index, last, node = int(lines[0][6:]), int(body[1]) - 1, sha(b"\0", leaf)
    check(title == "c2sp.org/tlog-proof@v1" and 0 <= index <= last, "the place in the log")
    for sibling in map(b64, lines[1:]):  # RFC 9162, 2.1.3.2
        check(last > 0, "the proof is too long")
        left = index & 1 or index == last
        node = sha(b"\1", sibling, node) if left else sha(b"\1", node, sibling)
        while left and not index & 1 and index: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    check(last == 0 and node == b64(body[2]), "the entry is not in the log")
    for vkey in (log, *witnesses):  # the log signs the note, a witness its time and the note
        (name, _, key), kind = vkey.split("+", 2), b"\1" if vkey == log else b"\4"
        check(b64(key)[:1] == kind and (vkey != log or body[0] == name), f"{name} is no such key")
        ident, start = sha(name.encode(), b"\n", b64(key))[:4], f"— {name} "
        found = [b64(s[len(start):])[4:] for s in signatures if s.startswith(start) and b64(s[len(start):])[:4] == ident]
        check(found, f"no signature by {name}")
        time = b"" if vkey == log else b"cosignature/v1\ntime %d\n" % int.from_bytes(found[0][:8], "big")
        verify(b64(key)[1:], found[0][-64:], time + note)

if __name__ == "__main__":
    credential = json.load(open(sys.argv[1], encoding="utf-8"))
    signature(credential, sys.argv[2])
    sums(credential["credentialSubject"])
    if sys.argv[3:]: logged(credential, open(sys.argv[3], encoding="utf-8").read(), *sys.argv[4:])
    print("valid:", credential["id"], "by", credential["issuer"])
