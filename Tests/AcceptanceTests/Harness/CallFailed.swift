/// A system call that the harness could not do without, and its `errno`.
struct CallFailed: Error {
    var call: String
    var number: Int32
}
