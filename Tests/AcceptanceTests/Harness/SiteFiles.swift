/// The configuration of a site, as texts.
///
/// The daemon runs on the real clock: so the rulebook has no quiet hours, and the strategy prefers
/// the first minute of the day, which is past; whoever is overdue is due at once.
enum SiteFiles {
    static func main(_ options: Site.Options, callbackPort: UInt16) -> String {
        let allowed = options.allowList.map { "\"\($0)\"" }.joined(separator: ", ")
        let environment =
            options.allowList.isEmpty
            ? "environment: production" : "environment: staging\nallow_list: [\(allowed)]"
        let staff =
            options.staffURL.isEmpty
            ? ""
            : "staff: {webhook: {url: \"\(options.staffURL)\", "
                + "secret: {environment: NUDGE_GATE_SECRET}}}"
        let complaints = options.complaints.isEmpty ? "" : "complaints: \(options.complaints)"
        return """
            \(environment)
            \(staff)
            \(complaints)
            store: {path: ../var/nudge.sqlite}
            master_key: {environment: NUDGE_MASTER_KEY}
            rulebooks: [daylong]
            strategy: at-once
            callbacks: {listen: "127.0.0.1:\(callbackPort)"}
            log: {level: info}
            creditor:
              name: 示例银行
              signature: 示例银行
              hotline: "95500"
              complaint_line: "12378"
              how_to_pay: 请通过示例银行手机银行或任一网点还款

            """
    }

    static let rulebook = """
        title: No quiet hours
        default_zone: Asia/Shanghai
        caps:
          - name: customer-day
            per: customer
            period: day
            most: 20
            basis: {kind: house, source: "more than a test sends"}
        recipients:
          roles: [debtor]
          basis: {kind: house, source: "debtors alone"}

        """

    static let strategy = """
        title: Whatever is overdue, at once
        teams: [people]
        tiers:
          - name: cases
            match: {days: "1..30", products: [专案]}
            steps:
              - {name: call, purpose: overdue, day: 3, hand_off: people}
          - name: mails
            match: {days: "1..30", products: [分期]}
            steps:
              - name: first
                purpose: overdue
                day: 3
                between: "00:00-00:01"
                channels: [email: early/first]
                fallback_after: 24h
          - name: texts
            match: {days: "1..30"}
            steps:
              - name: first
                purpose: overdue
                day: 3
                between: "00:00-00:01"
                channels: [sms: early/first]
                fallback_after: 24h

        """

    static func gateway(_ options: Site.Options, url: String) -> String {
        """
        kind: webhook
        channels: [sms, email]
        url: \(url)
        schemes: [http]
        secret: {environment: NUDGE_GATE_SECRET}
        callback_secrets: [{environment: NUDGE_GATE_SECRET}]
        timeouts: {connect: 2s, total: 20s}
        in_flight: \(options.inFlight)
        window: \(options.window)
        dedup: none
        receipts: true

        """
    }
}
