extension EndStates {
    /// A job as the next horizon finds it.
    public struct JobState: Sendable {
        /// What became of a job.
        public enum Status: String, Sendable, CaseIterable {
            /// Done within the horizon.
            case done
            /// Running across the end.
            case running
            /// Begun, and interrupted at the end.
            case paused
            /// Not begun.
            case waiting
            /// Left undone for good.
            case declined
            /// Released after the horizon.
            case notReleased = "not_released"
        }

        /// Index of the job.
        public let job: Int
        /// What became of it.
        public let status: Status
        /// Hours of run time done in all.
        public let hoursDone: Double
        /// Hours of run time left.
        public let hoursLeft: Double
        /// Index of the site where it runs at the end; nil when it does not.
        public let site: Int?
        /// Index of the pool in that site.
        public let pool: Int?
    }

    static func state(
        _ job: Job, number: Int, _ run: Schedule.JobRun?
    ) -> JobState {
        let before = job.progress?.hoursDone ?? 0
        guard let run else {
            return JobState(
                job: number, status: before >= job.hours ? .done : .notReleased, hoursDone: before,
                hoursLeft: job.hours - before, site: nil, pool: nil)
        }
        let status: JobState.Status
        let last = run.places.first { ($0.scale.last ?? 0) > 1e-6 }
        if run.declined > 0.5 {
            status = .declined
        } else if run.hoursLeft < 1e-6 {
            status = .done
        } else if last != nil {
            status = .running
        } else {
            status = before + run.hoursDone > 1e-6 ? .paused : .waiting
        }
        let isRunning = status == .running
        // Whole steps may be more than the job has, and rounding less.
        let done = status == .done ? job.hours : min(job.hours, before + run.hoursDone)
        return JobState(
            job: number, status: status, hoursDone: max(0, done),
            hoursLeft: status == .declined ? job.hours - before : run.hoursLeft,
            site: isRunning ? last?.site : nil, pool: isRunning ? last?.pool : nil)
    }
}
