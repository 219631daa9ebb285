import Curl
import Foundation
import Logging
import NudgeCore
import NudgeGateways
import NudgeServer
import NudgeTestKit
import Synchronization

@testable import NudgeDaemon

/// One shipped gateway and its rehearsed vendor, with real sockets between them; no engine.
struct VendorConversation: Sendable {
    let gateway: Gateway
    let vendor: RehearsedGateway
    let channel: Channel
    private let client: CurlClient
    private let feed: AsyncStream<CurlCompletion>

    static let now = Instant.shanghai("2026-11-10 10:00")
    /// What has passed at the vendor since `now`.
    private let passed: Passed

    private final class Passed: Sendable {
        private let length = Mutex(Milliseconds.zero)

        var now: Instant { VendorConversation.now + length.withLock { $0 } }

        func add(_ more: Milliseconds) {
            length.withLock { $0 = $0 + more }
        }
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// `hasWrongKey`: Whether the gateway signs with secrets that the vendor does not know.
    static func run<Value: Sendable>(
        _ name: String,
        hasWrongKey: Bool = false,
        _ body: @Sendable (VendorConversation) async throws -> Value
    ) async throws -> Value {
        let settings = try ShippedGateways.settings(name)
        let ground = RehearsalGround([settings], makesUpSecrets: true, environment: [:])
        let log = Logger(label: "rehearsal") { _ in SwiftLogNoOpLogHandler() }
        let passed = Passed()
        let farEnds = try ground.farEnds(log: log) { passed.now }
        guard case .vendor(let vendor)? = farEnds.first else {
            throw Failure(description: "\(name) is not rehearsed")
        }
        let server = RehearsalGround.server(
            farEnds,
            port: 0,
            log: log,
            now: { passed.now },
            wait: { _ in }
        )
        return try await server.whileRunning { port in
            let near = hasWrongKey ? ground.withOtherKeys : ground
            let gateways = try GatewayAssembly.gateways(
                near.redirected(port: port),
                resolver: near.resolver
            )
            let conversation = try VendorConversation(gateways[0], vendor, passed)
            defer { conversation.client.shutdown(withinMilliseconds: 100) }
            return try await body(conversation)
        }
    }

    private init(_ gateway: Gateway, _ vendor: RehearsedGateway, _ passed: Passed) throws {
        self.passed = passed
        self.gateway = gateway
        self.vendor = vendor
        channel = Channel.allCases.first(where: gateway.settings.channels.contains) ?? .sms
        let (feed, source) = AsyncStream.makeStream(of: CurlCompletion.self)
        self.feed = feed
        client = try CurlClient(
            settings: CurlSettings(
                lanes: [CurlLane(id: 0, inFlightMax: 1)],
                keptHeaders: GatewayAssembly.keptHeaders([gateway.settings])
            ),
            clock: { VendorConversation.now.milliseconds },
            completed: { for completion in $0 { source.yield(completion) } }
        )
    }

    /// A message to an address of which the sandbox makes this.
    func message(_ word: String, number: Int = 1) -> OutgoingMessage {
        var message = OutgoingMessage(
            wireID: "w1-\(number)",
            channel: channel,
            address: Magic.address(word, number: number, kind: channel.addressKind),
            text: "王伟，您有一笔款项今日到期 & <好>",
            subject: channel == .email || channel == .push ? "到期提醒" : nil,
            messageClass: .collection,
            template: "sample"
        )
        if let template = gateway.settings.http?.templates.first {
            message.code = template.code
            message.parameters =
                switch template.parameters {
                case .list(let all): .list(all.map { _ in "王伟" })
                case .named(let all): .named(all.map { WirePair($0.name, "王伟") })
                }
        }
        return message
    }

    /// What the vendor answered, understood; the token is fetched first where one is needed.
    func send(_ messages: [OutgoingMessage]) async throws -> GatewayVerdict {
        var token: String?
        if let source = gateway.http?.tokenSource {
            let request = source.request(
                TokenSource.Fetch(
                    id: 1,
                    lane: 0,
                    now: VendorConversation.now,
                    nonce: String(repeating: "a", count: 32)
                )
            )
            switch source.read(try await outcome(request), now: VendorConversation.now) {
            case .fetched(let fetched, _): token = fetched.text
            case .failed(let why), .notSent(let why), .refused(let why):
                throw Failure(description: why)
            }
        }
        let request = try gateway.request(
            for: messages,
            token: token,
            id: 2,
            lane: 0,
            notAfter: VendorConversation.now + .hours(1),
            now: VendorConversation.now,
            nonce: String(repeating: "b", count: 32)
        )
        return gateway.classify(
            try await outcome(request),
            recipients: messages.map(\.address),
            now: VendorConversation.now
        )
    }

    /// What the vendor says of a message when it is asked so long after it took it.
    func ask(about message: OutgoingMessage, after length: Milliseconds) async throws -> GatewayWord
    {
        passed.add(length)
        let contact = DoubtedContact(
            wireID: message.wireID,
            vendorID: nil,
            channel: message.channel,
            address: message.address,
            text: message.text,
            at: VendorConversation.now
        )
        let asking = DoubtQuestion(
            id: 3,
            lane: 0,
            token: nil,
            now: passed.now,
            nonce: String(repeating: "c", count: 32)
        )
        guard let inquirer = gateway.http?.inquirer,
            let question = inquirer.question(about: contact, asking)
        else { throw Failure(description: "it cannot be asked") }
        return inquirer.word(
            in: try await outcome(question),
            about: contact,
            now: passed.now
        )
    }

    private func outcome(_ request: CurlRequest) async throws -> CurlOutcome {
        guard client.submit([request]) == .taken else {
            throw Failure(description: "libcurl took nothing")
        }
        for await completion in feed { return completion.outcome }
        throw Failure(description: "no answer")
    }

    /// Everything that comes back of what was sent, through the gateway's own doors.
    func comeBack() throws -> [InboundEvent] {
        var events: [InboundEvent] = []
        for event in vendor.sandbox.dueEvents(VendorConversation.now + .hours(1)) {
            let now = event.at
            guard let post = vendor.post(event, now: now) else { continue }
            let doors = gateway.http?.callbackDoors ?? []
            guard let door = doors.first(where: { $0.form.name == post.callback }) else {
                throw Failure(description: "no callback \(post.callback)")
            }
            let input = CallbackInput(
                pathTail: post.pathTail.isEmpty ? nil : String(post.pathTail.dropFirst()),
                query: String(post.query.dropFirst()),
                headers: Dictionary(
                    post.headers.map { ($0.name.lowercased(), $0.value) },
                    uniquingKeysWith: { first, _ in first }
                ),
                body: post.body,
                remote: "127.0.0.1"
            )
            let reading = try door.read(input, now: now)
            guard reading.faults.isEmpty else {
                throw Failure(description: reading.faults.joined(separator: "; "))
            }
            events += reading.events
        }
        return events
    }
}

/// Addresses of which the sandbox makes something.
enum Magic {
    static func address(_ word: String, number: Int, kind: AddressKind) -> String {
        let code = SandboxScript.table.first { $0.word == word }?.code ?? 0
        func digits(_ number: Int, _ count: Int) -> String {
            String(repeating: "0", count: count - String(number).count) + String(number)
        }
        return switch kind {
        case .phone: "+8619900\(digits(number, 4))\(digits(code, 2))"
        case .email: "\(word)+\(number)@sandbox.invalid"
        case .device, .wechat: "sandbox-\(word)-\(number)"
        }
    }
}
