// Package parse turns log files of a distributed run into events.
//
// An event is one line of one node's log (some formats spell it on two lines,
// or name two events on one). Events are grouped into runs: independent
// executions that share nothing. Within a run they stand in columns, in a
// canonical order that depends on what was logged and never on how it was
// handed over: nodes by name, each node's events in its own program order.
//
// The words used here and everywhere else:
//
//   - node: what the log calls a process, a host, a service; one lane of the
//     space-time diagram.
//   - life: a node's time between a start and the next. Positions, own clock
//     entries and message ids count anew in each life.
//   - strand: a sequence of one node's events whose order is known. A node has
//     one strand, unless its events lie in several files that nothing orders.
//   - position: an event's place in its life, from 1. "A:3" names the third
//     event of A, "A@2:3" the third of its second life.
//   - kind: what an event means to the checks (send, lease_acquire, …).
//   - role: whether an event is an end of a message. A lease can be granted by
//     the very event that sends the answer, so role and kind are separate.
//
// The way of the data is one way:
//
//	files → chunks of whole lines → decoder of the format → records → rows of a batch
//	      → assembly: blocks of columns, runs, lives, program order → Run
//
// To follow a line through the files of this package:
//
//  1. read.go, file.go and file_decode.go bring chunks to decoders; lines.go hands
//     them line by line to jsonl.go, maelstrom.go, text.go or a shiviz file.
//  2. That one fills a [Record] and hands it to the batch of the chunk. The record
//     points into the line and the reader, and lives as long as the line.
//  3. The batch (batch.go) makes a row of it, which stands with those of its strand
//     (batch_rows.go, batch_strand.go). Names are numbers of the batch now, and a
//     vector clock what differs from the one before of its node (batch_clock.go).
//  4. The assembly (assemble.go) gives the names numbers of the run, and hands the
//     rows of each strand to the group of its node, column by column
//     (assemble_rows.go, group.go).
//  5. The group packs the columns into blocks (block_write.go, vector_write.go),
//     which are the strand's where program order is the order of the lines
//     (order.go, build.go). Payloads stand apart (payload.go).
//
// Chunks are decoded on all cores, unless lines of the format depend on earlier
// ones, while the assembly takes their batches in the order of the input; only
// the blocks and the payloads stay (see [Read]).
//
// A line of JSON is read by the quickest of four ways that fits it, and all four
// give the same record:
//
//  1. By the shape of a line before it: what stands between the values
//     (text_tree.go, scan_shape.go, maelstrom_shape.go), as it was learned from that
//     line (scan_learn.go, maelstrom_learn.go). Where the line ends is then known
//     from its text, so that nobody looks for that before (lookAhead in lines.go).
//  2. Key by key, where lines have ever other shapes (scan_keyed.go).
//  3. By a scanner of plain JSON, which notes the values, and rules that say which
//     counts (scan.go, event_read.go).
//  4. By the validator (json.go) in the scanner's place. It alone says what is wrong
//     with a line.
//
// Text is taken apart by a plan of its pattern where that has a plain form, in one
// loop where that is a chain, else by package regexp (pattern.go, plan.go,
// plan_chain.go), and read straight into the record where no value is doubtful
// (text_quick.go).
//
// All of these look names and labels up once, among terms (terms.go). Vector clocks,
// the most of many lines, have quick ways of their own: by the text of the node's
// last one (scan_last.go), by names that are known (scan_known.go), in JSON
// (scan_clock.go) and in text (scan_clock_text.go).
//
// A line is an event, or it is skipped (the format knows it is none), or it is
// bad; each is counted, and no line is lost. Nothing here knows how events of
// different nodes are ordered: that is package graph.
package parse
