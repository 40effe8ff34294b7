import Certificates
import Testing

@Suite struct `Texts of bytes` {
    /// The examples of draft-msporny-base58-03, section 5, and the edges.
    @Test(
        arguments: [
            (Array("Hello World!".utf8), "2NEpo7TZRRrLZSi2U"),
            (
                Array("The quick brown fox jumps over the lazy dog.".utf8),
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
            ),
            ([0x00, 0x00, 0x28, 0x7F, 0xB4, 0xCD], "11233QC4"),
            ([], ""), ([0], "1"), ([0, 0], "11"), ([57], "z"), ([58], "21"),
            ([0xFF, 0xFF, 0xFF, 0xFF], "7YXq9G"), ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "VtB5VXc"),
        ] as [([UInt8], String)])
    func `Base58 by example`(bytes: [UInt8], text: String) {
        #expect(Base58.text(bytes) == text)
        #expect(Base58.bytes(text.utf8, atMost: bytes.count) == bytes)
    }

    /// Every length around the limbs, with bytes of a fixed pattern, is its own inverse.
    @Test func `Base58 and back`() {
        for length in 0..<140 {
            for lead in [0, 1, 3] {
                var bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 151 + length * 7) }
                for place in 0..<min(lead, length) { bytes[place] = 0 }
                let text = Base58.text(bytes)
                #expect(Base58.bytes(text.utf8, atMost: length) == bytes)
                if length > 0 { #expect(Base58.bytes(text.utf8, atMost: length - 1) == nil) }
            }
        }
    }

    @Test(arguments: ["0", "O", "I", "l", "z z", "é", "1-", "abc\u{0}"])
    func `Characters outside the alphabet are refused`(text: String) {
        #expect(Base58.bytes(text.utf8, atMost: 64) == nil)
    }

    @Test func `A hostile length is refused before any work`() {
        let long = String(repeating: "z", count: 20_000_000)
        let start = ContinuousClock.now
        #expect(Base58.bytes(long.utf8, atMost: 64) == nil)
        #expect(Multibase.bytes("z" + long, .base58, atMost: 64) == nil)
        #expect(Multibase.bytes("u" + long, .base64URL, atMost: 64) == nil)
        // 20 million characters squared would take hours.
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `Base64 of RFC 4648, section 10`(plain: String, text: String) {
        let bytes = Array(plain.utf8)
        let unpadded = String(text.prefix { $0 != "=" })
        #expect(Base64.text(bytes, .standard) == text)
        #expect(Base64.text(bytes, .url) == unpadded)
        #expect(Base64.bytes(text.utf8, .standard) == bytes)
        #expect(Base64.bytes(unpadded.utf8, .url) == bytes)
    }

    /// Stray bits, missing or superfluous padding, the other alphabet, blanks.
    @Test(arguments: [
        ("Zh==", Base64.Alphabet.standard), ("Zg", .standard), ("Zg=", .standard),
        ("Zg===", .standard), ("Zg==", .url), ("Zh", .url), ("Z", .url), ("-_-_", .standard),
        ("+/+/", .url), ("Zm9v\n", .url), (" Zm9v", .standard), ("Zm9v=", .standard),
    ])
    func `Bytes have one Base64 text`(text: String, alphabet: Base64.Alphabet) {
        #expect(Base64.bytes(text.utf8, alphabet) == nil)
    }

    @Test(arguments: [Base64.Alphabet.standard, .url])
    func `Only characters of the alphabet, one byte each`(alphabet: Base64.Alphabet) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        let all = Set((letters + (alphabet == .url ? "-_" : "+/")).utf8)
        for byte in UInt8.min...UInt8.max {
            let isRead = Base64.bytes([0x41, byte, 0x41, 0x41], alphabet) != nil
            #expect(isRead == all.contains(byte), "\(byte)")
        }
    }

    /// Every length, with all values of bytes, is its own inverse.
    @Test(arguments: [Base64.Alphabet.standard, .url])
    func `Base64 and back`(alphabet: Base64.Alphabet) {
        for length in 0..<300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 151 + length * 7) }
            let text = Base64.text(bytes, alphabet)
            #expect(Base64.bytes(text.utf8, alphabet) == bytes)
        }
    }

    @Test(arguments: ["0", "0g", "é0", "abc"])
    func `What is not hexadecimal`(text: String) {
        #expect(Hexadecimal.bytes(text.utf8) == nil)
    }

    @Test func `Multibase names its base`() {
        let bytes: [UInt8] = [0xFB, 0xFF, 0]
        #expect(Multibase.text(bytes, .base64URL) == "u-_8A")
        #expect(Multibase.bytes("u-_8A", .base64URL, atMost: 3) == bytes)
        #expect(Multibase.bytes("u-_8A", .base64URL, atMost: 2) == nil)
        #expect(Multibase.bytes("z-_8A", .base64URL, atMost: 3) == nil)
        #expect(Multibase.bytes(Multibase.text(bytes, .base58), .base58, atMost: 3) == bytes)
        #expect(Multibase.bytes("", .base58, atMost: 3) == nil)
        #expect(Multibase.bytes("m+/8A", .base64URL, atMost: 3) == nil)
    }
}
