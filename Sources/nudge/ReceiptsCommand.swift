import ArgumentParser
import Foundation
import NudgeCore
import NudgeDaemon

/// Takes receipts and replies from a file.
struct ReceiptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "Take receipts and replies from a file of a gateway that posts none.",
        discussion: """
            The file is delimited text whose first line names the columns; a callback of the \
            gateway's file says by those names what they mean. Twice is harmless.
            """
    )

    @OptionGroup var config: ConfigOption
    @Argument(help: "The file.")
    var file: String
    @Option(help: "The gateway that it is from.")
    var gateway: String
    @Option(help: "Which of its callbacks reads the columns. Default: the first.")
    var callback: String?

    func run() throws {
        let installation = try config.open()
        do {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
            let outcome = try ReceiptImport(installation, gateway: gateway, callback: callback)
                .take(bytes, at: WallClock().now())
            for fault in outcome.faults { Terminal.error("\(file): \(fault)") }
            print("\(outcome.taken) taken, \(outcome.passedOver) passed over")
            if !outcome.faults.isEmpty { throw ExitCode(2) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw Failed(error)
        }
    }
}
