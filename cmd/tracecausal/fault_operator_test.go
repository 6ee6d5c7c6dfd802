package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// hope is the best verdict that a damaged recording may get.
type hope uint8

const (
	noVerdict  hope = iota // nothing is left that could be judged
	noPass                 // something is missing or contradictory, and the recording shows it
	otherOrder             // a pass, but of events in another order
	mayPass                // nothing shows that anything is wrong
	asSound                // a pass, since it says what the sound recording says, or what is as sound
)

// operator does one kind of damage to a recording, in every way or in many.
type operator struct {
	name string
	// each calls try for each damaged recording. Where lines are lost and none
	// is altered, no definite finding may come of it.
	each func(s *sample, try func(m *damaged, best hope))
}

// operators returns all kinds of damage but those of bytes.
func operators() []operator {
	return []operator{
		{"drop a line", dropLine},
		{"drop many lines", dropLines},
		{"drop a file", dropFile},
		{"repeat a line at once", func(s *sample, try func(*damaged, hope)) { repeatLine(s, true, try) }},
		{"repeat a line at the end", func(s *sample, try func(*damaged, hope)) { repeatLine(s, false, try) }},
		{"replay the first lines", replayLines},
		{"replay a file as another", replayFile},
		{"swap lines of one node", swapOwn},
		{"swap lines of two nodes", swapOthers},
		{"count one more or less", countOther},
		{"renumber a message", renumber},
		{"skew a clock", skewClock},
	}
}

// shows reports whether a recording of which some events are left shows that
// the others are missing: a node's own entries skip one or begin late, a clock
// counts an event that is not there, or a message arrives that nobody sent.
//
// Without that the rest is what a shorter run would have recorded, and nobody
// can tell: a step that no clock counts, the last event of a node of which
// nobody heard, a message that was in flight.
func (s *sample) shows(kept []int) bool {
	left, sent := map[string]int{}, map[string]bool{}
	for _, i := range kept {
		e := &s.events[i]
		left[e.Node]++
		if own, clock := e.VC[e.Node]; clock && own != left[e.Node] {
			return true
		}
		if e.Kind == "send" {
			sent[fmt.Sprint(e.Node, " ", e.Msg)] = true
		}
	}
	return slices.ContainsFunc(kept, func(i int) bool {
		e := &s.events[i]
		for q, n := range e.VC {
			if n > left[q] {
				return true
			}
		}
		return e.Kind == "receive" && !sent[fmt.Sprint(e.From, " ", e.Msg)]
	})
}

// lossy returns a recording of which only some events are left, and what it
// may get.
func (s *sample) lossy(kept []int) (*damaged, hope) {
	all := s.parts()
	var parts []part
	for _, i := range kept {
		parts = append(parts, all[i])
	}
	if s.shows(kept) {
		return s.write(parts), noPass
	}
	return s.write(parts), mayPass
}

func (s *sample) allBut(drop func(i int) bool) (kept []int) {
	for i := range s.units {
		if !drop(i) {
			kept = append(kept, i)
		}
	}
	return kept
}

func dropLine(s *sample, try func(*damaged, hope)) {
	for gone := range s.units {
		try(s.lossy(s.allBut(func(i int) bool { return i == gone })))
	}
}

func dropLines(s *sample, try func(*damaged, hope)) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 40 {
		share := float64(1+n%5) / 10
		if kept := s.allBut(func(int) bool { return rng.Float64() < share }); len(kept) > 0 {
			try(s.lossy(kept))
		}
	}
}

func dropFile(s *sample, try func(*damaged, hope)) {
	var names []string
	for i := range s.units {
		names = append(names, s.fileOf(s.events[i].Node))
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 1 {
		return
	}
	for _, name := range names {
		try(s.lossy(s.allBut(func(i int) bool { return s.fileOf(s.events[i].Node) == name })))
	}
}

// repeatLine writes a line once more. A log shipper that tries again does so at
// once; where the line has a clock it is known for what it is. (But not in
// formats whose decoders are given one line after the other: they do not keep
// the lines.) A repeated line without a clock is another event, and what shows
// is a message that would have been sent twice; one that arrives twice is a
// duplicate, which nobody has promised away.
func repeatLine(s *sample, atOnce bool, try func(*damaged, hope)) {
	for i, u := range s.units {
		again := part{s.events[i].Node, u, true}
		at := len(s.units)
		if atOnce {
			at = i + 1
		}
		m := s.write(slices.Insert(s.parts(), at, again))
		e := &s.events[i]
		switch {
		case e.VC != nil && (atOnce || !slices.ContainsFunc(s.events[i+1:], func(f lineEvent) bool { return f.Node == e.Node })):
			try(m, mayPass)
		case e.VC != nil, e.Kind == "send" && s.received(e):
			try(m, noPass)
		default:
			try(m, mayPass)
		}
	}
}

// received reports whether the recording shows the arrival of a message.
func (s *sample) received(send *lineEvent) bool {
	return slices.ContainsFunc(s.events, func(e lineEvent) bool {
		return e.Kind == "receive" && e.From == send.Node && e.Msg == send.Msg
	})
}

// replayLines writes the first lines once more, as when an old log is appended.
func replayLines(s *sample, try func(*damaged, hope)) {
	for n := 2; n <= len(s.units); n++ {
		parts := s.parts()
		sends := false
		for _, p := range parts[:n] {
			parts = append(parts, part{p.node, p.text, true})
		}
		for i := range n {
			sends = sends || s.events[i].VC != nil || s.events[i].Kind == "send" && s.received(&s.events[i])
		}
		if sends {
			try(s.write(parts), noPass)
		} else {
			try(s.write(parts), mayPass)
		}
	}
}

// replayFile gives a file a second time, under a name that does not say which
// of the two is older. Where clocks number its events, each counts once.
func replayFile(s *sample, try func(*damaged, hope)) {
	sound := s.write(s.parts())
	for _, name := range sound.names {
		m := s.write(s.parts())
		again := "copy-" + name
		m.names, m.text[again] = append(m.names, again), m.text[name]
		for n := range strings.Count(m.text[name], "\n") {
			m.altered[parse.Source{File: again, Line: n + 1}] = true
		}
		if s.events[0].VC != nil {
			try(m, asSound)
		} else {
			try(m, noPass)
		}
	}
}

// swapOwn changes the order of two neighbours of a node. Own entries without a
// gap prove the right order. Without them the lines tell of another run, which
// may be as sound.
func swapOwn(s *sample, try func(*damaged, hope)) {
	for i := range s.units {
		for j := i + 1; j < len(s.units); j++ {
			if s.events[i].Node != s.events[j].Node {
				continue
			}
			if s.events[i].VC != nil {
				try(s.write(s.swapped(i, j)), asSound)
			} else {
				try(s.write(s.swapped(i, j)), mayPass)
			}
			break
		}
	}
}

// swapOthers changes the order of neighbours of two nodes, which says nothing.
func swapOthers(s *sample, try func(*damaged, hope)) {
	for i := range len(s.units) - 1 {
		if s.events[i].Node != s.events[i+1].Node {
			try(s.write(s.swapped(i, i+1)), asSound)
		}
	}
}

func (s *sample) swapped(i, j int) []part {
	parts := s.parts()
	parts[i], parts[j] = parts[j], parts[i]
	parts[i].altered, parts[j].altered = true, true
	return parts
}

// Where the formats write counters and ids. The number is the only group.
var (
	vectorCounters  = regexp.MustCompile(`(?:n\d"?: ?|[\[,])(\d+)`)
	lamportCounters = regexp.MustCompile(`"lamport":(\d+)`)
	hlcCounters     = regexp.MustCompile(`"(?:pt|c)":(\d+)`)
	messageIDs      = regexp.MustCompile(`(?:"msg_id": ?|id=)(\d+)`)
)

// countOther makes each number of each clock one more and one less. A vector
// clock that passes all the same must tell another order; a scalar clock passes
// where it is lawful yet, and only there.
func countOther(s *sample, try func(*damaged, hope)) {
	s.eachOther(vectorCounters, func(_, _ int, m *damaged) { try(m, otherOrder) })
	for _, numbers := range []*regexp.Regexp{lamportCounters, hlcCounters} {
		s.eachOther(numbers, func(_, _ int, m *damaged) {
			if s.lawful(m.text) {
				try(m, asSound)
			} else {
				try(m, noPass)
			}
		})
	}
}

// lawful reports whether the scalar clocks on JSON lines rise at every node and
// from each send to its receipt.
func (s *sample) lawful(text map[string]string) bool {
	type stamp struct {
		Lamport int
		HLC     struct{ PT, C int }
	}
	above := func(a, b stamp) bool {
		return a.Lamport > b.Lamport || a.Lamport == b.Lamport && cmp.Or(cmp.Compare(a.HLC.PT, b.HLC.PT), cmp.Compare(a.HLC.C, b.HLC.C)) > 0
	}
	last, sent := map[string]stamp{}, map[string]stamp{}
	for i, line := range strings.Split(strings.TrimSpace(text["run.log"]), "\n") {
		var at stamp
		if err := json.Unmarshal([]byte(line), &at); err != nil {
			panic(err)
		}
		e := &s.events[i]
		before, later := last[e.Node]
		switch {
		case min(at.Lamport, at.HLC.PT, at.HLC.C) < 0:
			return false
		case later && !above(at, before), e.Kind == "receive" && !above(at, sent[fmt.Sprint(e.From, e.Msg)]):
			return false
		}
		last[e.Node] = at
		if e.Kind == "send" {
			sent[fmt.Sprint(e.Node, e.Msg)] = at
		}
	}
	return true
}

// renumber gives each message, at each of its ends, the number before or after
// its own.
func renumber(s *sample, try func(*damaged, hope)) {
	s.eachOther(messageIDs, func(i, id int, m *damaged) {
		if s.events[i].Msg == 0 {
			return // the format has labels only
		}
		if s.mismatched(i, id) {
			try(m, noPass)
		} else {
			try(m, mayPass)
		}
	})
}

// mismatched reports whether the messages do not fit together where event i has
// another id: something arrives that its sender did not send there, or sent
// there twice under one id.
func (s *sample) mismatched(i, id int) bool {
	events := slices.Clone(s.events)
	events[i].Msg = id
	sent := map[string]int{}
	for _, e := range events {
		if e.Kind == "send" {
			sent[fmt.Sprint(e.Node, " ", e.Msg, " ", e.To)]++
		}
	}
	return slices.ContainsFunc(events, func(e lineEvent) bool {
		return e.Kind == "receive" && sent[fmt.Sprint(e.From, " ", e.Msg, " ", e.Node)] != 1
	})
}

// eachOther calls f for each number that a pattern finds in a unit, with
// recordings in which it is one more and one less.
func (s *sample) eachOther(numbers *regexp.Regexp, f func(unit, number int, m *damaged)) {
	for i, u := range s.units {
		for _, at := range numbers.FindAllStringSubmatchIndex(u, -1) {
			n, err := strconv.Atoi(u[at[2]:at[3]])
			if err != nil {
				panic(err)
			}
			for _, other := range []int{n - 1, n + 1} {
				parts := s.parts()
				parts[i].text = u[:at[2]] + strconv.Itoa(other) + u[at[3]:]
				parts[i].altered = true
				f(i, other, s.write(parts))
			}
		}
	}
}
