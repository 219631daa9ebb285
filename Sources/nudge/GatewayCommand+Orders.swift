import ArgumentParser
import NudgeCore
import NudgeDaemon
import NudgeStore

/// What an operator does with a gateway.
extension GatewayCommand {
    /// Which gateway, and why.
    struct Order: ParsableArguments {
        @Argument(help: "The gateway's name: that of its file.")
        var name: String
        @Option(help: "Why, for the record.")
        var why = ""

        /// Without rules, since they cannot be loaded, the name is taken as it is.
        func checkedName(_ config: ConfigOption) throws -> String {
            guard let known = config.rulesIfGood()?.gateways.map(\.name),
                !known.contains(name)
            else { return name }
            throw ValidationError(
                "there is no gateway \(name); there are: \(known.sorted().joined(separator: ", "))"
            )
        }
    }

    /// Takes back what has not left.
    struct Pause: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send nothing through it, within a second; what has not left is put back."
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var order: Order

        func run() throws {
            let name = try order.checkedName(config)
            try GatewayCommand.place(.gateway(name), order, config)
            print("paused: gateway \(name); 'nudge gateway resume \(name)' ends it")
        }
    }

    /// Lets what is under way leave.
    struct Drain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give it nothing new, within a second; what is under way finishes."
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var order: Order

        func run() throws {
            let name = try order.checkedName(config)
            try GatewayCommand.place(.draining(name), order, config)
            print("drained: gateway \(name); 'nudge gateway resume \(name)' ends it")
        }
    }

    /// Ends every stop of the gateway, whoever placed it.
    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "End its pause, drain or stop, whoever placed it; everybody is decided afresh."
        )

        @OptionGroup var config: ConfigOption
        @OptionGroup var order: Order

        func run() throws {
            let opened = try config.openStore()
            do {
                let placed = try opened.store.stops().filter {
                    $0.stop.scope.gateway == order.name
                }
                if placed.isEmpty { print("gateway \(order.name) is not stopped") }
                for record in placed {
                    _ = try opened.store.removeStop(
                        record.stop,
                        by: Terminal.actor,
                        why: order.why,
                        at: WallClock().now()
                    )
                    print("resumed: \(record.stop.scope.words) (\(record.actor): \(record.why))")
                }
            } catch {
                throw Failed(error)
            }
        }
    }

    private static func place(
        _ scope: Stop.Scope,
        _ order: Order,
        _ config: ConfigOption
    ) throws {
        let opened = try config.openStore()
        do {
            try opened.store.addStop(
                Stop(scope: scope),
                by: Terminal.actor,
                why: order.why,
                at: WallClock().now()
            )
        } catch {
            throw Failed(error)
        }
    }
}
