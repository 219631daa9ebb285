import NudgeCore
import Testing

@testable import NudgeDaemon

struct DemoPortfolioTests {
    @Test func twoPortfoliosOfTheSameDataAreEqual() throws {
        #expect(try DemoData.portfolio(count: 500) == DemoData.portfolio(count: 500))
    }

    @Test func moreCustomersLeaveTheFirstOnesAsTheyWere() throws {
        let few = try DemoData.portfolio(count: 50)
        let many = try DemoData.portfolio(count: 60)
        #expect(Array(many.customers.prefix(50)) == few.customers)
    }

    struct Mapping: Sendable {
        var name: String
        var row: String
        var minimum: Int64
        var overdue: Int64
        var grade: String
    }

    static let mappings = [
        Mapping(
            name: "five per cent of a large balance",
            row: "9,1,0,0,0,412023,55000,0,0",
            minimum: 2_060_200,
            overdue: 0,
            grade: "B"
        ),
        Mapping(
            name: "a thousand of a small one",
            row: "9,1.00E+05,0,-1,0,14027,1518,0,0",
            minimum: 100_000,
            overdue: 0,
            grade: "A"
        ),
        Mapping(
            name: "at most the balance",
            row: "9,1,0,-2,0,380,380,0,0",
            minimum: 38_000,
            overdue: 0,
            grade: "A"
        ),
        Mapping(
            name: "a balance written as a spreadsheet does",
            row: "9,1,0,0,0,1.00E+05,0,0,0",
            minimum: 500_000,
            overdue: 0,
            grade: "B"
        ),
        Mapping(
            name: "a credit owes nothing",
            row: "9,1,-1,-1,0,-650,0,0,0",
            minimum: 0,
            overdue: 0,
            grade: "A"
        ),
        Mapping(
            name: "one month late",
            row: "9,1,1,1,0,50000,0,0,1",
            minimum: 250_000,
            overdue: 250_000,
            grade: "C"
        ),
        Mapping(
            name: "two months late",
            row: "9,1,2,2,0,50000,0,0,1",
            minimum: 250_000,
            overdue: 500_000,
            grade: "D"
        ),
        Mapping(
            name: "three months late, at most the balance",
            row: "9,1,3,3,0,2500,0,0,1",
            minimum: 100_000,
            overdue: 250_000,
            grade: "E"
        ),
    ]

    @Test(arguments: mappings)
    func aRowBecomesADebt(_ mapping: Mapping) throws {
        let debt = try #require(
            try DemoPortfolio(csv: DemoData.csv([mapping.row]), count: 1).customers.first
        ).debt
        #expect(debt.minimumDue == mapping.minimum, "\(mapping.name)")
        #expect(debt.overdueAmount == mapping.overdue, "\(mapping.name)")
        #expect(debt.riskGrade == mapping.grade, "\(mapping.name)")
        #expect(debt.currency == .twd)
        #expect(debt.accountTail.count == 4)
    }

    @Test func lateCustomersFellDueAboutThirtyDaysAMonthAgo() throws {
        for id in 1...40 {
            let row = "\(id),1,2,2,0,50000,0,0,1"
            let portfolio = try DemoPortfolio(csv: DemoData.csv([row]), count: 1)
            let late = portfolio.start - portfolio.customers[0].debt.dueDate
            #expect((50...70).contains(late))
        }
    }

    @Test func currentCustomersFallDueOnTheirDayWithinAMonthOfTheStart() throws {
        let portfolio = try DemoData.portfolio()
        for customer in portfolio.customers where customer.debt.riskGrade < "C" {
            let day = customer.debt.dueDate.components.day
            #expect((1...28).contains(day))
            #expect((0...31).contains(customer.debt.dueDate - portfolio.start))
        }
    }

    @Test func whoIsCurrentInSeptemberHasMetHisMinimumByTheDueDay() throws {
        // 48,233 dollars ask for 2,412; the data say 2,000 were paid and the minimum was met.
        for id in 1...60 {
            let row = "\(id),1,0,0,0,48233,2000,0,0"
            let portfolio = try DemoPortfolio(csv: DemoData.csv([row]), count: 1)
            let debt = portfolio.customers[0].debt
            let deadline = DemoStory.instant(debt.dueDate + 1)
            let paid = portfolio.events.reduce(Int64(0)) { sum, event in
                guard case .payment(let fact) = event.fact, fact.amount > 0, fact.at < deadline
                else { return sum }
                return sum + fact.amount
            }
            let isDueInMonth = deadline <= portfolio.endsAt
            #expect(!isDueInMonth || paid >= debt.minimumDue || isClosed(portfolio), "id \(id)")
        }
    }

    private func isClosed(_ portfolio: DemoPortfolio) -> Bool {
        portfolio.events.contains { if case .debt = $0.fact { true } else { false } }
    }

    @Test func whoIsLateInSeptemberPaysAfterTheDueDay() throws {
        for id in 1...60 {
            let row = "\(id),1,1,0,0,48233,3000,0,0"
            let portfolio = try DemoPortfolio(csv: DemoData.csv([row]), count: 1)
            let due = DemoStory.instant(portfolio.customers[0].debt.dueDate + 1)
            for event in portfolio.events {
                if case .payment = event.fact { #expect(event.at >= due, "id \(id)") }
            }
        }
    }

    @Test func eventsAreInOrderAndWithinTheMonth() throws {
        let portfolio = try DemoData.portfolio()
        #expect(portfolio.events.allSatisfy { $0.at >= portfolio.beginsAt })
        #expect(portfolio.events.allSatisfy { $0.at < portfolio.endsAt })
        #expect(zip(portfolio.events, portfolio.events.dropFirst()).allSatisfy { $0.at <= $1.at })
        #expect(portfolio.endsAt - portfolio.beginsAt == .days(30))
    }

    @Test func everyKindOfEventHappens() throws {
        let portfolio = try DemoData.portfolio()
        var kinds: [String: Int] = [:]
        for event in portfolio.events { kinds[event.fact.kind, default: 0] += 1 }
        for kind in [
            "payment", "reversal", "pending", "succeeded", "failed", "dispute", "lifted", "promise",
            "hardship-plan", "complaint", "debt",
        ] {
            #expect(kinds[kind, default: 0] > 0, "\(kind) in \(kinds)")
        }
        #expect(kinds["payment", default: 0] > 1500)
    }

    @Test func sharesAreAboutWhatTheDocumentSays() throws {
        let portfolio = try DemoData.portfolio()
        let addresses = portfolio.customers.compactMap(\.customer.addresses)
        func share(_ count: Int) -> Double { Double(count) / Double(portfolio.customers.count) }
        let mails = addresses.count { $0.contains { $0.kind == .email } }
        let apps = addresses.count { $0.contains { $0.kind == .device } }
        #expect((0.66...0.74).contains(share(mails)))
        #expect((0.56...0.64).contains(share(apps)))
        let phones = addresses.compactMap(\.first?.value)
        let sharing = phones.count - Set(phones).count
        #expect((0.01...0.03).contains(share(sharing)))
        let autopay = portfolio.customers.count { $0.debt.autopay != .none }
        #expect((0.12...0.17).contains(share(autopay)))
        let abroad = portfolio.customers.count {
            $0.customer.zone == "Asia/Tokyo" || $0.customer.zone == "Europe/London"
        }
        #expect((0.004...0.02).contains(share(abroad)))
    }

    @Test func everyPhoneIsOfTheNumberingPlanAndTheMagicOnesAreThere() throws {
        let portfolio = try DemoData.portfolio(count: 4000)
        let phones = portfolio.customers.compactMap { $0.customer.addresses?.first?.value }
        #expect(phones.count == 4000)
        #expect(phones.allSatisfy { $0.count == 14 && $0.hasPrefix("+86199") })
        for code in ["01", "08", "09", "10", "11", "12", "13"] {
            let magic = phones.count { $0.hasPrefix("+8619900") && $0.hasSuffix(code) }
            #expect(magic >= 10, "code \(code)")
        }
    }

    @Test func peopleWhoShareAPhoneCanBeToldApartByTheirAccounts() throws {
        let portfolio = try DemoData.portfolio(count: 4000)
        var tails: [String: [String]] = [:]
        for customer in portfolio.customers {
            let phone = customer.customer.addresses?.first?.value ?? ""
            tails[phone, default: []].append(customer.debt.accountTail)
        }
        #expect(tails.values.allSatisfy { Set($0).count == $0.count })
        #expect(tails.values.contains { $0.count > 1 })
    }

    @Test func brokenDataIsRefusedWithItsPlace() {
        #expect(throws: DemoError.missingColumn("repay_status_sep")) {
            try DemoPortfolio(csv: "id,bill_aug\n1,2\n", count: 1)
        }
        #expect(throws: DemoError.badNumber(line: 2, column: "bill_aug", value: "much")) {
            try DemoPortfolio(csv: DemoData.csv(["1,1,0,0,0,much,0,0,0"]), count: 1)
        }
        #expect(throws: DemoError.tooFewRows(asked: 2, rows: 1)) {
            try DemoPortfolio(csv: DemoData.csv(["1,1,0,0,0,5,0,0,0"]), count: 2)
        }
        #expect(throws: DemoError.self) { try DemoPortfolio(file: "/nowhere.csv") }
    }
}

extension Fact {
    fileprivate var kind: String {
        switch self {
        case .customer: "customer"
        case .debt: "debt"
        case .payment(let fact): fact.amount < 0 ? "reversal" : "payment"
        case .hold(let fact): fact.reason.name
        case .holdLifted: "lifted"
        case .promise: "promise"
        case .consent: "consent"
        case .agreement: "agreement"
        case .autopay(let fact): fact.state.name
        case .contact: "contact"
        }
    }
}
