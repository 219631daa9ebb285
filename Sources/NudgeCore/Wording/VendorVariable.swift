/// What vendors refuse in a variable of a template that they approved.
package enum VendorVariable {
    /// What is wrong with a variable's text, its constant words or as it leaves; `nil`: nothing.
    ///
    /// No address of the web: Aliyun `isv.PARAM_NOT_SUPPORT_URL`, Tencent
    /// `InvalidParameterValue.ProhibitedUseUrlInTemplateParameter` (facts: gateways, 0.3). The
    /// signs that carriers refuse are the wording lint's.
    package static func problem(in text: String) -> String? {
        let lower = text.lowercased()
        guard marks.contains(where: { lower.contains($0) }) else { return nil }
        return "a vendor's variable may not hold an address of the web"
    }

    private static let marks = ["://", "www.", ".com", ".cn", ".net", ".html"]
}
