"""Makes tokens.json beside this file: key sets and tokens for the tests, signed by another library.

Needs the PyPI package `cryptography`. The secret keys are made anew and thrown away, so every run gives
another file; nothing depends on which.
"""

import base64
import hashlib
import hmac
import json
import pathlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

ISSUER = "https://login.example"
AUDIENCE = "wattoken"
YEAR_2020, NOON, YEAR_2099, YEAR_2100 = 1577836800, 1795262400, 4070908800, 4102444800
RSA, RSA_OTHER = (rsa.generate_private_key(65537, 2048) for _ in range(2))
RSA_SHORT = rsa.generate_private_key(65537, 1024)
EC = ec.generate_private_key(ec.SECP256R1())
EC_384 = ec.generate_private_key(ec.SECP384R1())
ED, ED_NEXT, STRANGER = (ed25519.Ed25519PrivateKey.generate() for _ in range(3))


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, count=None):
    return text(value.to_bytes(count or (value.bit_length() + 7) // 8, "big"))


def jwk(key, **members):
    public = key.public_key()
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = public.public_numbers()
        own = {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        numbers, count = public.public_numbers(), (key.curve.key_size + 7) // 8
        curve = {256: "P-256", 384: "P-384"}[key.curve.key_size]
        own = {"kty": "EC", "crv": curve, "x": number(numbers.x, count), "y": number(numbers.y, count)}
    else:
        own = {"kty": "OKP", "crv": "Ed25519", "x": text(public.public_bytes_raw())}
    return members | own


def sign(algorithm, key, data):
    if algorithm in ("EdDSA", "Ed25519"):
        return key.sign(data)
    if algorithm == "RS256":
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    if algorithm == "PS256":
        return key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    if algorithm == "ES256-DER":
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    if algorithm == "ES256":
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if algorithm == "HS256":
        return hmac.new(key, data, hashlib.sha256).digest()
    return b""


def token(algorithm, key, kid, header=None, by=None, **changes):
    """A good token but for what is told; `by` is how it is really signed."""
    head = {"alg": algorithm, "typ": "JWT", "kid": kid} | (header or {})
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "tenant": "default", "iat": YEAR_2020,
              "exp": YEAR_2100, "scope": "schedule:* scenario:read scenario:write nothing:known"} | changes
    parts = [{k: v for k, v in part.items() if v is not None} for part in (head, claims)]
    signed = ".".join(text(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return signed + "." + text(sign(by or algorithm, key, signed.encode()))


PEM = RSA.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
tokens = {
    "rsa": token("RS256", RSA, "rsa-1"),
    "ec": token("ES256", EC, "ec-1"),
    "eddsa": token("EdDSA", ED, "ed-1"),
    "ed25519": token("Ed25519", ED, "ed-1"),
    "other-tenant": token("EdDSA", ED, "ed-1", tenant="other", sub="bob"),
    "audience-list": token("EdDSA", ED, "ed-1", aud=["elsewhere", AUDIENCE]),
    "all-scopes": token("EdDSA", ED, "ed-1", scope=None, scp=["*", "admin:*", "admin:tenants", "admin:keys"]),
    "claim-organisation": token("EdDSA", ED, "ed-1", tenant=None, organisation="default"),
    "ends-at-noon": token("EdDSA", ED, "ed-1", exp=NOON + 0.5),
    "next-key": token("EdDSA", ED_NEXT, "ed-2"),
    "bad-absent-tenant": token("EdDSA", ED, "ed-1", tenant="nowhere"),
    "bad-no-tenant": token("EdDSA", ED, "ed-1", tenant=None),
    "bad-expired": token("EdDSA", ED, "ed-1", exp=YEAR_2020),
    "bad-not-yet": token("EdDSA", ED, "ed-1", nbf=YEAR_2099),
    "bad-future": token("EdDSA", ED, "ed-1", iat=YEAR_2099),
    "bad-audience": token("EdDSA", ED, "ed-1", aud="elsewhere"),
    "bad-audience-list": token("EdDSA", ED, "ed-1", aud=["elsewhere", "wattoken2"]),
    "bad-issuer": token("EdDSA", ED, "ed-1", iss="https://login.example.evil"),
    "bad-no-exp": token("EdDSA", ED, "ed-1", exp=None),
    "bad-unknown-kid": token("EdDSA", ED, "ed-9"),
    "bad-no-kid": token("EdDSA", ED, None),
    "bad-critical": token("EdDSA", ED, "ed-1", header={"crit": ["exp"]}),
    "bad-type": token("EdDSA", ED, "ed-1", header={"typ": "logout+jwt"}),
    "bad-huge": token("EdDSA", ED, "ed-1", padding="x" * 8192),
    "bad-stranger": token("EdDSA", STRANGER, "ed-1", header={"jwk": jwk(STRANGER), "jku": "https://evil.example"}),
    "bad-other-rsa": token("RS256", RSA_OTHER, "rsa-1"),
    "bad-none": token("none", None, "rsa-1"),
    "bad-hs256-pem": token("HS256", PEM, "rsa-1"),
    "bad-hs256-x": token("HS256", ED.public_key().public_bytes_raw(), "ed-1"),
    "bad-rs256-by-hmac": token("RS256", PEM, "rsa-1", by="HS256"),
    "bad-es256-kid-rsa": token("ES256", EC, "rsa-1"),
    "bad-rs256-kid-ec": token("RS256", RSA, "ec-1"),
    "bad-ps256": token("PS256", RSA, "rsa-1"),
    "bad-rs256-by-pss": token("RS256", RSA, "rsa-1", by="PS256"),
    "bad-es256-der": token("ES256", EC, "ec-1", by="ES256-DER"),
}
keys = {
    "rsa": jwk(RSA, kid="rsa-1", use="sig", alg="RS256"),
    "ec": jwk(EC, kid="ec-1", use="sig"),
    "ed": jwk(ED, kid="ed-1"),
    "ed_next": jwk(ED_NEXT, kid="ed-2"),
    "rsa_short": jwk(RSA_SHORT, kid="rsa-0"),
    "ec_384": jwk(EC_384, kid="ec-384"),
}
target = pathlib.Path(__file__).with_name("tokens.json")
target.write_text(json.dumps({"keys": keys, "tokens": tokens}, indent=1) + "\n")
