// Package simulate runs small distributed systems in virtual time and records
// them, soundly or with a fault, so that every verdict of tracecausal can be
// tried on runs whose truth is known.
//
// A system is a real implementation of its algorithm: each node starts,
// receives messages and sets timers, and everything it logs is caused by what
// it did. A fault is a switch in the algorithm (no test of the token, no
// hold-back queue) or in the environment (a clock set back, a long pause),
// never an edit of the log.
//
// The simulator is a discrete-event loop: one goroutine, one seed, one queue
// ordered by true time. The same options give the same bytes. Node clocks
// have an offset, a drift, jumps; processes pause, crash and restart; the
// network delays, reorders, loses and duplicates, and can be partitioned.
//
// A Recorder gets each logged event at once and keeps none, so a run of any
// length needs constant memory. A real program can use a Recorder the same
// way.
package simulate
