import Glibc

/// What libFuzzer calls with each input: the target that WATTOKEN_FUZZ names.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let name = getenv("WATTOKEN_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else { fatalError("no target \(name)") }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let failure = target.failure(bytes) { fatalError("\(name): \(failure)") }
    return 0
}
