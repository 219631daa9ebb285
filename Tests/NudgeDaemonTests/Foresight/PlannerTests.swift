import NudgeCore
import NudgeStore
import NudgeTestKit
import Testing

@testable import NudgeDaemon

@Suite("Planning everybody on all cores")
@WorldActor
struct PlannerTests {
    private static let start = Instant.shanghai("2026-11-10 06:00")
    private static let end = start + .days(20)

    private static let rules = Ruleset.fixture(
        windows: [.fixture("08:00", "20:00")],
        caps: [.fixture(most: 1, per: .calendarDay, counts: .contactPoint)],
        tiers: [.fixture(.fixture(days: [-2, 0, 1, 4], channels: [.sms, .push]))]
    )

    /// Two in seven share a number with the one before.
    private func world(_ count: Int) throws -> World {
        let world = try World(rules: Self.rules, at: Self.start)
        let facts = (1...count).flatMap { number -> [Fact] in
            let phone = number % 7 < 2 ? number - number % 7 + 1 : number
            let due = ZoneRules.shanghai.localDate(Self.start) + (number % 15 - 5)
            return Person(number, phone: Person.phone(phone)).facts(due: due.description)
        }
        try world.tell(facts)
        return world
    }

    private func planner(_ world: World) -> Planner {
        Planner(store: world.store, rules: world.rules, from: Self.start, until: Self.end)
    }

    private func text(_ plan: PlanRows, _ rules: Ruleset, _ format: ReportFormat) -> String {
        final class Box { var bytes: [UInt8] = [] }
        let box = Box()
        PlanReport(plan, rules: rules, format: format).write { box.bytes += $0 }
        return String(decoding: box.bytes, as: UTF8.self)
    }

    @Test("it foresees of each what his group foresees of him")
    func everybodyIsForeseen() throws {
        // More than one slice.
        let count = CustomerGroups.sliceSize + 150
        let world = try world(count)
        let plan = try planner(world).rows()
        var rows: [String] = []
        plan.forEach { slice, row in
            let debts = slice.debts(of: row).map {
                String(decoding: slice.reference(ofDebt: $0), as: UTF8.self)
            }
            let customer = String(decoding: slice.reference(row), as: UTF8.self)
            rows.append("\(customer) \(row.notBefore) \(debts)")
        }
        var expected: [(Instant, Int64, String)] = []
        let forecast = Forecast(rules: world.rules.ruleset)
        let customers = try world.customers()
        let links = customers.map {
            SharedPoints.Link(
                customer: $0.facts.id,
                points: $0.facts.points.filter(\.isShared).map(\.id)
            )
        }
        for ids in SharedPoints.groups(links) {
            let members = try world.store.facts(of: ids).map { ForecastMember(facts: $0) }
            for entry in forecast.run(members, from: Self.start, until: Self.end) {
                let debts = ["d" + entry.reference.dropFirst()]
                let line = "\(entry.reference) \(entry.proposal.notBefore) \(debts)"
                expected.append((entry.at, entry.customer.value, line))
            }
        }
        expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        #expect(rows == expected.map(\.2))
        #expect(rows.count == plan.count && plan.cut == 0)
        #expect(links.contains { !$0.points.isEmpty })
    }

    @Test("twice the same, byte for byte, in every form", arguments: ReportFormat.allCases)
    func twiceTheSame(_ format: ReportFormat) throws {
        let world = try world(300)
        let planner = planner(world)
        let first = text(try planner.rows(), world.rules.ruleset, format)
        #expect(first == text(try planner.rows(), world.rules.ruleset, format))
        #expect(first.split(separator: "\n").count > 300)
    }

    @Test("one customer's rows are his rows in the plan of all")
    func oneCustomer() throws {
        let world = try world(30)
        let whole = text(try planner(world).rows(), world.rules.ruleset, .csv)
        for number in [1, 8, 15, 20] {
            let customer = try #require(try world.store.customer(reference: "c\(number)"))
            let own = text(try planner(world).rows(of: customer), world.rules.ruleset, .csv)
            let lines = whole.split(separator: "\n").filter { $0.contains(",c\(number),") }
            #expect(own.split(separator: "\n").dropFirst() == lines[...])
            #expect(!lines.isEmpty)
        }
    }

    @Test("a chain of sharers is one group, and others stay apart")
    func groups() {
        func link(_ customer: Int64, _ points: Int64...) -> SharedPoints.Link {
            SharedPoints.Link(customer: CustomerID(customer), points: points.map { PointID($0) })
        }
        let groups = SharedPoints.groups([
            link(1, 10), link(2, 20, 30), link(3, 40), link(4, 30, 10), link(5, 40), link(6, 50),
        ])
        #expect(groups.map { $0.map(\.value) } == [[1, 2, 4], [3, 5], [6]])
    }

    @Test("a row takes 32 bytes")
    func aRowIsSmall() {
        #expect(MemoryLayout<PlanRow>.stride == 32)
    }

    @Test("a failure is told, and ends the work")
    func aFailure() {
        #expect(throws: StoreError.failed("job 3")) {
            try AllCores.map(1000) { job throws(StoreError) -> Int in
                if job >= 3 { throw .failed("job \(job)") }
                return job
            }
        }
        #expect(throws: Never.self) {
            let squares = try AllCores.map(1000) { job throws(StoreError) in job * job }
            #expect(squares == (0..<1000).map { $0 * $0 })
        }
    }
}
