import NudgeServer
import Testing

@Suite struct SystemdNotifierTests {
    @Test(arguments: [false, true])
    func everyMessageIsWhatSystemdReads(isAbstract: Bool) throws {
        let receiver = try DatagramReceiver(isAbstract: isAbstract)
        let notifier = try SystemdNotifier(
            environment: ["NOTIFY_SOCKET": receiver.path],
            processID: 1
        )
        #expect(notifier.isActive)
        try notifier.ready(status: "serving 3 lanes")
        #expect(try receiver.nextText() == "READY=1\nSTATUS=serving 3 lanes")
        try notifier.reloading(monotonicMicroseconds: 123_456)
        #expect(try receiver.nextText() == "RELOADING=1\nMONOTONIC_USEC=123456")
        try notifier.status("a\nREADY=1 for 13800138000")
        #expect(try receiver.nextText() == "STATUS=a\\nREADY=1 for 138****8000")
        try notifier.watchdog()
        #expect(try receiver.nextText() == "WATCHDOG=1")
        try notifier.extendTimeout(.milliseconds(1500))
        #expect(try receiver.nextText() == "EXTEND_TIMEOUT_USEC=1500000")
        try notifier.stopping()
        #expect(try receiver.nextText() == "STOPPING=1")
        #expect(receiver.isEmpty)
    }

    @Test func withoutASocketNothingHappens() throws {
        for environment in [[:], ["NOTIFY_SOCKET": ""]] {
            let notifier = try SystemdNotifier(environment: environment, processID: 1)
            #expect(!notifier.isActive)
            try notifier.ready()
        }
    }

    @Test(arguments: [
        "vsock:2:1234", "relative/path", "/" + String(repeating: "x", count: 120), "@",
    ])
    func anAddressThatCannotBeUsedIsRefusedAtOnce(path: String) {
        #expect(throws: SocketError.addressInvalid(path: path)) {
            try SystemdNotifier(environment: ["NOTIFY_SOCKET": path], processID: 1)
        }
    }

    @Test func aSocketThatWentAwayIsATypedError() throws {
        let notifier = try SystemdNotifier(
            environment: ["NOTIFY_SOCKET": "/nonexistent/notify"],
            processID: 1
        )
        #expect(throws: SocketError.self) { try notifier.ready() }
    }

    static let intervals: [(environment: [String: String], interval: Duration?)] = [
        (["WATCHDOG_USEC": "30000000"], .seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"], .seconds(15)),
        (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"], nil),
        (["WATCHDOG_USEC": "0"], nil),
        (["WATCHDOG_USEC": "soon"], nil),
        ([:], nil),
    ]

    @Test(arguments: intervals)
    func theWatchdogIsFedTwicePerInterval(
        environment: [String: String],
        interval: Duration?
    ) throws {
        let notifier = try SystemdNotifier(environment: environment, processID: 77)
        #expect(notifier.watchdogInterval == interval)
    }
}
