internal import Dispatch
internal import Foundation

/// What this process has used so far, as the kernel counts it.
enum ProcessUsage {
    /// User and system time of all threads, in seconds.
    static var cpuSeconds: Double {
        // glibc's clock() counts in millionths of a second, whatever the machine.
        Double(clock()) / 1e6
    }

    /// Seconds of a clock that only goes forward.
    static var wallSeconds: Double { Double(monotonicNanoseconds) / 1e9 }

    /// The same clock, which all processes of a machine share.
    static var monotonicNanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// The most memory that was resident at any time, in MB (10⁶ bytes).
    static var peakMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(separator: " ").compactMap { Double($0) }.first ?? 0
        return kibibytes * 1024 / 1e6
    }

    /// Processes that wanted to run, over 1, 5 and 15 minutes.
    static var loadAverage: String {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        return text.split(separator: " ").prefix(3).joined(separator: " ")
    }
}

/// Time and CPU between two moments.
struct Spent {
    private(set) var wall: Double
    private(set) var cpu: Double

    static func measure(_ body: () throws -> Void) rethrows -> Spent {
        let (wall, cpu) = (ProcessUsage.wallSeconds, ProcessUsage.cpuSeconds)
        try body()
        return Spent(wall: ProcessUsage.wallSeconds - wall, cpu: ProcessUsage.cpuSeconds - cpu)
    }
}

extension [Double] {
    /// The middle one; the lower of two.
    var median: Double {
        isEmpty ? .nan : sorted()[(count - 1) / 2]
    }
}
