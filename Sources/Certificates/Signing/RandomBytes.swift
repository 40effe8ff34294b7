import CSodium

/// Random bytes of the operating system through libsodium.
public enum RandomBytes {
    /// So many unpredictable bytes.
    public static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe randombytes_buf(&bytes, count)
        return bytes
    }
}
