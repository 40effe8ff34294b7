import CZlib

/// Inflates a gzip file, up to a stated size.
enum Gzip {
    /// Why bytes could not be inflated.
    enum Problem: Error, Equatable {
        case damaged
        case tooLarge(limitBytes: Int)
    }

    /// True when the bytes begin like a gzip file.
    static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

    /// Inflates all members of a gzip file.
    static func inflated(_ bytes: [UInt8], limitBytes: Int) throws(Problem) -> [UInt8] {
        var stream = unsafe z_stream()
        // 16 asks zlib for the gzip header.
        let version = ZLIB_VERSION
        guard
            unsafe inflateInit2_(
                &stream, 15 + 16, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .damaged }
        defer { unsafe inflateEnd(&stream) }
        var input = bytes
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        let count = input.count
        let status = unsafe input.withUnsafeMutableBufferPointer { source -> Problem? in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(count)
            while true {
                let code = unsafe chunk.withUnsafeMutableBufferPointer { target -> Int32 in
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(target.count)
                    return unsafe inflate(&stream, Z_NO_FLUSH)
                }
                unsafe output.append(contentsOf: chunk.prefix(chunk.count - Int(stream.avail_out)))
                if output.count > limitBytes { return .tooLarge(limitBytes: limitBytes) }
                if code == Z_STREAM_END {
                    if unsafe stream.avail_in == 0 { return nil }
                    // Another member follows.
                    guard unsafe inflateReset(&stream) == Z_OK else { return .damaged }
                } else if code != Z_OK {
                    return .damaged
                }
            }
        }
        if let status { throw status }
        return output
    }
}
