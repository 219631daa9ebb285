import ArgumentParser
import NudgeDaemon
import NudgeStore

/// What a shadow leaves behind.
struct ShadowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shadow",
        abstract: "Compare a shadow with what the old system sent, and clear it away.",
        subcommands: [Clear.self]
    )

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
