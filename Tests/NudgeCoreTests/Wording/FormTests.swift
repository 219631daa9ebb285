import NudgeCore
import Testing

struct FormTests {
    @Test(arguments: [
        (0, "0.00元"), (5, "0.05元"), (42, "0.42元"), (100, "1.00元"), (99_999, "999.99元"),
        (100_000, "1,000.00元"), (123_456, "1,234.56元"), (100_000_099, "1,000,000.99元"),
        (99_999_999_999, "999,999,999.99元"), (-5, "-0.05元"),
        (Int64.min, "-92,233,720,368,547,758.08元"),
    ])
    func amountsAreGroupedWithTwoDecimals(fen: Int64, text: String) {
        #expect(MoneyForm.plain(Money(minorUnits: fen, currency: .cny)) == text)
    }

    @Test(arguments: [
        (Currency.cny, "1,234.56元", "人民币1,234.56元"),
        (.hkd, "1,234.56港元", "港币1,234.56元"),
        (.twd, "1,234.56新台币元", "新台币1,234.56元"),
        (.mop, "1,234.56澳门元", "澳门币1,234.56元"),
        (.sgd, "1,234.56新加坡元", "新加坡币1,234.56元"),
        (.usd, "1,234.56美元", "1,234.56美元"),
        (.gbp, "1,234.56英镑", "1,234.56英镑"),
        (.eur, "1,234.56欧元", "1,234.56欧元"),
    ])
    func eachCurrencyHasItsUnit(currency: Currency, plain: String, full: String) {
        let money = Money(minorUnits: 123_456, currency: currency)
        #expect(MoneyForm.plain(money) == plain)
        #expect(MoneyForm.withCurrency(money) == full)
        #expect(MoneyForm.digits(money) == "1,234.56")
    }

    /// The examples of 银发〔1997〕393号, and what follows from its rules.
    @Test(arguments: [
        (140_950, "壹仟肆佰零玖元伍角"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (42, "肆角贰分"),
        (5, "伍分"),
        (0, "零元整"),
        (1000, "壹拾元整"),
        (50, "伍角"),
        (100, "壹元整"),
        (10_000_000, "壹拾万元整"),
        (100_010_000, "壹佰万零壹佰元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (11_000_000_000, "壹亿壹仟万元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (99_999_999_999, "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ])
    func capitalsFollowTheRulesOfBills(fen: Int64, text: String) {
        #expect(CapitalAmount.text(minorUnits: fen) == text)
    }

    @Test func theCurrencyStandsDirectlyBeforeCapitals() {
        let amount = { MoneyForm.capitals(Money(minorUnits: 140_950, currency: $0)) }
        #expect(amount(.cny) == "人民币壹仟肆佰零玖元伍角")
        #expect(amount(.hkd) == "港币壹仟肆佰零玖元伍角")
        #expect(amount(.usd) == "美元壹仟肆佰零玖元伍角")
    }

    @Test(arguments: [
        ("2026-11-22", "2026年11月22日", "11月22日"),
        ("2027-01-05", "2027年1月5日", "1月5日"),
        ("0999-12-31", "999年12月31日", "12月31日"),
    ])
    func datesAreWrittenInThreeForms(iso: String, full: String, short: String) throws {
        let date = try #require(CivilDate(parsing: iso))
        #expect(DateForm.iso(date) == iso)
        #expect(DateForm.full(date) == full)
        #expect(DateForm.monthDay(date) == short)
    }

    @Test(arguments: [
        ("13800001234", "138****1234"), ("+8613800001234", "+86138****1234"),
        ("138 0000 1234", "138****1234"), ("51234567", "51****67"),
        ("+85251234567", "+852****4567"),
        ("95500", "****"), ("", "****"),
    ])
    func phonesShowSevenDigitsAtMost(number: String, masked: String) {
        #expect(Mask.phone(number) == masked)
    }

    @Test(arguments: [
        ("张三", "张*"), ("张三丰", "张*丰"), ("阿卜杜拉", "阿**拉"), ("欧阳修", "欧阳*"), ("欧阳", "欧*"),
        ("欧阳娜娜", "欧阳*娜"), ("张", "*"), ("", ""), ("迪丽热巴·迪力木拉提", "迪***提"),
    ])
    func namesShowTheSurname(name: String, masked: String) {
        #expect(Mask.name(name) == masked)
    }

    @Test(arguments: [
        ("zhang@example.com", "z***@example.com"), ("z@example.com", "***@example.com"),
        ("@example.com", "***"), ("nonsense", "***"),
    ])
    func mailAddressesShowOneLetter(address: String, masked: String) {
        #expect(Mask.email(address) == masked)
    }

    @Test(arguments: [("6222021234567890", "7890"), ("6222 0212 3456 789X", "789X"), ("12", "12")])
    func accountsShowFourDigits(number: String, tail: String) {
        #expect(Mask.accountTail(number) == tail)
    }
}
