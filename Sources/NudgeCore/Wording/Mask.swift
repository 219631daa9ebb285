/// Personal data made safe to show: in logs, on pages, in messages.
package enum Mask {
    /// `138****1234`: three and four of a mobile number, with its country code if it has one.
    ///
    /// Shorter numbers keep two and two; below seven digits nothing is shown.
    package static func phone(_ number: String) -> String {
        let digits = number.filter { ("0"..."9").contains($0) }
        var prefix = ""
        var local = digits
        if digits.count == 13 && digits.hasPrefix("86") {
            prefix = number.hasPrefix("+") ? "+86" : "86"
            local = String(digits.dropFirst(2))
        } else if number.hasPrefix("+") {
            prefix = "+"
        }
        switch local.count {
        case 11...: return prefix + local.prefix(3) + "****" + local.suffix(4)
        case 7...10: return prefix + local.prefix(2) + "****" + local.suffix(2)
        default: return "****"
        }
    }

    /// `张*`, `张*丰`, `欧阳*`: the surname and, of three characters or more behind a single
    /// surname, the last.
    ///
    /// One star for each hidden character, at most three.
    package static func name(_ name: String) -> String {
        let characters = Array(name)
        guard characters.count > 1 else { return characters.isEmpty ? "" : "*" }
        let isCompound =
            characters.count > 2 && compoundSurnames.contains(String(characters.prefix(2)))
        let shown = isCompound ? 2 : 1
        let hidden = characters.count - shown
        guard hidden > 1, let last = characters.last else {
            return String(characters.prefix(shown)) + "*"
        }
        let stars = String(repeating: "*", count: min(hidden - 1, 3))
        return String(characters.prefix(shown)) + stars + String(last)
    }

    /// `z***@example.com`: the first letter and the domain.
    package static func email(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), at > address.startIndex else { return "***" }
        let first = address.distance(from: address.startIndex, to: at) > 1 ? address.prefix(1) : ""
        return first + "***" + address[at...]
    }

    /// The last four digits of an account or card number; all of a shorter one.
    package static func accountTail(_ number: String) -> String {
        String(number.filter { $0.isLetter || $0.isNumber }.suffix(4))
    }

    /// Surnames of two characters that are in use.
    private static let compoundSurnames: Set<String> = [
        "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "宇文", "司徒",
        "令狐", "夏侯", "端木", "南宫", "万俟", "闻人", "赫连", "澹台", "宗政", "濮阳", "公冶", "太叔",
        "申屠", "仲孙", "钟离", "鲜于", "闾丘", "司空", "百里", "呼延", "东郭", "西门", "独孤", "纳兰",
        "轩辕", "拓跋", "公羊", "太史", "第五", "歐陽", "司馬", "諸葛", "東方", "尉遲", "長孫", "獨孤",
    ]
}
