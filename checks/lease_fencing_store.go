package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// fencedWrite is a write that carries a token.
type fencedWrite struct {
	event    parse.EventID
	store    string // "" where no record says
	resource string
	token    int64
	accepted fate
	atStore  bool
	asked    parse.EventID // of a writer's record: where the request was sent; NoEvent where that is not logged
}

// fate is what a record knows of a write.
type fate uint8

const (
	unsaid fate = iota
	accepted
	rejected
)

func fateOf(e parse.Event) fate {
	yes, said := e.Bool(parse.FAccepted)
	ok, judged := e.OK()
	switch {
	case said && !yes, judged && !ok:
		return rejected
	case said:
		return accepted
	}
	return unsaid
}

func (f *fencing) readWrite(e parse.Event, token int64) {
	resource, _ := f.x.text(e, parse.FResource)
	w := fencedWrite{event: e.ID(), store: e.Text(parse.FStore), resource: resource, token: token,
		accepted: fateOf(e), asked: parse.NoEvent}
	if a, ok := f.x.asked(e.ID()); ok {
		w.asked = a
	}
	f.writes = append(f.writes, w)
}

// judgeStores judges, for each store and resource, what was accepted in which
// order. A record stands at the store if it names its own node as the store,
// or none while its node holds no leases.
func (f *fencing) judgeStores() {
	for i := range f.writes {
		w := &f.writes[i]
		node := f.in.Run.Event(w.event).NodeName()
		w.atStore = w.store == node || w.store == "" && !f.holders[node]
		if w.atStore {
			w.store = node
		}
		switch w.accepted {
		case rejected:
			f.rejected++
		case unsaid:
			f.unsaid++
		}
	}
	list := slices.DeleteFunc(slices.Clone(f.writes), func(w fencedWrite) bool { return w.accepted == rejected })
	compare := func(a, b fencedWrite) int {
		return cmp.Or(cmp.Compare(a.store, b.store), cmp.Compare(a.resource, b.resource))
	}
	slices.SortStableFunc(list, compare)
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(w fencedWrite) bool { return compare(w, list[0]) != 0 })
		if n < 0 {
			n = len(list)
		}
		f.judgeStore(list[:n])
		list = list[n:]
	}
}

// judgeStore compares each write with the greatest token that the store had
// accepted before it, for certain or perhaps.
func (f *fencing) judgeStore(same []fencedWrite) {
	var at []parse.EventID
	for _, w := range same {
		at = append(at, w.event)
	}
	// Accepted writes rank above the unsaid of any token in one search, and
	// tokens alone rank in the other.
	sure := newPrior(f.in.Graph, at, func(a, b int) int {
		return cmp.Or(cmp.Compare(same[a].accepted, same[b].accepted), cmp.Compare(same[a].token, same[b].token))
	})
	any := newPrior(f.in.Graph, at, func(a, b int) int { return cmp.Compare(same[a].token, same[b].token) })
	greatest := func(p *prior, e parse.EventID, only bool) int {
		best := -1
		p.each(e, func(i int) {
			if (!only || same[i].accepted == accepted) && (best < 0 || same[i].token > same[best].token) {
				best = i
			}
		})
		return best
	}
	for i := range same {
		w := &same[i]
		from, certainty := w.event, Definite
		if !w.atStore {
			if from = w.sent(); w.asked == parse.NoEvent {
				certainty = Possible
			}
		}
		if k := greatest(sure, from, true); k >= 0 && same[k].token > w.token && w.accepted == accepted {
			f.stale(certainty, &same[k], w, from)
		} else if k := greatest(any, from, false); k >= 0 && same[k].token > w.token {
			f.open = append(f.open, w.event)
		}
	}
	f.leaveUnordered(same)
}

// stale is an accepted write with a token lower than one accepted before.
func (f *fencing) stale(certainty Certainty, o, w *fencedWrite, from parse.EventID) {
	finding := Finding{Certainty: certainty, Subject: subject(w.resource),
		Events: []Witness{{"accepted", o.event}, {"accepted later", w.event}}, Claims: []Claim{{o.event, from}}}
	finding.Tell = func(words *Words) string {
		s := fmt.Sprintf("%s accepted a write with token %d for %s at %s after one with token %d at %s: %s",
			storeName(w), w.token, subject(w.resource), words.Name(w.event), o.token, words.Name(o.event), words.Before(o.event, from))
		if certainty == Possible {
			s += "; the writer's log does not say when the write was sent, so the store may have taken it first"
		}
		return s
	}
	f.found.add(finding)
}

func storeName(w *fencedWrite) string {
	if w.store == "" {
		return "the store"
	}
	return "store " + parse.Quote(w.store)
}

// leaveUnordered notes accepted writes that only their writers log, where
// nothing proves that the lower token was accepted first. Writes of one token
// are compared with the last of each strand that carry the next lower one.
func (f *fencing) leaveUnordered(same []fencedWrite) {
	list := slices.DeleteFunc(slices.Clone(same), func(w fencedWrite) bool { return w.accepted != accepted || w.atStore })
	slices.SortStableFunc(list, func(a, b fencedWrite) int {
		return cmp.Or(cmp.Compare(a.token, b.token), cmp.Compare(a.event, b.event))
	})
	var lower, equal []*fencedWrite
	for i := range list {
		b := &list[i]
		if i > 0 && list[i-1].token != b.token {
			lower, equal = equal, nil
		}
		if slices.ContainsFunc(lower, func(a *fencedWrite) bool { return f.unordered(a, b) }) {
			f.loose = append(f.loose, b.event)
		}
		if n := len(equal); n > 0 && f.in.Run.StrandOf(equal[n-1].event) == f.in.Run.StrandOf(b.event) {
			equal = equal[:n-1]
		}
		equal = append(equal, b)
	}
}

// unordered reports that the store may have taken b, which has the greater
// token, before a, and that no finding says so. That a writer heard of one
// before the other does not tell which the store took first.
func (f *fencing) unordered(a, b *fencedWrite) bool {
	from := b.sent()
	return a.event != from && !f.in.Graph.Before(a.event, from) && !f.in.Graph.Before(b.event, a.sent())
}

// sent is the event before which a write that its writer logs was not accepted,
// as far as is known.
func (w *fencedWrite) sent() parse.EventID {
	if w.asked != parse.NoEvent {
		return w.asked
	}
	return w.event
}

func (f *fencing) missing() []string {
	var words []string
	run := f.in.Run
	if len(f.unreadable) > 0 {
		words = append(words, fmt.Sprintf("%s with a token that is no integer of 64 bits: %s", count(len(f.unreadable), "event"), some(run, f.unreadable)))
	}
	if len(f.open) > 0 {
		words = append(words, fmt.Sprintf("%s with a token lower than one before, where a record does not say whether the store accepted it (%s): log accepted", count(len(f.open), "write"), some(run, f.open)))
	}
	if len(f.loose) > 0 {
		words = append(words, fmt.Sprintf("nothing orders %s at the store (%s): log the writes at the store", count(len(f.loose), "accepted write"), some(run, f.loose)))
	}
	return words
}
