import ArgumentParser
import Foundation
import NudgeCore
import NudgeDaemon
import NudgeImport
import NudgeStore

/// What a shadow leaves behind.
struct ShadowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow",
        abstract: "Compare a shadow with what the old system sent, and clear it away.",
        subcommands: [Compare.self, Clear.self]
    )

    /// Sets a day of the old system beside the shadow's.
    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "compare",
            abstract: "Compare with a file of what the old system sent on a day."
        )

        @OptionGroup var config: ConfigOption
        @Option(help: "What the old system sent: customer, channel, at; maybe class, template.")
        var sent: String
        @Option(help: "The day, such as 2026-11-22, in the first rulebook's zone.")
        var day: String
        @Option(help: "The mapping file that names the file's own columns, of kind history.")
        var mapping: String?
        @Option(help: "table or csv.")
        var format = ShadowFormat.table

        func run() throws {
            guard let date = CivilDate(parsing: day) else {
                throw ValidationError("--day is a date such as 2026-11-22, not \(day)")
            }
            let installation = try config.open()
            do {
                let columns = try mapping.map {
                    try MappingFile.parse(String(contentsOfFile: $0, encoding: .utf8), file: $0)
                }
                var options = ImportOptions(asOf: .distantFuture, kind: .history)
                options.writesRejects = false
                var facts: [ContactFact] = []
                let summary = try ImportReader(mapping: columns, options: options)
                    .read(path: sent) { rows in
                        for case .contact(let fact) in rows.flatMap(\.facts) { facts.append(fact) }
                    }
                let comparison = ShadowComparison(installation: installation, day: date)
                Terminal.output(ShadowComparison.text(try comparison.rows(facts), format))
                for reject in summary.firstRejects { Terminal.error("  \(reject)") }
                if summary.rowsRejected > 0 {
                    Terminal.error(
                        "\(summary.rowsRejected) rows could not be read, and are left out"
                    )
                    throw ExitCode(2)
                }
            } catch let code as ExitCode {
                throw code
            } catch {
                throw Failed(error)
            }
        }
    }

    /// Makes a live store of a shadow's.
    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clear",
            abstract: "Remove the shadow's contacts and have everybody decided afresh."
        )

        @OptionGroup var config: ConfigOption
        @Flag(help: "Do it: nothing brings them back.")
        var yes = false

        func run() throws {
            let store = try config.openStore().store
            do {
                guard try store.mode() == .shadow else {
                    print("the store \(store.path) is no shadow's: there is nothing to clear")
                    return
                }
                guard yes else {
                    throw Failed(
                        "this removes every contact of the shadow from \(store.path)\n"
                            + "  hint: if it is right, give --yes"
                    )
                }
                let lock = try store.lockInstance()
                let count = try store.clearShadow(by: Terminal.actor, at: WallClock().now())
                withExtendedLifetime(lock) {}
                print("\(count) shadow contacts removed; the store can be served in any mode")
            } catch let error as StoreError {
                throw Failed(error)
            }
        }
    }
}

extension ShadowFormat: ExpressibleByArgument {}
