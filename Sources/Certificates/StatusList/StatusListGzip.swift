import CZlib

/// GZIP (RFC 1952) by zlib: one member, without name and time, so that equal bytes give equal bytes.
enum StatusListGzip {
    /// The format of zlib's window bits that writes and reads the GZIP header.
    private static let format: Int32 = 15 + 16

    /// The bytes compressed as far as zlib can.
    static func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var stream = unsafe z_stream()
        let version = ZLIB_VERSION
        let status = unsafe deflateInit2_(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY, version,
            Int32(MemoryLayout<z_stream>.size))
        // zlib fails here for want of memory only, which Swift's own arrays do not survive either.
        precondition(status == Z_OK, "zlib has no memory")
        defer { unsafe deflateEnd(&stream) }
        var input = bytes
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        var output = [UInt8](repeating: 0, count: bound)
        unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                _ = unsafe deflate(&stream, Z_FINISH)
            }
        }
        return unsafe Array(output.prefix(Int(stream.total_out)))
    }

    /// The bytes of one whole member; never more than the limit is inflated.
    static func inflated(_ bytes: [UInt8], atMost limit: Int) throws(StatusFault) -> [UInt8] {
        var stream = unsafe z_stream()
        let version = ZLIB_VERSION
        guard
            unsafe inflateInit2_(
                &stream, format, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw .gzip }
        defer { unsafe inflateEnd(&stream) }
        var input = bytes
        // One byte more than allowed tells a list that is too long from one that just fits.
        var output = [UInt8](repeating: 0, count: limit + 1)
        let status = unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(target.count)
                return unsafe inflate(&stream, Z_FINISH)
            }
        }
        let count = unsafe Int(stream.total_out)
        guard count <= limit else { throw .tooLong }
        guard status == Z_STREAM_END, unsafe stream.avail_in == 0 else { throw .gzip }
        output.removeLast(output.count - count)
        return output
    }
}
