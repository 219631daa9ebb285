/// The lender's own words and numbers, the same in every message of a deployment.
package struct Creditor: Hashable, Sendable {
    /// As written in the text: `示例银行`.
    package var name: String
    /// What stands between `【】` before an SMS; often shorter than the name.
    package var signature: String
    /// How to pay, as a sentence without its full stop: `请通过示例银行手机银行或任一网点还款`.
    ///
    /// Never a private account.
    package var howToPay: String
    package var hotline: String
    /// Where to complain; empty when there is none beside the hotline.
    package var complaintLine: String
    /// How to receive no more of these: `回复TD退订`, `Reply STOP to opt out`.
    package var optOut: String

    package init(
        name: String,
        signature: String,
        howToPay: String,
        hotline: String,
        complaintLine: String = "",
        optOut: String = ""
    ) {
        self.name = name
        self.signature = signature
        self.howToPay = howToPay
        self.hotline = hotline
        self.complaintLine = complaintLine
        self.optOut = optOut
    }

    func text(of variable: TemplateVariable) -> String {
        switch variable {
        case .creditor: name
        case .howToPay: howToPay
        case .hotline: hotline
        case .complaintLine: complaintLine
        case .optOut: optOut
        default: ""
        }
    }
}
