package render

import (
	"io"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// Report is everything there is to say about one analysis.
type Report struct {
	Log     *parse.Log
	Runs    []RunReport // by rising name
	Verdict checks.Verdict
	Require []string // identifiers of the checks that must apply to every run
	Notes   []string // what the reader should know of how it was made: "flag --ticks overrules the header"
}

// RunReport is the answer for one run.
type RunReport struct {
	Run     *parse.Run
	Graph   *graph.Graph
	Results []checks.Result // in the order of the checks
}

// TextOptions shape the text report.
type TextOptions struct {
	Color bool // colour by ANSI escapes
	Quiet bool // the verdict and the findings only
	Width int  // columns at which sentences wrap; 0 is 100
}

// ReportFormat is one way of writing a report.
type ReportFormat struct {
	Name  string // as --output-format spells it
	Title string // one line
	Write func(io.Writer, *Report, TextOptions) error
}

// ReportFormats returns every way of writing a report; the first is the
// default. Adding one is one file and one line here.
func ReportFormats() []ReportFormat {
	return []ReportFormat{
		{"text", "findings, a table of the checks, and how the input was read, for people", Text},
		{"json", "the same for programs, schema " + reportSchemaName, writeJSON},
	}
}

func writeJSON(w io.Writer, rep *Report, _ TextOptions) error { return JSON(w, rep) }
