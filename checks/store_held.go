package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// follow walks the run and calls f for every version that a get should have
// shown and did not.
func (s *store) follow(f func(missed)) {
	s.in.Graph.Sweep(func(id parse.EventID, _ []uint32) {
		e := s.in.Run.Event(id)
		if s.watch != nil {
			s.watch(e)
		}
		if !isStoreEvent(e) || !s.replicas[e.Node()] {
			return
		}
		h := s.holding(e)
		switch e.Kind() {
		case parse.Put:
			s.store(h, e)
		case parse.Merge:
			s.take(h, e)
		case parse.Get:
			s.show(h, e, f)
		}
	})
}

func (s *store) holding(e parse.Event) *holding {
	at := shelf{e.Node(), e.Text(parse.FKey)}
	h := s.held[at]
	if h == nil {
		h = &holding{lastTake: parse.NoEvent}
		s.held[at] = h
	}
	return h
}

// before returns what was surely held at some moment. A new life need not hold
// what an earlier one did.
func (h *holding) before(at moment) []hold {
	n, _ := slices.BinarySearchFunc(h.states, at.before, func(st holdState, e parse.EventID) int { return int(int64(st.at) - int64(e)) })
	if n == 0 || h.states[n-1].life != at.life {
		return nil
	}
	return h.states[n-1].list
}

// Limits on the versions that are followed, since each put is compared with all
// that its replica holds, and each state that a merge may take is kept. Real
// stores hold a handful.
const (
	maxHeld     = 1000    // versions of a key at a replica
	meanHeld    = 64      // over all states that are kept
	leastBudget = 1 << 20 // versions in all these states, in a small log
)

// now is what is held after e. Where it is too much, nothing is sure to be held
// until more is known.
func (s *store) now(h *holding, e parse.Event, list []hold) {
	if s.merging || len(s.in.Run.StrandsOf(e.Node())) > 1 {
		s.kept += len(list)
	} else {
		h.states = h.states[:0] // nobody asks for an earlier one
	}
	if len(list) > maxHeld || s.kept > max(leastBudget, meanHeld*s.events) {
		s.unfollowed = append(s.unfollowed, e.ID())
		list = nil
	}
	h.states = append(h.states, holdState{e.ID(), e.Life(), list})
}

// store adds the version of a put.
func (s *store) store(h *holding, e parse.Event) {
	v := s.versionOf[e.ID()]
	list := insert(h.before(moment{e.ID(), e.Life()}), hold{version: v, at: e.ID()})
	for i := range list {
		list[i].passed = list[i].passed || list[i].version != v
	}
	s.now(h, e, list)
}

// insert returns a new list of the versions held and one more, without those it
// descends from.
func insert(list []hold, add hold) []hold {
	kept := make([]hold, 0, len(list)+1)
	for _, old := range list {
		if add.descends(old.version) == yes {
			add.passed = add.passed || old.passed && old.version == add.version
			continue
		}
		if old.descends(add.version) == yes {
			return slices.Clone(list)
		}
		kept = append(kept, old)
	}
	return append(kept, add)
}

// take adds what a merge brought: the values that it names, else all that the
// other replica surely held.
func (s *store) take(h *holding, e parse.Event) {
	key := e.Text(parse.FKey)
	src := s.merges.of(e, key)
	h.lastTake = e.ID()
	list := h.before(moment{e.ID(), e.Life()})
	if value, some := e.Payload(parse.FValues); some {
		all, _ := readReturned(value)
		for _, r := range all {
			if v := s.key(e).of(r); v != nil {
				list = insert(list, hold{version: v, at: e.ID()})
			}
		}
	} else if other := s.held[shelf{src.from, key}]; src.sure && other != nil {
		for _, o := range other.before(src.first) {
			list = insert(list, hold{o.version, e.ID(), o.passed})
		}
	}
	s.now(h, e, list)
}

// show compares what a get returned with what was held.
func (s *store) show(h *holding, e parse.Event, f func(missed)) {
	list, ok := s.returned[e.ID()]
	if !ok {
		return
	}
	held := h.before(moment{e.ID(), e.Life()})
	for _, old := range held {
		best := s.covered(old.version, list, s.key(e).tombstones)
		if best != yes && !old.tombstone {
			f(missed{key: e.Text(parse.FKey), hold: old, get: e.ID(), by: list, sure: best == no,
				merge: h.lastTake != parse.NoEvent && h.lastTake > old.at && newer(list, held, old.at), lower: anyAbove(list, old.version)})
		}
	}
	shown := make([]hold, 0, len(list))
	for _, w := range list {
		if w != nil {
			shown = append(shown, hold{version: w, at: e.ID()})
		}
	}
	s.now(h, e, shown)
}

// covered reports whether something that was returned, or a deletion, descends
// from a version.
func (s *store) covered(v *version, lists ...[]*version) answer {
	best := no
	for _, list := range lists {
		for _, w := range list {
			switch {
			case w == nil:
				best = untold
			case w.descends(v) == yes:
				return yes
			case w.descends(v) == untold:
				best = untold
			}
		}
	}
	return best
}

// newer reports whether some version is not known to have been held before an
// event.
func newer(list []*version, held []hold, than parse.EventID) bool {
	return slices.ContainsFunc(list, func(w *version) bool {
		return !slices.ContainsFunc(held, func(h hold) bool { return h.version == w && h.at < than })
	})
}

// anyAbove reports whether the clock of some version is above that of v.
func anyAbove(list []*version, v *version) bool {
	return slices.ContainsFunc(list, func(w *version) bool {
		switch {
		case w == nil || !w.stamped:
			return false
		case v.dot.n > 0:
			return w.vc.at(v.dot.actor) >= v.dot.n
		}
		return v.hasVC && w.vc.covers(v.vc)
	})
}
