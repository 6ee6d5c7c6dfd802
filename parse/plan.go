package parse

import "regexp/syntax"

// A plan matches a regular expression of a plain shape several times faster
// than the regexp package. It is a graph of steps without loops, built from the
// end of the expression to its beginning, so that each step knows how the rest
// may begin.
//
// A step tries its alternatives in the expression's order, and after each the
// rest of the graph. So what it finds first is what regexp finds: the leftmost
// match, by the first alternatives that lead to one. Only a stepRun tries no
// shorter runs; it is built only where they could not lead to a match that the
// longest misses. The number of tries that one text may cost is bounded: beyond
// it the plan leaves the answer to regexp, whose time is linear.
//
// Steps look at bytes, regexp at characters, and a byte that is not UTF-8 is the
// character U+FFFD to it. So a set holds all bytes outside ASCII or none; bytes
// of a set that holds them are not counted; and no step begins inside a
// character. What does not fit this has no plan, nor has anything that is not
// listed as a [stepOp].
type plan struct {
	steps    []planStep
	start    int    // index of the first step
	anchored bool   // a match begins where the text begins
	needs    string // a text that every match holds; "" where none is known
}

// stepOp is what a step matches.
type stepOp uint8

const (
	stepDone    stepOp = iota // nothing; the match is found
	stepText                  // a text
	stepRun                   // the longest run of a set's bytes
	stepLongest               // a run of a set's bytes, tried from the longest
	stepFirst                 // a run of a set's bytes, tried from the shortest
	stepSplit                 // nothing; tries the step next, then the step other
	stepMark                  // nothing; notes the place
	stepTextEnd               // nothing, at the end of the text
	stepLineEnd               // nothing, at the end of the text or before a newline
	stepWordEnd               // nothing, between a byte of a word and one of none
)

// planStep is one step of a plan. The steps that it leads to have lower indices.
type planStep struct {
	op   stepOp
	scan runScan // of a run
	stop byte    // the only byte that is not in set, where scan is scanStop
	next int

	min  int    // bytes of a run
	max  int    // bytes of a run; 0 for any number
	text string // of a stepText; of a stepRun what is part of the step behind the run; of a stepFirst what follows the run, "" where that varies

	// Indices of places: of a stepMark from, of a stepRun that is all of a group
	// both, which are else 0; of a stepSplit from the first within it to before the last.
	from, to int

	other  int     // of a stepSplit
	set    byteSet // of a run
	begins byteSet // the bytes with which a match from here may begin, unless it is empty
	empty  bool    // nothing is a match from here, wherever that is
	width  int     // bytes of the shortest match from here
}

// maxSteps bounds the memory of a plan, of which a step takes about 600 bytes.
const maxSteps = 256

// newPlan returns a plan for an expression of which every match holds a text,
// nil where its shape is none of a plan. A match is never empty.
func newPlan(tree *syntax.Regexp, needs string) *plan {
	b := planner{plan: plan{needs: needs}}
	if tree.Op == syntax.OpConcat && tree.Sub[0].Op == syntax.OpBeginText {
		b.anchored = true
		tree = &syntax.Regexp{Op: syntax.OpConcat, Sub: tree.Sub[1:]}
	}
	b.start = b.build(tree, b.put(planStep{op: stepDone, empty: true}))
	if b.declined || b.steps[b.start].width == 0 || !b.anchored && !b.beginsWhole() {
		return nil
	}
	return &b.plan
}

// beginsWhole reports whether a search that looks for bytes with which a match
// may begin finds none inside a character. A leading run that takes all bytes
// outside ASCII is safe, because the search goes on after it (see [plan.match]).
func (p *plan) beginsWhole() bool {
	first := &p.steps[p.skipMarks(p.start)]
	return first.isOpenRun() && first.set[firstInner] || !p.steps[p.start].begins.hasInner()
}

// isOpenRun reports whether a step is a run of any length.
func (s *planStep) isOpenRun() bool {
	return (s.op == stepRun || s.op == stepLongest || s.op == stepFirst) && s.max == 0
}

// skipMarks returns the first step from i on that is no mark.
func (p *plan) skipMarks(i int) int {
	for p.steps[i].op == stepMark {
		i = p.steps[i].next
	}
	return i
}

// requiredText returns the longest text that every match of an expression
// holds, as far as its shape tells.
func requiredText(re *syntax.Regexp) string {
	longest := ""
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 && plainText(re.Rune) {
			return string(re.Rune)
		}
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		for _, sub := range re.Sub {
			if text := requiredText(sub); len(text) > len(longest) {
				longest = text
			}
		}
	}
	return longest
}
