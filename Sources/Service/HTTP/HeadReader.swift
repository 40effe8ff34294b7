/// Reads the header lines of one request as they lie in the library's buffer, and checks what the
/// library lets pass.
///
/// libmicrohttpd 0.9.75 replaces colon, CR and LF by zero bytes in place. So a line that begins
/// where the one before ended, and a value that begins behind its name with nothing but blanks
/// between, prove that the line was not folded, held no zero byte and ended with CRLF. And the
/// library takes a line that begins with a colon for the end of the header, so the header must end
/// where its last line does.
@safe struct HeadReader {
    private(set) var headers = HTTPHeaders()
    private var fault: HTTPFault?
    private var hosts = 0
    private var lengths = 0
    private var codings = 0
    private var length: Int?
    private var isChunked = false
    private var expectsContinue = false
    private var next: UnsafeRawPointer

    /// A reader for the lines that begin at `next`, behind the request line.
    init(next: UnsafeRawPointer) {
        unsafe self.next = next
        headers.reserve(fields: 8, bytes: 256)
    }

    /// Finds a fault outside the lines.
    mutating func refuse(_ fault: HTTPFault) { self.fault = fault }

    /// Checks that the header ends here, with one empty line behind those that were read.
    mutating func end(at end: UnsafeRawPointer) {
        if fault == nil, unsafe end != next + 2 { fault = .badHeader }
    }

    /// How the body of a request ends.
    struct Framing {
        /// Bytes declared; `nil` when chunked.
        let length: Int?
        /// The client waits for 100 before it sends the body.
        let expectsContinue: Bool
    }

    /// Takes the next line.
    mutating func add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        guard fault == nil else { return }
        guard unsafe isWhole(name, value), unsafe !name.isEmpty,
            unsafe name.allSatisfy(\.isTokenByte),
            unsafe !value.contains(where: \.isControl)
        else {
            fault = .badHeader
            return
        }
        switch name.count {
        case 4 where unsafe name.equals("host"): hosts += 1
        case 6 where unsafe name.equals("expect"):
            expectsContinue = unsafe value.equals("100-continue")
            if !expectsContinue { fault = .badExpectation }
        case 14 where unsafe name.equals("content-length"):
            lengths += 1
            length = unsafe value.decimal
        case 17 where unsafe name.equals("transfer-encoding"):
            codings += 1
            isChunked = unsafe value.equals("chunked")
        default: break
        }
        unsafe headers.append(name: name, value: value)
    }

    /// The framing of the request, when nothing speaks against it.
    func framing(isHTTP10: Bool) throws(HTTPFault) -> Framing {
        if let fault { throw fault }
        if hosts == 0, !isHTTP10 { throw .missingHost }
        if hosts > 1 { throw .repeatedHost }
        if codings > 0, lengths > 0 { throw .twoFramings }
        if codings > 1 || codings == 1 && (!isChunked || isHTTP10) { throw .badTransferCoding }
        if lengths > 1 { throw .repeatedLength }
        if lengths == 1, length == nil { throw .badLength }
        return Framing(
            length: codings == 1 ? nil : length ?? 0, expectsContinue: expectsContinue && !isHTTP10)
    }

    private mutating func isWhole(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> Bool {
        guard let start = name.baseAddress, let valueStart = value.baseAddress,
            unsafe start == next
        else { return false }
        let gap = unsafe valueStart - (start + name.count)
        guard gap >= 1 else { return false }
        for offset in 1..<max(gap, 1) {
            let byte = unsafe start.load(fromByteOffset: name.count + offset, as: UInt8.self)
            guard byte == 0x20 || byte == 0x09 else { return false }
        }
        unsafe next = valueStart + value.count + 2
        return unsafe next.load(fromByteOffset: -1, as: UInt8.self) == 0
    }
}

extension UInt8 {
    /// The characters of a token: RFC 9110, 5.6.2.
    var isTokenByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x5E...0x7A, 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x7C,
            0x7E:
            true
        default: false
        }
    }

}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are this text in lower case, whatever their own case.
    fileprivate func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count
        where unsafe self[index].lowercased != text.utf8Start[index] { return false }
        return true
    }

    /// The number that the bytes write, digits only.
    fileprivate var decimal: Int? {
        guard unsafe !isEmpty else { return nil }
        var number = 0
        for index in 0..<count {
            let byte = unsafe self[index]
            guard (0x30...0x39).contains(byte) else { return nil }
            let (tens, isLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = tens.addingReportingOverflow(Int(byte - 0x30))
            guard !isLarge, !isLarger else { return nil }
            number = sum
        }
        return number
    }
}
