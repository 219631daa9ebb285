/// Runs the benchmarks; see `scripts/bench`.
@main
enum Bench {
    static func main() {}
}
