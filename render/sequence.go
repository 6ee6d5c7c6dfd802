package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// Sequence draws the view as a Mermaid sequence diagram: a participant per
// lane, a note per mark, an arrow per message, from top to bottom in an order
// that respects happens-before. Messages that overtake or cross others cannot
// be drawn at one moment: they are noted where they are sent and drawn dashed
// where they arrive, and a note says so. An arrow that ends in a cross is a
// message that nobody received. What is marked names its events ("A:3").
//
// It stays under the limits of [Mermaid].
func Sequence(w io.Writer, v *View) error {
	if v.cycle != nil {
		return viewErrorf("a run that contradicts itself has no order to tell it in; draw its contradiction as mermaid or dot")
	}
	lost := map[parse.EventID]bool{}
	for _, e := range v.g.Matching().Lost {
		lost[e] = true
	}
	return drawFitting(w, v, func(p *picture) (string, int) {
		s := &sequence{p: p, story: tell(p), lost: lost}
		return s.draw(), s.arrows
	})
}

// sequence writes one diagram.
type sequence struct {
	p      *picture
	story  *story
	lost   map[parse.EventID]bool
	b      strings.Builder
	arrows int
	seen   struct{ late, lost bool } // what the legend has to explain
}

func (s *sequence) draw() string {
	for _, m := range s.story.marks {
		s.tell(m)
	}
	body := s.b.String()
	s.b.Reset()
	s.b.WriteString("sequenceDiagram\n")
	for i, l := range s.p.lanes {
		fmt.Fprintf(&s.b, "  participant p%d as %s\n", i, labelMermaid(s.p.laneTitle(l)))
	}
	last := len(s.p.lanes) - 1
	for _, sentence := range s.legend() {
		s.note(0, last, breakLines(sentence, legendWidth*max(1, last)))
	}
	return s.b.String() + body
}

// legendWidth is how much text fits on a note from one lane to the next, in
// runes. A longer line would hang over the edge of the picture.
const legendWidth = 32

// breakLines encodes a sentence that is not log text in lines of the given
// width, where its words allow that.
func breakLines(sentence string, width int) mermaidText {
	var text mermaidText
	for i, line := range Wrap(sentence, width) {
		if i > 0 {
			text += "<br/>"
		}
		text += sentenceMermaid(line)
	}
	return text
}

// legend returns the sentences at the top of the diagram.
func (s *sequence) legend() []string {
	var out []string
	if w := s.p.left.words(false); w != "" {
		out = append(out, w)
	}
	for _, g := range s.p.ghosts {
		out = append(out, s.p.ghostText(g))
	}
	if s.seen.late {
		out = append(out, "a dashed arrow is drawn where it arrived, and was sent earlier: it overtakes or crosses others")
	}
	if s.seen.lost {
		out = append(out, "an arrow that ends in a cross was never received")
	}
	return out
}

// tell writes one mark: the arrows that arrive at it, or a note.
func (s *sequence) tell(m int) {
	mark := &s.p.marks[m]
	found, point := mark.found, mark.point
	for _, i := range s.story.into[m] {
		from := &s.p.marks[s.p.links[i].from]
		found = found || s.carries(i) && from.found
		point = point || s.carries(i) && from.point
	}
	switch {
	case found:
		s.b.WriteString("  rect rgb(255, 227, 227)\n")
	case point:
		s.b.WriteString("  rect rgb(224, 236, 255)\n")
	}
	arrived := false
	marked := found || point
	for _, i := range s.story.into[m] {
		s.arrow(i, marked)
		arrived = arrived || s.p.links[i].why == byMessage
	}
	switch {
	case arrived || s.told(m):
	case mark.events() == 1 && s.lost[mark.first]:
		s.lostArrow(mark)
	case marked:
		s.note(mark.lane, mark.lane, labelMermaid(s.p.name(*mark)+" "+s.p.text(*mark)))
	default:
		s.note(mark.lane, mark.lane, labelMermaid(s.p.text(*mark)))
	}
	if marked {
		s.b.WriteString("  end\n")
	}
}

// carries reports whether link i is a message drawn at one moment, so that its
// arrow stands for the sending, too.
func (s *sequence) carries(i int) bool {
	return s.p.links[i].why == byMessage && !s.story.late[i]
}

// told reports whether an arrow yet to come tells of m.
func (s *sequence) told(m int) bool { return slices.ContainsFunc(s.story.outof[m], s.carries) }

// arrow writes link i, which arrives now. One that is marked names its ends, so
// that they can be found in the report.
func (s *sequence) arrow(i int, marked bool) {
	k := s.p.links[i]
	from, to := s.p.marks[k.from], s.p.marks[k.to]
	head, text := "--)", "known from its clock"
	switch {
	case k.why == byPath:
		text = "after events that are left out"
	case k.why == byMessage && s.story.late[i]:
		head, text = "-->>", s.messageText(from, to)
	case k.why == byMessage:
		head, text = "->>", s.messageText(from, to)
	}
	switch {
	case s.story.late[i]:
		s.seen.late = true
		text += " (of " + s.p.name(from) + ", earlier)"
		if head == "->>" {
			head = "-->>"
		}
	case marked:
		text += " (" + s.p.name(from) + " to " + s.p.name(to) + ")"
	}
	s.arrows++
	fmt.Fprintf(&s.b, "  p%d%sp%d: %s\n", from.lane, head, to.lane, labelMermaid(text))
}

// lostArrow writes a send that nobody received: towards its receiver where
// that is one lane of the picture, else as a note.
func (s *sequence) lostArrow(m *mark) {
	e := s.p.run.Event(m.first)
	to, _ := e.To()
	at := -1
	if len(to) == 1 {
		at = slices.IndexFunc(s.p.lanes, func(l lane) bool { return s.p.run.Strands()[l.strand].Node == to[0] })
	}
	if at < 0 {
		s.note(m.lane, m.lane, labelMermaid(s.p.text(*m)+" (never received)"))
		return
	}
	s.seen.lost = true
	s.arrows++
	fmt.Fprintf(&s.b, "  p%d-xp%d: %s\n", m.lane, at, labelMermaid(s.p.text(*m)))
}

func (s *sequence) note(from, to int, text mermaidText) {
	over := fmt.Sprintf("p%d", from)
	if to != from {
		over += fmt.Sprintf(",p%d", to)
	}
	fmt.Fprintf(&s.b, "  Note over %s: %s\n", over, text)
}

// messageText says what a message is: what its two ends are called, or its id
// where the log gives neither a label.
func (s *sequence) messageText(send, receive mark) string {
	var words []string
	for _, m := range []mark{send, receive} {
		e := s.p.run.Event(m.first)
		bare := e.Label() == "" && (e.Kind() == parse.Send || e.Kind() == parse.Receive || e.Kind() == parse.Deliver)
		if text := clip(s.p.text(m), maxText/2); (!bare || m.found) && !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	if words == nil {
		if id := s.p.run.Event(send.first).MsgID(); id != 0 {
			return "message " + clip(s.p.run.MsgName(id), maxSummaryValue)
		}
		return "message"
	}
	return clip(strings.Join(words, " / "), maxText)
}
