package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// leftOutWords begin the sentence by which every picture says what it does not
// show.
const leftOutWords = "left out: "

// leftOut counts what a picture does not show, of how many.
type leftOut struct {
	events, ofEvents     int
	collapsed, rows      int // events that stand in marks of several, and how many such marks
	messages, ofMessages int // with an end that is not drawn
	nodes, ofNodes       int // of those that keep a log
	implied              int // messages with both ends drawn that other links imply
	ghosts, ghostNodes   int // unrecorded events that have no box
}

// countLeftOut fills in p.left. Every event of the run is drawn, collapsed or
// left out, and counted once.
func (v *View) countLeftOut(p *picture) {
	l := &p.left
	l.ofEvents, l.ofNodes = v.run.Len(), logging(v.run)
	drawn := make(map[parse.EventID]bool, len(p.marks))
	nodes := map[parse.NodeID]bool{}
	l.events = l.ofEvents
	for _, m := range p.marks {
		l.events -= m.events()
		nodes[v.run.Event(m.first).Node()] = true
		if m.events() > 1 {
			l.collapsed += m.events()
			l.rows++
		} else {
			drawn[m.first] = true
		}
	}
	l.nodes = l.ofNodes - len(nodes)
	for _, m := range v.g.Messages() {
		if to := v.g.Enter(m); to != parse.NoEvent {
			l.ofMessages++
			if !drawn[m.Send] || !drawn[to] {
				l.messages++
			}
		}
	}
	for _, k := range p.links {
		if k.implied && k.why == byMessage {
			l.implied++
		}
	}
}

// maxGhosts bounds the boxes for unrecorded events in one picture.
const maxGhosts = 10

// addGhosts adds the boxes of unrecorded events: of every node in a picture of
// the whole run, else of the nodes that have a lane.
func (v *View) addGhosts(p *picture) {
	lanes := map[parse.NodeID]bool{}
	for _, m := range p.marks {
		lanes[v.run.Event(m.first).Node()] = true
	}
	ghosts := v.g.Ghosts()
	for n := range v.run.Nodes() {
		id := parse.NodeID(n)
		switch events := ghosts[id].Events; {
		case events == 0 || (v.filtered() || p.broken) && !lanes[id]:
		case len(p.ghosts) == maxGhosts:
			p.left.ghosts += events
			p.left.ghostNodes++
		default:
			p.ghosts = append(p.ghosts, ghost{id, events})
		}
	}
}

// ghostText says what a box of unrecorded events stands for.
func (p *picture) ghostText(g ghost) string {
	return fmt.Sprintf("%s: %s that clocks refer to and no log holds with its clock", shortName(p.run.Nodes()[g.node].Name), count(g.events, "event"))
}

// words says what is not shown, "" where everything is. withImplied counts the
// messages that a diagram drops because other arrows imply them.
func (l leftOut) words(withImplied bool) string {
	var words []string
	of := func(n, all int, noun string) {
		if n > 0 {
			words = append(words, fmt.Sprintf("%s of %s", number(n), count(all, noun)))
		}
	}
	of(l.events, l.ofEvents, "event")
	of(l.messages, l.ofMessages, "message")
	of(l.nodes, l.ofNodes, "node")
	if l.collapsed > 0 {
		words = append(words, fmt.Sprintf("the details of %s drawn as %s", count(l.collapsed, "local event"), count(l.rows, "row")))
	}
	if withImplied && l.implied > 0 {
		words = append(words, fmt.Sprintf("the arrows of %s that others imply", count(l.implied, "message")))
	}
	if l.ghosts > 0 {
		words = append(words, fmt.Sprintf("%s of %s that clocks refer to and no log holds with its clock", count(l.ghosts, "event"), count(l.ghostNodes, "more node")))
	}
	if words == nil {
		return ""
	}
	return leftOutWords + strings.Join(words, ", ")
}

// legend returns the sentences that a drawn graph needs to be read rightly.
// withImplied says that it leaves out the arrows that others imply.
func (p *picture) legend(withImplied bool) []string {
	var out []string
	if p.broken {
		out = append(out, "the run contradicts itself: these events precede one another, so nothing can be ordered")
	}
	if w := p.left.words(withImplied); w != "" {
		out = append(out, w)
	}
	if slices.ContainsFunc(p.links, func(k link) bool { return k.why == byPath && !(withImplied && k.implied) }) {
		out = append(out, "dotted arrows lead through events that are left out")
	}
	return out
}
