package import NudgeCore

/// Shows how far an import has come: a bar on a terminal, plain lines elsewhere.
///
/// Reads no clock and writes to no file: both come in, so that tests and logs can have it too.
package struct ProgressLine {
    /// On a terminal the bar is drawn at most this often.
    private static let redrawEvery = Milliseconds(100)
    /// Elsewhere a line is written after so many rows, or so long, whichever comes first.
    private static let rowsPerLine = 100_000
    private static let lineEvery = Milliseconds.seconds(5)
    private static let barWidth = 30

    private let isTerminal: Bool
    private let startedAt: Instant
    private let write: (String) -> Void
    private var shownAt: Instant
    private var shownRows = 0
    private var shownWidth = 0

    /// `write` takes text as it should appear, line breaks and carriage returns included.
    package init(isTerminal: Bool, startedAt: Instant, write: @escaping (String) -> Void) {
        self.isTerminal = isTerminal
        self.startedAt = startedAt
        self.write = write
        shownAt = startedAt
    }

    package mutating func update(_ progress: ImportProgress, now: Instant) {
        let silence = now - shownAt
        if isTerminal {
            guard silence >= ProgressLine.redrawEvery else { return }
            draw(bar(progress, now: now), end: "")
        } else {
            let rows = progress.rows - shownRows
            guard rows >= ProgressLine.rowsPerLine || silence >= ProgressLine.lineEvery else {
                return
            }
            write(plain(progress, now: now) + "\n")
        }
        shownAt = now
        shownRows = progress.rows
    }

    /// Writes the last state, and on a terminal ends the line.
    package mutating func finish(_ progress: ImportProgress, now: Instant) {
        if isTerminal {
            draw(bar(progress, now: now), end: "\n")
        } else {
            write(plain(progress, now: now) + "\n")
        }
    }

    private mutating func draw(_ text: String, end: String) {
        let blanks = String(repeating: " ", count: max(shownWidth - text.count, 0))
        write("\r" + text + blanks + end)
        shownWidth = text.count
    }

    private func bar(_ progress: ImportProgress, now: Instant) -> String {
        guard progress.bytesTotal > 0 else { return plain(progress, now: now) }
        let share = min(Double(progress.bytesRead) / Double(progress.bytesTotal), 1)
        let filled = Int(share * Double(ProgressLine.barWidth))
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: "-", count: ProgressLine.barWidth - filled)
        return "[\(bar)] \(Int(share * 100)) %  " + plain(progress, now: now)
    }

    private func plain(_ progress: ImportProgress, now: Instant) -> String {
        let elapsed = max((now - startedAt).count, 1)
        let rate = Int64(progress.rows) * 1000 / elapsed
        var text = "\(SnapshotGuard.grouped(Int64(progress.rows))) rows, "
        text += "\(SnapshotGuard.grouped(rate)) rows/s"
        if progress.rowsRejected > 0 {
            text += ", \(SnapshotGuard.grouped(Int64(progress.rowsRejected))) rejected"
        }
        if let left = timeLeft(progress, elapsed: elapsed) { text += ", \(left) left" }
        return text
    }

    /// By the bytes read of all bytes; `nil` where that is not known, or nothing is left.
    private func timeLeft(_ progress: ImportProgress, elapsed: Int64) -> String? {
        let left = progress.bytesTotal - progress.bytesRead
        guard progress.bytesRead > 0, left > 0 else { return nil }
        let seconds = Int64(
            (Double(elapsed) * Double(left) / Double(progress.bytesRead) / 1000).rounded(.up)
        )
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
