import Glibc

/// Two pieces of work at once, one of them on a thread of its own.
enum SideBySide {
    /// Does both and returns when both are done.
    ///
    /// They may read the same things; neither may write what the other one touches.
    static func run(_ first: () -> Void, _ second: () -> Void) {
        withoutActuallyEscaping(second) { second in
            let work = Work(second)
            var thread = pthread_t()
            let failure = unsafe pthread_create(
                &thread, nil,
                { work in
                    if let work = unsafe work {
                        unsafe Unmanaged<Work>.fromOpaque(work).takeUnretainedValue().body()
                    }
                    return nil
                }, Unmanaged.passUnretained(work).toOpaque())
            first()
            guard failure == 0 else { return second() }
            pthread_join(thread, nil)
        }
    }

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
