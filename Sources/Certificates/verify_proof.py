#!/usr/bin/env python3
"""Verifies that a certificate stands in a public log: verify_proof.py CERTIFICATE PROOF LOG-VKEY [WITNESS-VKEY...]

The proof is C2SP tlog-proof with tlog-checkpoint and tlog-cosignature; the certificate itself: verify.py.
"""
import base64, json, sys
import rfc8785
from verify import check, sha, verify

def b64(text): return base64.b64decode(text, validate=True)

def included(leaf, index, last, siblings, root):  # RFC 9162, 2.1.3.2
    node = sha(b"\0", leaf)
    for sibling in siblings:
        check(last > 0, "the proof is too long")
        left = index & 1 or index == last
        node = sha(b"\1", sibling, node) if left else sha(b"\1", node, sibling)
        while left and not index & 1 and index: index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    check(last == 0 and node == root, "the entry is not in the log")

def signed(note, signatures, vkey, is_log):  # the log signs the note, a witness its time and the note
    (name, _, key), start = vkey.split("+", 2), f"— {vkey.split('+')[0]} "
    is_kind = b64(key)[:1] == (b"\1" if is_log else b"\4")
    check(is_kind and (not is_log or note.startswith(name.encode() + b"\n")), f"{name} is no such key")
    values = [b64(line[len(start):]) for line in signatures if line.startswith(start)]
    found = [value[4:] for value in values if value[:4] == sha(name.encode(), b"\n", b64(key))[:4]]
    check(found, f"no signature by {name}")
    time = b"" if is_log else b"cosignature/v1\ntime %d\n" % int.from_bytes(found[0][:8], "big")
    verify(b64(key)[1:], found[0][-64:], time + note)

def logged(document, text, log, *witnesses):
    (title, *lines), body, signatures = [part.splitlines() for part in text.split("\n\n")]
    leaf, note = rfc8785.dumps(document), "".join(line + "\n" for line in body).encode()
    if lines[0].startswith("extra "):  # the log's entry, which names the document by its hash
        digest, leaf = sha(leaf).hex(), b64(lines.pop(0)[6:])
        entry = json.loads(leaf)
        check(entry["kind"] in ("certificate.issue", "certificate.split") and digest in [
            part.get("document") for part in [entry["data"], *entry["rows"]]], "another document's entry")
    index, size = int(lines[0][6:]), int(body[1])
    check(title == "c2sp.org/tlog-proof@v1" and 0 <= index < size, "the place in the log")
    included(leaf, index, size - 1, map(b64, lines[1:]), b64(body[2]))
    for vkey in (log, *witnesses): signed(note, signatures, vkey, vkey == log)

if __name__ == "__main__":
    certificate, proof = [open(name, encoding="utf-8").read() for name in sys.argv[1:3]]
    logged(json.loads(certificate), proof, *sys.argv[3:])
    print("in the log:", sys.argv[3].split("+")[0])
