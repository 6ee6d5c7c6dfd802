// Package graph rebuilds happens-before (Lamport 1978) from the events of a
// run: e → f iff a chain of program order, message and stamp edges leads from
// e to f. Every edge knows why it is there, and every "before" that the
// package claims can be shown as a path of such edges.
//
// The words used here, beside those of package parse:
//
//   - message edge: from a send to the event at which the receiver took the
//     message in: its deliver where the node logs deliveries, else its receive.
//   - stamp edge: from the event of q that set q's entry to n, to an event
//     whose vector clock was the first of its node to know n.
//   - ghost: an event that a stamp refers to and no log holds.
//   - causal past of e: e and all that happens before it.
//   - cut: a number of events of each strand, counted from its start. It is
//     consistent iff no event inside has a predecessor outside.
//
// A graph never changes once built and may be read from many goroutines.
package graph
