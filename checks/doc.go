// Package checks judges a run by named properties: each check has a
// definition with a source, says what evidence it needs, and answers with a
// status and findings that prove it.
//
// A check is a value in the ordered slice that [All] returns. It collects
// evidence; what status follows from evidence is decided in one place, by
// [Run], for all of them alike.
//
// The difference that matters most here is that of certainty. A definite
// finding holds in every execution that fits the log; a possible one holds in
// some. Only definite findings fail a check, unless [Options].Strict asks for more.
package checks
