package import NudgeCore

extension Gateway {
    /// Whether a request was signed with this gateway's secret: what the other end checks.
    package func believes(
        header: (String) -> String?,
        body: [UInt8],
        now: Instant
    ) -> Bool {
        guard let secret else { return false }
        do {
            try WebhookSecret.verify(
                id: header("webhook-id"),
                timestamp: header("webhook-timestamp"),
                signatures: header("webhook-signature"),
                body: body,
                secrets: [secret],
                now: now
            )
            return true
        } catch {
            return false
        }
    }

    /// With what the sandbox signs what it posts back; `nil` when callbacks are not taken.
    package var callbackSecret: WebhookSecret? { callbackSecrets.first }
}
