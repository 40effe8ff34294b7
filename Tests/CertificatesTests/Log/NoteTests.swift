import Certificates
import Testing

@Suite struct `Signed notes` {
    // The example of the C2SP specification's Go library: key and note of golang.org/x/mod/sumdb/note.
    private static let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    private static let example = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    @Test func `The note of Go's own documentation verifies`() throws {
        let key = try #require(NoteKey(Self.peter))
        #expect(key.text == Self.peter)
        let note = try SignedNote(parsing: Array(Self.example.utf8))
        #expect(note.bytes == Array(Self.example.utf8))
        #expect(try note.verified(by: [key]).map(\.key) == [key])
        let other = try MemoryLog.key()
        #expect(try note.verified(by: [other]).isEmpty)
    }

    @Test func `One bit of the text or the signature turned, and it does not`() throws {
        let key = try #require(NoteKey(Self.peter))
        let whole = Array(Self.example.utf8)
        var refused = 0
        for place in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[place] ^= 1 << bit
                let verified = try? SignedNote(parsing: bytes).verified(by: [key])
                if verified?.isEmpty ?? true { refused += 1 }
            }
        }
        #expect(refused == 8 * whole.count)
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n— a Zm9vYmE=", "text\n— a Zm9vYmE=\n",
        "text\n\n— a Zm9v\n", "text\n\n— a+b Zm9vYmE=\n", "text\n\n—  Zm9vYmE=\n",
        "text\n\n- a Zm9vYmE=\n", "text\n\n— a Zm9vYmF=\n", "text\n\n— a Zm9vYmE= \n",
        "text\n\n— a Zm9vYmE=\nx\n", "te\txt\n\n— a Zm9vYmE=\n", "te\rxt\n\n— a Zm9vYmE=\n",
        "text\n\n— a\u{A0}b Zm9vYmE=\n", "text\n\n— a\u{2003} Zm9vYmE=\n",
    ])
    func `What is not a note is a fault`(text: String) {
        #expect(throws: NoteFault.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `Bytes that are not UTF-8, and more signatures than are read, are faults`() {
        let good = Array("text\n\n— a Zm9vYmE=\n".utf8)
        #expect(throws: Never.self) { try SignedNote(parsing: good) }
        #expect(throws: NoteFault.encoding) { try SignedNote(parsing: [0xFF] + good) }
        let line = "— a Zm9vYmE=\n"
        func note(_ count: Int) -> [UInt8] {
            Array(("text\n\n" + String(repeating: line, count: count)).utf8)
        }
        #expect(throws: Never.self) { try SignedNote(parsing: note(64)) }
        #expect(throws: NoteFault.tooLong) { try SignedNote(parsing: note(65)) }
        #expect(throws: NoteFault.tooLong) {
            try SignedNote(parsing: [UInt8](repeating: 0x61, count: 300_000) + good)
        }
    }

    @Test func `The last empty line divides: a text may have its own`() throws {
        let note = try SignedNote(parsing: Array("a\n\nb\n\n— a Zm9vYmE=\n".utf8))
        #expect(note.text == Array("a\n\nb\n".utf8))
    }

    @Test(arguments: [
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", "a+b", "", "++",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ])
    func `A verifier key in any other form is none`(text: String) {
        #expect(NoteKey(text) == nil)
    }

    @Test func `Names that only look the same are two`() {
        let composed: ExactText = "caf\u{E9}"
        let decomposed: ExactText = "cafe\u{301}"
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}

@Suite struct `Checkpoints` {
    @Test(arguments: [
        "log\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n",
        "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\nanother one\n",
        "log with spaces\n9223372036854775807\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ])
    func `What is read is written again`(text: String) throws {
        #expect(try Checkpoint(text: Array(text.utf8)).text == Array(text.utf8))
    }

    @Test(arguments: [
        ("log\n8\n", CheckpointFault.lines), ("log\n8\nab\n", .root),
        ("\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n", .lines),
        ("log\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=", .lines),
        ("log\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n\n", .lines),
        ("log\n08\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n", .size),
        ("log\n-8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n", .size),
        ("log\n+8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n", .size),
        ("log\n9223372036854775808\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIM=\n", .size),
        ("log\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7ZvIN=\n", .root),
        ("log\n8\nqxLF8XigmfOw+xa8GxKoDJCOINGsZ1lHY+zXHi7Zvw==\n", .root),
    ])
    func `What is no checkpoint is a fault`(text: String, fault: CheckpointFault) {
        #expect(throws: fault) { try Checkpoint(text: Array(text.utf8)) }
    }
}
