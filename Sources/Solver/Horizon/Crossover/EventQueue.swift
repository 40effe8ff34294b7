/// Times at which something happens, the earliest first.
struct EventQueue {
    /// What happens: a variable meets a bound, if it is still under way as it was then.
    struct Event {
        let time: Double
        let variable: Int32
        let version: Int32
    }

    private var heap: [Event] = []

    /// The earliest event.
    var first: Event? { heap.first }

    /// Adds an event.
    mutating func add(_ event: Event) {
        heap.append(event)
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard heap[place].isBefore(heap[parent]) else { break }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    /// Takes the earliest event out.
    mutating func removeFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && heap[child].isBefore(heap[least]) {
                least = child
            }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}

extension EventQueue.Event {
    fileprivate func isBefore(_ other: Self) -> Bool {
        (time, variable) < (other.time, other.variable)
    }
}
