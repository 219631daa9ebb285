import Foundation
import NudgeCore

@testable import NudgeDaemon

/// What the demo's tests share: the data set and small CSV texts of its form.
enum DemoData {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let file = repository.appending(path: "Config/demo/credit-card-repayment.csv").path

    static func portfolio(count: Int = 3000) throws -> DemoPortfolio {
        try DemoPortfolio(file: file, count: count)
    }

    static func csv(_ rows: [String]) -> String {
        let header =
            "id,credit_limit,repay_status_sep,repay_status_aug,bill_sep,bill_aug,paid_sep,paid_aug"
            + ",default_next_month"
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    static func date(_ text: String) -> CivilDate {
        guard let date = CivilDate(parsing: text) else { preconditionFailure("no date: \(text)") }
        return date
    }

    /// A local time of Shanghai, `2026-03-04 10:00`.
    static func instant(_ text: String) -> Instant {
        guard let instant = Instant(parsing: text + "+08:00") else {
            preconditionFailure("no instant: \(text)")
        }
        return instant
    }
}
