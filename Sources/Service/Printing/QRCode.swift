import CQREncode

/// A QR code (ISO/IEC 18004) of a text, error correction level M.
package struct QRCode: Equatable {
    /// Modules in a row and in a column.
    package let size: Int
    /// Row by row; true is dark.
    package let modules: [Bool]

    /// Nil for texts that no QR code holds: more than 2 331 bytes.
    package init?(_ text: String) {
        guard let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { unsafe QRcode_free(code) }
        let width = Int(unsafe code.pointee.width)
        guard let data = unsafe code.pointee.data else { return nil }
        size = width
        // The lowest bit of each byte is the colour; the others tell what the module is for.
        modules = (0..<width * width).map { unsafe data[$0] & 1 == 1 }
    }

    /// Dark runs in each row, as (column, row, length).
    package var runs: [(column: Int, row: Int, length: Int)] {
        var runs: [(column: Int, row: Int, length: Int)] = []
        for row in 0..<size {
            var column = 0
            while column < size {
                let length = modules[(row * size + column)..<((row + 1) * size)].prefix { $0 }.count
                if length > 0 { runs.append((column, row, length)) }
                column += length + 1
            }
        }
        return runs
    }

    /// An SVG path of all dark modules, one unit each, with the quiet zone of 4 that the standard asks
    /// for at the left and above.
    package var path: String {
        runs.map { "M\($0.column + 4) \($0.row + 4)h\($0.length)v1h-\($0.length)z" }.joined()
    }
}
