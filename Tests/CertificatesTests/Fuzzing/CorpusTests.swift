import Certificates
import Foundation
import Testing

@Suite struct `Inputs kept from fuzzing` {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Corpus")

    @Test(arguments: FuzzTarget.allCases) func `hold what must hold`(target: FuzzTarget) throws {
        let folder = Self.folder.appendingPathComponent(target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 2)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            #expect(target.failure(bytes) == nil, "\(file.lastPathComponent)")
        }
    }

    /// The same for many small changes of them, from a seed.
    @Test(arguments: FuzzTarget.allCases) func `hold it when changed`(target: FuzzTarget) throws {
        let folder = Self.folder.appendingPathComponent(target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
        var state: UInt64 = 7
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, count)
        }
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            for _ in 0..<60 {
                var changed = bytes
                for _ in 0..<(1 + random(3)) {
                    switch random(3) {
                    case 0 where !changed.isEmpty:
                        changed[random(changed.count)] ^= 1 << UInt8(random(8))
                    case 1 where !changed.isEmpty: changed.remove(at: random(changed.count))
                    default:
                        changed.insert(UInt8(random(256)), at: random(changed.count + 1))
                    }
                }
                #expect(target.failure(changed) == nil, "\(file.lastPathComponent)")
            }
        }
    }
}
