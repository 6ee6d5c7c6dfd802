package render

import (
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// manyFiles is how many files a text report lists; of more, those that were
// read whole share a line.
const manyFiles = 20

// writeInput writes how the input was read and what was made of it.
func writeInput(p *page, rep *Report) {
	p.blank()
	p.text(0, "input", bold)
	var rows [][]piece
	var rest parse.Input
	more := 0
	for i, in := range rep.Log.Inputs {
		if broken := in.Bad > 0 || in.Err != nil; i >= manyFiles && !broken {
			more++
			rest.Lines, rest.Events, rest.Skipped = rest.Lines+in.Lines, rest.Events+in.Events, rest.Skipped+in.Skipped
			continue
		}
		rows = append(rows, []piece{{"file", dim}, {in.Path, plain}, {in.Format, plain}, inputCounts(&in)})
	}
	if more > 0 {
		noun := "files"
		if more == 1 {
			noun = "file"
		}
		rows = append(rows, []piece{{noun, dim}, {fmt.Sprintf("%s more", number(more)), plain}, {"", plain}, inputCounts(&rest)})
	}
	p.table(2, rows)
	for i := range rep.Log.Inputs {
		writeErrors(p, &rep.Log.Inputs[i])
	}
	for i := range rep.Log.Warnings {
		p.wrap(2, "warning: "+rep.Log.Warnings[i].Error())
	}
	for i := range rep.Runs[:min(len(rep.Runs), fewRuns)] {
		writeFacts(p, rep, &rep.Runs[i])
	}
	if n := len(rep.Runs) - fewRuns; n > 0 {
		p.wrap(2, fmt.Sprintf("and %s, %s in all", count(n, "more run"), count(rep.Log.Events(), "event")))
	}
}

// inputCounts says what became of a file's lines.
func inputCounts(in *parse.Input) piece {
	text := fmt.Sprintf("%s: %s, %s skipped, %s bad", count(in.Lines, "line"), count(in.Events, "event"), number(in.Skipped), number(in.Bad))
	if in.Bad > 0 || in.Err != nil {
		return piece{text, red}
	}
	return piece{text, plain}
}

func writeErrors(p *page, in *parse.Input) {
	for i := range in.Errors {
		p.wrap(2, "bad line: "+in.Errors[i].Error())
	}
	if more := in.Bad - len(in.Errors); more > 0 {
		p.wrap(2, fmt.Sprintf("bad line: %s: … and %s more", in.Path, number(more)))
	}
	if in.Err != nil {
		p.wrap(2, "not read to its end: "+in.Err.Error())
	}
}

// writeFacts writes the size of a run, and how its messages were matched.
func writeFacts(p *page, rep *Report, r *RunReport) {
	name := "run: "
	if len(rep.Runs) > 1 {
		name = "run " + parse.Quote(r.Run.Name) + ": "
	}
	edges := countEdges(r.Graph)
	p.wrap(2, fmt.Sprintf("%s%s on %s; edges: %s program, %s message, %s stamp", name, count(r.Run.Len(), "event"),
		nodeWords(r.Run), number(edges.Program), number(edges.Message), number(edges.Stamp)))
	if names := mute(r.Run); len(names) > 0 {
		to := "them"
		if len(names) == 1 {
			to = "it"
		}
		p.wrap(2, "no log of "+few(names)+": messages to "+to+" are not judged")
	}
	p.wrap(2, "messages: "+matchingWords(r.Graph.Matching()))
	if n := nameless(r.Run); n > 0 {
		p.wrap(2, fmt.Sprintf("not matched: %s with a message id but no kind such as send or receive; see 'tracecausal help events'", count(n, "event")))
	}
	for _, g := range unordered(r) {
		p.wrap(2, "not ordered: "+g)
	}
}

// fewNodes is how many nodes a text report names.
const fewNodes = 8

// nodeWords counts the nodes that keep a log, and names them where they are few.
func nodeWords(run *parse.Run) string {
	var names []string
	for _, node := range run.Nodes() {
		if node.Events > 0 && len(names) <= fewNodes {
			names = append(names, shortName(node.Name))
		}
	}
	words := count(logging(run), "node")
	if len(names) == 0 || len(names) > fewNodes {
		return words
	}
	return words + " (" + strings.Join(names, ", ") + ")"
}

// mute returns the names of nodes that others name, that nobody declared external,
// and that keep no log.
func mute(run *parse.Run) []string {
	var names []string
	for _, node := range run.Nodes() {
		if node.Events == 0 && !node.External {
			names = append(names, shortName(node.Name))
		}
	}
	return names
}

// few lists names, the first of them where they are many.
func few(names []string) string {
	if more := len(names) - fewNodes; more > 0 {
		return strings.Join(names[:fewNodes], ", ") + fmt.Sprintf(" and %s more", number(more))
	}
	return strings.Join(names, ", ")
}

// nameless counts the local steps with a message id: the log most likely has a
// word of its own for sending or receiving, which nobody mapped.
func nameless(run *parse.Run) int {
	n := 0
	if run.CountKind(parse.Internal) == 0 {
		return n
	}
	for s := range run.Strands() {
		for steps := range run.MessageEnds(parse.StrandID(s), parse.EndGiven|parse.EndReplies, parse.NoRole) {
			replies := steps.Replies[:len(steps.Given)]
			for i, id := range steps.Given {
				if id|replies[i] != 0 && run.Event(steps.Events[i]).Kind() == parse.Internal {
					n++
				}
			}
		}
	}
	return n
}

// logging counts the nodes that keep a log.
func logging(run *parse.Run) int {
	n := 0
	for _, node := range run.Nodes() {
		if node.Events > 0 {
			n++
		}
	}
	return n
}

func matchingWords(m graph.Matching) string {
	var words []string
	add := func(n int, what string) {
		if n > 0 {
			words = append(words, number(n)+" "+what)
		}
	}
	add(m.ByID, "matched by id")
	add(m.ByReply, "by reply")
	add(m.ByStamp, "by stamp")
	add(m.ByContent, "by content")
	add(len(m.Orphans), "received but never sent")
	add(m.External, "from nodes that keep no log")
	add(len(m.Lost), "lost or in flight")
	add(m.Dropped, "known to be dropped")
	add(len(m.Duplicate), "received twice")
	add(len(m.Ambiguous), "ambiguous")
	if words == nil {
		return "none"
	}
	return strings.Join(words, ", ")
}
