import NudgeCore

/// The invented person behind a row: name, addresses, zone.
///
/// None of it belongs to anybody, and nothing of it comes from the data set.
struct DemoPerson {
    let id: Int
    private let draw: DemoDraw

    init(id: Int) {
        self.id = id
        draw = DemoDraw(id: id)
    }

    var reference: String { "c\(DemoPerson.digits(id, count: 6))" }

    var name: String {
        let surname = draw.choice(.surname, of: DemoPerson.surnames)
        let first = draw.choice(.givenName, of: DemoPerson.givenNames)
        guard draw.happens(.givenNameLength, perMille: 700) else { return surname + first }
        return surname + first + draw.choice(.secondGivenName, of: DemoPerson.givenNames)
    }

    /// Whether the customer uses the phone of the one before in the portfolio.
    var sharesPhone: Bool { draw.happens(.sharedPhone, perMille: 20) }

    /// The customer's own number: most are ordinary, some are magic numbers of the sandbox.
    var phone: String {
        var left = draw.number(.magicPhone, below: 1000)
        for (code, perMille) in DemoPerson.magicCodes {
            if left < perMille {
                return "+8619900\(DemoPerson.digits(id, count: 4))\(code)"
            }
            left -= perMille
        }
        return "+861991\(DemoPerson.digits(id, count: 7))"
    }

    /// Phone first, then mail, device and OpenID where there are any.
    func addresses(phone: String) -> [Address] {
        let number = DemoPerson.digits(id, count: 6)
        var addresses = [Address(kind: .phone, value: phone)]
        if draw.happens(.mail, perMille: 700) {
            addresses.append(Address(kind: .email, value: "c\(number)@demo.invalid"))
        }
        if draw.happens(.app, perMille: 600) {
            addresses.append(Address(kind: .device, value: "demo-\(number)"))
        }
        if draw.happens(.weChat, perMille: 500) {
            addresses.append(Address(kind: .wechat, value: "demo-openid-\(number)"))
        }
        return addresses
    }

    /// One in a hundred lives abroad; of one in ten the bank does not know the zone.
    var zone: String? {
        switch draw.number(.zone, below: 200) {
        case 0: "Asia/Tokyo"
        case 1: "Europe/London"
        case 2..<22: nil
        default: "Asia/Shanghai"
        }
    }

    static func digits(_ number: Int, count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(count - text.count, 0)) + text
    }

    /// Codes of the sandbox's magic phone numbers, and how many customers in a thousand have each.
    private static let magicCodes: [(code: String, perMille: Int)] = [
        ("01", 8),  // refused: no such recipient
        ("08", 15),  // undelivered
        ("09", 10),  // the receipt comes twice
        ("10", 10),  // the receipt comes before the answer
        ("11", 12),  // replies TD
        ("12", 12),  // replies 已还
        ("13", 6),  // replies 不是本人
    ]

    private static let surnames = [
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡",
        "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩", "曹",
        "曾", "彭", "萧", "蔡", "潘", "田", "董", "袁", "于", "余", "叶", "蒋", "杜", "苏", "魏",
        "程", "吕", "丁", "沈", "任", "姚", "卢", "傅", "钟", "姜", "崔", "谭", "廖", "范", "汪",
        "欧阳", "司徒",
    ]

    private static let givenNames = [
        "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
        "明", "超", "秀", "霞", "平", "刚", "桂", "文", "辉", "玲", "志", "建", "华", "红", "鑫",
        "宇", "浩", "晨", "欣", "怡", "佳", "嘉", "雨", "子", "梓", "思", "晓", "俊", "凯", "博",
        "宁", "琳", "慧", "雪", "梅", "兰", "英", "春", "国", "海", "波", "斌", "峰", "龙", "婷",
    ]
}
