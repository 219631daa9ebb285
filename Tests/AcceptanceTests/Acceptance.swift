import Testing

/// The real binary, against real sockets and a real store on disk.
///
/// One after the other: each has a daemon, a gateway and commands of its own to run.
@Suite(.serialized) struct Acceptance {}
