internal import Logging
internal import NudgeConfig
package import NudgeCore
internal import NudgeGateways
internal import NudgeStore

/// Takes receipts and replies from a file, as a gateway's own callbacks would bring them.
package struct ReceiptImport {
    private let installation: Installation
    private let gateway: String
    private let callback: CallbackForm

    /// Why a file cannot be taken; the text is for the person at the terminal.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// What became of a file.
    package struct Outcome: Sendable {
        package var taken = 0
        package var passedOver = 0
        /// The first of what could not be read.
        package var faults: [String] = []
    }

    /// `callback`: The entry of the gateway's file that says what the columns mean; `nil`: its
    /// first.
    package init(
        _ installation: Installation,
        gateway name: String,
        callback: String?
    ) throws(Failure) {
        guard let gateway = installation.gateways.first(where: { $0.name == name }) else {
            throw Failure(description: "there is no gateway '\(name)'")
        }
        let forms = gateway.http?.callbacks ?? []
        guard let form = forms.first(where: { callback == nil || $0.name == callback }) else {
            let names = forms.map(\.name).joined(separator: ", ")
            throw Failure(
                description: "the file of '\(name)' has no such callback"
                    + (names.isEmpty ? "" : "; it has: \(names)")
            )
        }
        self.installation = installation
        self.gateway = name
        self.callback = form
    }

    /// The same file twice changes nothing the second time.
    package func take(_ bytes: [UInt8], at now: Instant) throws -> Outcome {
        let readings = try ReceiptFile(callback).read(bytes, now: now)
        let taker = CallbackTaker(
            gateways: try GatewayAssembly.gateways(
                installation.gateways.filter { $0.name == gateway }
            ),
            store: installation.store,
            clock: WallClock(),
            mailbox: EngineMailbox(),
            log: Logger(label: "receipts"),
            limit: installation.settings.complaints,
            policy: installation.replies
        )
        var outcome = Outcome()
        for reading in readings {
            try taker.take(reading.events, from: gateway, at: now)
            outcome.taken += reading.events.count
            outcome.passedOver += reading.passedOver
            outcome.faults += reading.faults
        }
        return outcome
    }
}
