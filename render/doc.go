// Package render writes what was found: reports for people and programs, and
// pictures of a run. It knows each output, its quoting and its limits, and
// never how anything was decided.
//
// The words used here:
//
//   - report: the answer to "what is wrong with this input": findings, a
//     summary of the checks, and how the input was read. See [Report] and
//     [ReportFormats].
//   - view: the part of a run that a picture shows. See [NewView].
//   - mark: what stands in a picture for one event, or for several local events
//     in a row.
//   - lane: the line of a picture on which the events of one strand stand.
//   - diagram: a view, drawn. See [DiagramFormats].
//
// Whatever a log says is hostile until an encoder has seen it. Every output
// has one encoder and a string type of its own for encoded text, so that plain
// text does not fit where encoded text belongs. Identifiers in diagrams are
// generated; log text appears in labels only.
//
// The order a picture shows is exactly happens-before among what it shows: an
// arrow, or a chain of arrows, leads from one event to another iff the first
// happens before the second. What a picture leaves out it says, in words that
// begin with "left out:".
package render
