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
//   - ghost: an event that a stamp refers to and no log holds. What its node
//     logged before it is known to be before the stamp's event, too.
//   - causal past of e: e and all that happens before it.
//   - cut: a number of events of each strand, counted from its start. It is
//     consistent iff no event inside has a predecessor outside.
//
// Lamport clocks, hybrid clocks and wall time never order events here; they are
// evidence for package checks to judge.
//
// A match that is not unique, or a stamp that could refer to several events,
// gives no edge: order may be missing then, and Matching and Uncertain say so,
// but no order is made up. Evidence that contradicts itself closes a cycle,
// which Cycle reports.
//
// Build takes some 80 ns for each event of ten nodes whose vector clocks agree
// with their messages, of which matching, a third of it, is shared by the workers.
// At a thousand nodes the width of the clocks counts: it takes some three times as
// much where nodes hear of ten others each, and ten times where of all. Matching is
// all there is to do where the lines of the log say what the order is (build.go).
//
// A graph never changes once built and may be read from many goroutines. It
// holds the messages (16 bytes each) and the stamp edges that nothing else
// implies. What takes memory beside that:
//
//   - Matching: eight bytes for each send of a sender that counts its messages, 16
//     for others; as much again where receives name only the request that they
//     are answers to.
//   - A sweep: two bits for each event, four bytes for each event that an edge
//     goes out of, and clocks, of four bytes for each strand. Each strand under
//     way has one, and so has each message in flight; in a run of many strands
//     that mostly has eight bytes for each entry above zero, while these are few.
//   - The first question about order (Before, Known, Path, a cut): an index of
//     the edges, with less than a byte for each event at ten nodes.
//   - Many questions of Before and Known: a table, with eight bytes for every
//     time that one strand learns of another.
//   - The first question about missing sends (Unsent): four bytes or so for each
//     receive without its send.
package graph
