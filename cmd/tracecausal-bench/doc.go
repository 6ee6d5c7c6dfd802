// Tracecausal-bench measures what tracecausal takes for logs of many kinds, and
// what other programs take for the same files.
//
// Usage, from a folder of the module:
//
//	go run ./cmd/tracecausal-bench [flags]
//	go run ./cmd/tracecausal-bench -list
//	go run ./cmd/tracecausal-bench -events 1000000,10000000 -format both >results.txt
//	go run ./cmd/tracecausal-bench -case '^(vector|text)$' -n 3 -against wc,gjson,regexp
//
// It builds the command (or takes that of -command), and for each case writes a
// log into a temporary folder (-dir), reads it once so that it lies in the
// system's cache, runs the programs in turns, and deletes it. A vector log
// takes about 180 MB for a million events; progress on standard error tells the
// sizes, and a log for which there is no room is skipped, visibly. All logs are
// lawful: where analyze does not pass, or says anything on standard error, the
// benchmark stops with what it said and exit code 2. An interrupt ends it with
// the cases that were measured, and with that exit code.
//
// # What is measured
//
// CPU time (user and system), wall time and the largest resident memory of
//
//   - analyze with -j workers (two), and with one;
//   - wc -l: what it takes to look at every byte;
//   - gjson: a walk to every value of every line with github.com/tidwall/gjson,
//     which reads pieces of 1 MiB and allocates nothing per line;
//   - regexp, for text: Go's regexp with the pattern that takes the lines
//     apart, and nothing done with the groups. (analyze also tries the patterns
//     of the kinds, and reads times and clocks.);
//   - jq -c .node, where jq is installed.
//
// Every figure is the median of -n runs by itself, five where nothing is said.
// Ratios are of medians: "gjson 3.00x" says that the walk took three times the
// CPU time of analyze with one worker; "wc -l 8.00x" that this took eight times
// that of wc; "gain 1.80x" that it took 1.8 times as long on the wall clock as
// more workers. One worker is compared, for the other programs have one, too,
// and threads that share a core or its caches take more CPU time each. MB and GB
// are powers of ten. B is peak memory above 64 MB, for each event.
//
// Linux and macOS tell the peak memory, the BSDs as well; elsewhere a dash
// stands for it. The kernel counts what the benchmark itself had resident at
// the start of a child as the child's, so a figure below that is shown as "<20".
//
// The case query asks the log "vector": package graph in a process that has
// loaded it (that of this module, whatever -command says), and query - with many
// pairs, from whose CPU time that of a single pair is taken away. The case
// version is the start of the command.
//
// How memory grows shows
//
//	go run ./cmd/tracecausal-bench -case '^vector$' -events 10000000,100000000 -max-size 30 -n 1 -against wc
//
// where the disk has room for the larger log.
//
// # Comparing
//
// With -format both the lines that benchstat reads follow the tables, so that
// one file serves both; results/ keeps such files, by date, with the machine in
// their head. Two of them, of the same machine, are compared by
//
//	go run golang.org/x/perf/cmd/benchstat@latest results/a.txt results/b.txt
//
// which wants -n 6 or more for its intervals. CPU time is in cpu-ns/event; it is
// far steadier than wall time on a machine that others use, too. The parts are also covered by
//
//	go test -bench . ./cmd/tracecausal ./parse ./graph ./checks
package main
