// Tracecausal reads the logs of a distributed run, rebuilds the happens-before
// order from vector clocks, message ids and other evidence, judges the run by
// named checks, explains every verdict with the events that prove it, and draws
// it.
//
// Usage:
//
//	tracecausal analyze FILE…            what happened, what is wrong, why
//	tracecausal render FILE…             the run or a part of it, drawn
//	tracecausal query E F FILE…          how two events stand to each other, and why
//	tracecausal query - FILE…            the same for pairs on standard input
//	tracecausal cut A=5 B=3 FILE…        whether a cut is consistent, and which are nearest
//	tracecausal cut --at-time T FILE…    the same for the cut that wall clocks make
//	tracecausal explain [CHECK]          the checks; one with definition, example, source
//	tracecausal formats                  what can be read and how it is recognised
//	tracecausal demo [SYSTEM -o DIR]     built-in systems; a recorded run of one, sound or faulty
//	tracecausal version | completion | help
//
// Every command lists its flags with --help.
//
// # Input
//
// FILE is a log, a folder of logs, a glob (** stands for any folders), or - for
// standard input. What is packed by gzip or zstd is unpacked, whatever its name,
// also on standard input. Each file's format is recognised by its own head;
// --format forces one. The order of the arguments never matters: several files of
// one node, as a rotation leaves them, are put in order by their names, and
// 'tracecausal formats' says which names do that. --exclude GLOB leaves files and
// folders out, with a warning.
//
// A mapping for logs with words of their own is read from --config FILE, or from
// a file called tracecausal.yaml in a folder that is an argument or that holds
// one of the files; the report says which was used, and two of them are an error.
// --config none reads none. Flags overrule the configuration, it overrules the
// headers of logs, and the report says where a flag did.
//
// # Events
//
// An event is named NODE:POSITION, counted from 1 in the node's own order and
// split at the last colon, or FILE:LINE. NODE@2:POSITION is an event of the
// node's second life.
//
// # Streams
//
// Results go to standard output, or to where -o says: FILE, FORMAT=FILE, or -
// for standard output. Diagnostics and progress go to standard error; progress
// shows on a terminal only, for work that lasts longer than a second. Output
// files are written whole or not at all, and never replace an input, a folder, a
// link or a device. The bytes written depend on the input and the flags alone.
//
// Messages have the form path:line:col: CLASS: text. Classes that begin with E-
// are errors, those with W- are warnings; text from logs and arguments is shown
// with its control characters escaped.
//
// # Known findings
//
// analyze --write-baseline FILE writes the findings of checks that fail or
// cannot decide into a baseline. analyze --baseline FILE takes what it lists for
// known: shown as KNOWN, and no reason for its check to fail or to be
// inconclusive. A check all of whose findings are known is only observed. An
// entry accepts the finding of its check and fingerprint, in any run, with its
// certainty or a weaker one. Missing evidence stays missing, a check with more
// findings than a report lists is judged as if nothing were known, and a
// baseline that is not understood to the last key is an error. Entries that
// match nothing are noted.
//
// analyze --diagrams DIR draws every finding that the report lists, known ones
// too, into DIR/FINGERPRINT.mmd; of several runs into DIR/runN-FINGERPRINT.mmd,
// N being the place of the run in the report, from 1. Other files there stay.
//
// # Exit codes
//
// They are the same for every output format:
//
//	0    every check that applied passed; for other commands: done
//	1    at least one check failed
//	2    the tool could not do its work: bad flags, unreadable or unrecognised input,
//	     nothing parsed, unwritable output, a defect
//	3    nothing failed, but a check is inconclusive, none applied, a required one did
//	     not apply, or part of the input could not be read
//	130  stopped by SIGINT
//	141  the reader of standard output left before there was a verdict
//	143  stopped by SIGTERM
//
// A definite finding is 1 whatever else went wrong, also where the report could
// not be written. With several runs in the input the worst decides: 1, then 3.
// With --allow-inconclusive a run whose only doubt is that checks are
// inconclusive exits 0. With --max-bad-lines N up to N unreadable lines are
// tolerated. What is only observed never changes the code: a report in which
// checks only observed is 0, and its first line says that none passed. A reader
// that leaves early, such as head, does not change the code of analyze: its
// verdict is known before the first byte is written.
//
// query, cut and render exit 3 where lines could not be read, the messages
// contradict each other, several sends fit a receive, or nothing orders the
// events of a node, since the order they show may then be wrong. query and cut do
// so, too, where an answer could be another if the log held the send of a receive.
//
// A standard output that is closed when the program starts cannot be told from
// /dev/null: the Go runtime opens that in its place.
package main
