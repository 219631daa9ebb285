import NudgeCore
import Testing

@testable import NudgeDaemon

struct WireIDTests {
    @Test(arguments: [
        (0, "k3x9q-0"), (9, "k3x9q-9"), (10, "k3x9q-a"), (35, "k3x9q-z"), (36, "k3x9q-10"),
        (1_295, "k3x9q-zz"), (1_296, "k3x9q-100"), (Int64.max, "k3x9q-1y2p0ij32e8e7"),
    ])
    func aContactIsNamedAndFoundAgain(number: Int64, text: String) {
        let wire = WireID(store: "k3x9q")
        #expect(wire.text(of: ContactID(number)) == text)
        #expect(wire.contact(text) == ContactID(number))
    }
}
