import Foundation
import Service
import Solver
import Testing

/// The examples of the standards, whole and with every bit and every character changed.
@Suite("Token signatures")
struct TokenSignatureTests {
    /// A signed text of a standard and its key.
    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let algorithm: String
        let key: JSON
        let token: String
        var testDescription: String { name }
    }

    private static let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

    static let examples = [
        Example(
            name: "RFC 7515 A.2", algorithm: "RS256",
            key: .fields([
                "kty": "RSA", "e": "AQAB",
                "n":
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
            ]),
            token: "eyJhbGciOiJSUzI1NiJ9.\(payload)."
                + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
        Example(
            name: "RFC 7515 A.3", algorithm: "ES256",
            key: .fields([
                "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            ]),
            token: "eyJhbGciOiJFUzI1NiJ9.\(payload)."
                + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
        Example(
            name: "RFC 8037 A.4", algorithm: "EdDSA",
            key: .fields([
                "kty": "OKP", "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            ]),
            token: "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ]

    private static func keys(_ example: Example) throws -> JSONWebKeySet {
        try JSONWebKeySet(
            parsing: JSON.fields(["keys": .array([example.key])]).written(pretty: false))
    }

    private static func payload(of token: String, _ keys: JSONWebKeySet) throws -> [UInt8] {
        try keys.payload(of: JSONWebToken(token))
    }

    @Test("The examples of the standards are proven", arguments: examples)
    func proven(example: Example) throws {
        let token = try JSONWebToken(example.token)
        #expect(token.algorithm == example.algorithm)
        let payload = try Self.keys(example).payload(of: token)
        let expected =
            example.algorithm == "EdDSA"
            ? "Example of Ed25519 signing"
            : "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        #expect(String(decoding: payload, as: UTF8.self) == expected)
    }

    @Test(
        "With any bit of header, payload or signature changed they are refused", arguments: examples
    )
    func everyBit(example: Example) throws {
        let keys = try Self.keys(example)
        var parts = example.token.split(separator: ".").map { Self.bytes(String($0)) }
        var accepted: [String] = []
        for part in parts.indices {
            for bit in 0..<parts[part].count * 8 {
                parts[part][bit / 8] ^= 1 << UInt8(bit % 8)
                let token = parts.map(Self.text).joined(separator: ".")
                if (try? Self.payload(of: token, keys)) != nil { accepted.append("\(part):\(bit)") }
                parts[part][bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
        #expect(accepted == [])
        #expect((try? Self.payload(of: parts.map(Self.text).joined(separator: "."), keys)) != nil)
    }

    @Test(
        "With any character of the text changed, lost or added they are refused",
        arguments: examples)
    func everyCharacter(example: Example) throws {
        let keys = try Self.keys(example)
        let text = Array(example.token.utf8)
        var accepted: [String] = []
        for index in text.indices {
            // The neighbour in the alphabet changes the lowest bit: at the end of a part, one that
            // no byte holds.
            let neighbours = Array("AB-_.=+/ ".utf8) + [text[index] ^ 1, text[index] &+ 1]
            for other in neighbours where other != text[index] {
                var changed = text
                changed[index] = other
                accepted += Self.accepted(changed, keys)
            }
            accepted += Self.accepted(Array(text[..<index] + text[(index + 1)...]), keys)
            accepted += Self.accepted(
                Array(text[...index] + [UInt8(ascii: "A")] + text[(index + 1)...]), keys)
        }
        #expect(accepted == [])
    }

    private static func accepted(_ bytes: [UInt8], _ keys: JSONWebKeySet) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return (try? payload(of: text, keys)) != nil ? [text] : []
    }

    @Test("ECDSA signatures of zeros, of the order and of other lengths are refused")
    func degenerate() throws {
        let example = Self.examples[1]
        let keys = try Self.keys(example)
        let signed = example.token.split(separator: ".").dropLast().joined(separator: ".")
        let good = Self.bytes(String(example.token.split(separator: ".")[2]))
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63,
            0x25,
            0x51,
        ]
        let zeros = [UInt8](repeating: 0, count: 32)
        let bad = [
            zeros + zeros, order + order, Array(good[..<32]) + zeros, zeros + Array(good[32...]),
            Array(good[..<32]) + order, [], Array(good.dropLast()), good + [0], [0] + good,
        ]
        for signature in bad {
            #expect(throws: TokenFault.signature) {
                try Self.payload(of: signed + "." + Self.text(signature), keys)
            }
        }
    }

    static func text(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    static func bytes(_ text: String) -> [UInt8] {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        return Array(Data(base64Encoded: standard) ?? Data())
    }
}
