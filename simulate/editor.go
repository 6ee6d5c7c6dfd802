package simulate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// editorSystem is a text that several users write at once. Each edit is a causal
// multicast (Birman, Schiper and Stephenson, Lightweight Causal and Atomic
// Group Multicast, 1991): it carries how many multicasts of each member its
// author had delivered, and a receiver holds it back until it has delivered
// the same. So nobody reads an answer before what it answers.
//
// Who joins asks a member, the sponsor, for the text as it stands, with the
// number of multicasts of each member that it holds; the sponsor then tells the
// group in a causal multicast. A member that delivers this sends the newcomer
// what it has multicast beyond that text, and from then on includes it.
//
// Simplified: no messages are lost, nobody crashes, and one user joins or
// leaves at a time.
var editorSystem = System{
	Name:   "editor",
	Title:  "a shared text over causal multicast, with users who join and leave",
	Source: "001-5",
	About: "Users write into one text; every edit is a causal multicast with a hold-back queue at each receiver. An edit is late at one user while the answer to it is quick. " +
		"A visitor joins, writes and leaves. The log is ShiViz text whose vector clocks learn of a message at its delivery; stamp is what the multicast carries. " +
		"After K. Birman, A. Schiper and P. Stephenson, Lightweight Causal and Atomic Group Multicast, 1991.",
	Nodes:  4,
	Min:    4,
	Checks: []string{"clock/vector", "message/match", "delivery/fifo", "delivery/causal", "delivery/stuck"},
	Faults: []Fault{
		{"on-arrival", "an edit is shown when it arrives", []string{"delivery/causal"}},
		{"lost-dependency", "a member forgets who joined, so its edits are never sent there, and what depends on them waits for ever", []string{"delivery/stuck"}},
	},
	record: recordEditor,
}

const (
	editorFounders = 3
	editorRound    = 3 * time.Second // longer than what comes of one
	editorVisit    = 4               // rounds from one visitor to the next
	editorKept     = 64              // own multicasts that a member keeps for newcomers
)

var editorWords = [][2]string{{"Hello", "World"}, {"The", "quick"}, {"brown", "fox"}, {"jumps", "over"}, {"lazy", "dogs"}}

// editorRun is the environment: who writes what, and which edit is late.
type editorRun struct {
	*Setup
	world    *World
	founders []string
	visitors []string
	present  []string // the members
	round    int
	late     [2]string // the channel on which the next message is late
}

func newEditorRun(s *Setup, rec Recorder, founders, visitors []string) *editorRun {
	w := NewWorld(s.Seed, rec, s.limit(125))
	run := &editorRun{Setup: s, world: w, founders: founders, visitors: visitors, present: slices.Clone(founders)}
	quick, lagging := Uniform(5*time.Millisecond, 40*time.Millisecond), Uniform(time.Second, 2*time.Second)
	w.Net.Path = func(from, to string) Distribution {
		if run.late == [2]string{from, to} {
			return lagging
		}
		return quick
	}
	for _, name := range append(slices.Clone(founders), visitors...) {
		e := &editorUser{run: run, local: map[string]int{}}
		if slices.Contains(founders, name) {
			e.members = slices.Clone(founders)
		}
		w.AddNode(name, e, &Vector{})
	}
	return run
}

func recordEditor(s *Setup) error {
	names := userNames(s.Nodes)
	settings := NewSettings(s.Create, Pair{"promise", []string{"fifo", "causal"}}, Pair{"ticks", "all"})
	rec := NewMixed(settings, nil, NewShiViz(settings, true, "text", "stamp", "user"))
	run := newEditorRun(s, rec, names[:editorFounders], names[editorFounders:])
	run.world.At(time.Millisecond, run.next)
	return run.world.RunAll(horizon)
}

// userNames returns names for n users.
func userNames(n int) (names []string) {
	for i := range n {
		if n <= len(chatNames) {
			names = append(names, chatNames[i])
		} else {
			names = append(names, "user"+strconv.Itoa(i+1))
		}
	}
	return names
}

// next starts a round.
func (r *editorRun) next() {
	if r.world.Done() {
		return
	}
	r.world.At(r.world.Now()+editorRound, r.next)
	r.round++
	visit, phase := (r.round-2)/editorVisit, (r.round-2)%editorVisit
	if r.round >= 2 && visit < len(r.visitors) {
		visitor := r.world.Node(r.visitors[visit])
		switch phase {
		case 0:
			visitor.proc.(*editorUser).join(visitor, r.founders[0])
			r.present = append(r.present, visitor.Name)
			return
		case 1:
			r.edit(r.founders[1], r.founders[2], "")
			return
		case 3:
			r.present = without(r.present, visitor.Name)
			visitor.proc.(*editorUser).leave(visitor)
			return
		}
	}
	order := r.world.Rand.Perm(len(r.present))
	author, answerer := r.present[order[0]], r.present[order[1]]
	if r.round > 1 && r.world.Rand.IntN(3) == 0 {
		r.edit(author, "", "")
		r.edit(answerer, "", "")
		return
	}
	r.edit(author, answerer, r.present[order[2]])
}

// edit makes a user write, another one answer, and the edit come late to a
// third; "" is nobody.
func (r *editorRun) edit(author, answerer, late string) {
	words := editorWords[r.world.Rand.IntN(len(editorWords))]
	n := r.world.Node(author)
	r.late = [2]string{author, late}
	n.proc.(*editorUser).multicast(n, "edit", edit{text: words[0], answerer: answerer, answer: words[1]})
	r.late = [2]string{}
}

// edit is what members multicast.
type edit struct {
	author   string
	stamp    map[string]int // multicasts of each member that come before it, itself included
	text     string
	user     string         // who joined or left; "" for an edit of the text
	base     map[string]int // of who joined: multicasts in the text it began with
	answerer string         // who will answer; "" is nobody
	answer   string
}

// welcome is what a sponsor sends a newcomer: the text, here only the counts of
// what it holds.
type welcome struct {
	base    map[string]int
	members []string
}

// editorUser is the editor of one user.
type editorUser struct {
	run     *editorRun
	members []string       // nil before it joined
	local   map[string]int // multicasts delivered, by author
	held    []Message      // received and not delivered, in that order
	sent    []edit         // the last own multicasts
}

// Start does nothing: users write when the environment says so.
func (e *editorUser) Start(*Node) {}

// multicast sends something to all other members.
func (e *editorUser) multicast(n *Node, typ string, m edit) {
	e.local[n.Name]++
	m.author, m.stamp = n.Name, maps.Clone(e.local)
	e.sent = append(e.sent, m)
	if len(e.sent) > editorKept {
		e.sent = slices.Clone(e.sent[1:])
	}
	n.Send(typ, m, m.fields(), without(e.members, n.Name)...)
}

func (m *edit) fields() []Pair {
	f := []Pair{{"stamp", stampText(m.stamp)}}
	if m.text != "" {
		f = append(f, Pair{"text", m.text})
	}
	if m.user != "" {
		f = append(f, Pair{"user", m.user})
	}
	return f
}

// stampText writes a stamp as one word, such as alice:1,bob:1.
func stampText(stamp map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(stamp)) {
		parts = append(parts, fmt.Sprintf("%s:%d", name, stamp[name]))
	}
	return strings.Join(parts, ",")
}

// join asks a member to be taken in.
func (e *editorUser) join(n *Node, sponsor string) { n.Send("join", nil, nil, sponsor) }

// leave tells the others, as the last thing the user does.
func (e *editorUser) leave(n *Node) {
	e.multicast(n, "left", edit{user: n.Name})
	n.Log("stop", "stop")
	n.Crash()
}

// Receive takes what arrives. What the protocol itself sends is taken at once.
func (e *editorUser) Receive(n *Node, m Message) {
	switch body := m.Body.(type) {
	case edit:
		n.Arrived(m)
		e.held = append(e.held, m)
	case welcome:
		n.LogMessage("deliver", m)
		e.local, e.members = maps.Clone(body.base), slices.Clone(body.members)
	default:
		n.LogMessage("deliver", m)
		e.sponsor(n, m.From)
	}
	for e.members != nil && e.deliverNext(n) {
	}
}

// sponsor takes a newcomer in.
func (e *editorUser) sponsor(n *Node, who string) {
	e.members = append(e.members, who)
	base := maps.Clone(e.local)
	n.Send("welcome", welcome{base, e.members}, nil, who)
	e.multicast(n, "joined", edit{user: who, base: base})
}

// deliverNext delivers the first message in the queue that need not wait, and
// reports whether there was one.
func (e *editorUser) deliverNext(n *Node) bool {
	for i, m := range e.held {
		if body := m.Body.(edit); e.run.fault("on-arrival") || e.ready(&body) {
			e.held = slices.Delete(e.held, i, i+1)
			e.deliver(n, m, body)
			return true
		}
	}
	return false
}

// ready reports that all that comes before a multicast was delivered.
func (e *editorUser) ready(m *edit) bool {
	for name, count := range m.stamp {
		if name == m.author && count != e.local[name]+1 || name != m.author && count > e.local[name] {
			return false
		}
	}
	return true
}

func (e *editorUser) deliver(n *Node, m Message, body edit) {
	n.LogMessage("deliver", m, m.Fields...)
	e.local[body.author] = max(e.local[body.author], body.stamp[body.author])
	switch {
	case m.Type == "joined":
		e.joined(n, &body)
	case m.Type == "left":
		e.members = without(e.members, body.user)
	}
	if body.answerer == n.Name {
		wait := 50*time.Millisecond + time.Duration(e.run.world.Rand.Int64N(int64(100*time.Millisecond)))
		n.After(wait, func() { e.multicast(n, "edit", edit{text: body.answer}) })
	}
}

// joined takes in who joined at another member, and sends it what its text
// does not hold.
func (e *editorUser) joined(n *Node, m *edit) {
	if m.user == n.Name || e.run.fault("lost-dependency") && n.Name == e.run.founders[1] {
		return
	}
	e.members = append(e.members, m.user)
	for _, own := range e.sent {
		if own.stamp[n.Name] > m.base[n.Name] {
			n.Send("edit", own, own.fields(), m.user)
		}
	}
}
