import Service
import Testing

/// When an attempt tells of itself and when it has to end, by a clock of the test.
@Suite struct RunWatchTests {
    private func watch(neededAt second: Double? = nil, lease: Double = 15) -> RunWatch {
        RunWatch(
            job: .test("a", neededBy: second.map { .second($0) }), begun: .second(0),
            leaseSeconds: lease)
    }

    @Test(arguments: [
        (900.0, 30.0), (600, 30), (100, 5), (10, 0.5), (4, 0.5), (1, 0.5), (0.5, 0.25), (0, 0),
        (-5, 0),
    ])
    func timeIsKeptToWriteTheAnswer(_ left: Double, _ margin: Double) {
        #expect(RunWatch.margin(of: left) == margin)
    }

    @Test func theDeadlineEndsARun() {
        var watch = watch(neededAt: 100)
        #expect(watch.look(at: .second(94.9)) == nil)
        #expect(watch.look(at: .second(95)) == .deadline)
        #expect(watch.look(at: .second(0)) == .deadline)
        var patient = self.watch()
        #expect(patient.look(at: .second(1e9)) == nil)
    }

    @Test func whatIsNeededInThePastEndsAtOnce() {
        var watch = watch(neededAt: -3)
        #expect(watch.look(at: .second(0)) == .deadline)
    }

    @Test func aSolveThatDoesNotComeBackIsAnsweredForOnce() {
        var watch = RunWatch(
            job: .test("b", neededBy: .second(100), parent: "a"), begun: .second(0),
            leaseSeconds: 15)
        let calls = [97.4, 97.5, 98].map { watch.isLastCall(at: .second($0)) }
        #expect(calls == [false, true, false] && watch.end == .deadline)
        var alone = self.watch(neededAt: 100)
        let isCalled = alone.isLastCall(at: .second(200))
        #expect(!isCalled)
    }

    @Test func aSignOfLifeIsDueEachThirdOfTheLease() {
        var watch = watch()
        #expect(!watch.isBeatDue(at: .second(4.9), hasNews: false))
        #expect(watch.isBeatDue(at: .second(5), hasNews: false))
        watch.beaten(.held(isStopRequested: false, isCancelRequested: false), at: .second(5))
        #expect(!watch.isBeatDue(at: .second(9), hasNews: false))
        #expect(watch.isBeatDue(at: .second(10), hasNews: false))
    }

    @Test func newsAreToldOnceASecond() {
        var watch = watch()
        #expect(!watch.isBeatDue(at: .second(0.9), hasNews: true))
        #expect(watch.isBeatDue(at: .second(1), hasNews: true))
        watch.beaten(nil, at: .second(1))
        #expect(!watch.isBeatDue(at: .second(1.9), hasNews: true))
        #expect(self.watch(lease: 0.3).isBeatDue(at: .second(0.1), hasNews: true))
    }

    @Test func aClockSetBackDoesNotSilence() {
        var watch = watch()
        watch.beaten(nil, at: .second(3_600))
        #expect(watch.isBeatDue(at: .second(0), hasNews: false))
    }

    @Test func whatComesBackEndsARun() {
        var watch = watch()
        watch.beaten(.held(isStopRequested: false, isCancelRequested: false), at: .second(1))
        #expect(watch.end == nil)
        watch.beaten(.held(isStopRequested: true, isCancelRequested: false), at: .second(2))
        #expect(watch.end == .stop)
        watch.beaten(.held(isStopRequested: true, isCancelRequested: true), at: .second(3))
        #expect(watch.end == .cancel)
        watch.beaten(.lost, at: .second(4))
        #expect(watch.end == .lost)
    }

    @Test func aWeakerReasonDoesNotReplaceAStronger() {
        var watch = watch(neededAt: 10)
        watch.note(.cancel)
        #expect(watch.look(at: .second(20)) == .cancel)
        watch.note(.stop)
        #expect(watch.end == .cancel)
    }

    @Test func aStopThatWasAskedBeforeCounts() {
        var job = JobRecord.test("a")
        job.isStopRequested = true
        #expect(RunWatch(job: job, begun: .second(0), leaseSeconds: 15).end == .stop)
    }

    @Test func whoHasNoWorkWaitsLonger() {
        var pause = IdlePause()
        let waits = (0..<6).map { _ in pause.seconds() }
        #expect(waits == [0.02, 0.04, 0.08, 0.16, 0.25, 0.25])
    }

    @Test func whoDiesOfItsStartIsLeftLonger() {
        var pause = RestartPause()
        let waits = (0..<12).map { _ in pause.seconds(afterLifeOf: 0.1, inJob: false) }
        #expect(waits.prefix(4) == [0, 0.1, 0.2, 0.4])
        #expect(waits.last == 30)
        let (healthy, again) = (
            pause.seconds(afterLifeOf: 60, inJob: false),
            pause.seconds(afterLifeOf: 0, inJob: false)
        )
        #expect(healthy == 0 && again == 0.1)
        let inJob = pause.seconds(afterLifeOf: 0, inJob: true)
        #expect(inJob == 0)
    }
}
