internal import NudgeCore

/// Shows the demo while it runs: drawn in place on a terminal, a line a day elsewhere.
struct DemoScreen {
    private let view: DemoView?
    private let wall: any EngineClock
    private let output: @Sendable (String) -> Void
    private var linesDrawn = 0
    private var shownAt = Instant.distantPast
    private var dayShown = 0

    /// Ten frames a second are enough to watch, and cost nothing.
    private static let frameEvery = Milliseconds(100)

    init(
        options: DemoOptions,
        wall: any EngineClock,
        output: @escaping @Sendable (String) -> Void
    ) {
        view = options.terminalWidth.map {
            DemoView(width: max($0, DemoView.widthMin), hasColours: options.hasColours)
        }
        self.wall = wall
        self.output = output
    }

    /// Draws, if it is time; `day` is 1 on the first.
    ///
    /// A line is about the day before: then the snapshot is asked for as of its end.
    mutating func show(
        day: Int,
        _ snapshot: (_ isYesterday: Bool) throws -> DemoSnapshot
    ) rethrows {
        if view != nil {
            let now = wall.now()
            guard now - shownAt >= DemoScreen.frameEvery else { return }
            shownAt = now
            draw(try snapshot(false))
        } else if day != dayShown {
            dayShown = day
            if day > 1 { output(DemoView.plainLine(try snapshot(true)) + "\n") }
        }
    }

    /// The last picture, which stays.
    mutating func finish(_ snapshot: DemoSnapshot) {
        if view != nil { draw(snapshot) } else { output(DemoView.plainLine(snapshot) + "\n") }
    }

    private mutating func draw(_ snapshot: DemoSnapshot) {
        guard let view else { return }
        output(view.frame(snapshot, drawnBefore: linesDrawn))
        linesDrawn = view.lines(snapshot).count
    }
}
