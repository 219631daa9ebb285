/// Days in words of a message.
package enum DateForm {
    /// `2026年11月22日`.
    package static func full(_ date: CivilDate) -> String { string(date, .plain) }

    /// `11月22日`.
    package static func monthDay(_ date: CivilDate) -> String { string(date, .monthDay) }

    /// `2026-11-22`.
    package static func iso(_ date: CivilDate) -> String { string(date, .iso) }

    static func append(_ date: CivilDate, form: ValueForm, to bytes: inout [UInt8]) {
        let (year, month, day) = date.components
        if form == .iso {
            Digits.append(UInt64(max(year, 0)), width: 4, to: &bytes)
            bytes.append(UInt8(ascii: "-"))
            Digits.append(UInt64(month), width: 2, to: &bytes)
            bytes.append(UInt8(ascii: "-"))
            Digits.append(UInt64(day), width: 2, to: &bytes)
            return
        }
        if form != .monthDay {
            Digits.append(UInt64(max(year, 0)), to: &bytes)
            bytes.append(contentsOf: "年".utf8)
        }
        Digits.append(UInt64(month), to: &bytes)
        bytes.append(contentsOf: "月".utf8)
        Digits.append(UInt64(day), to: &bytes)
        bytes.append(contentsOf: "日".utf8)
    }

    private static func string(_ date: CivilDate, _ form: ValueForm) -> String {
        var bytes: [UInt8] = []
        append(date, form: form, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
