package simulate

import (
	"maps"
	"slices"
	"time"
)

// fetch asks the primary for the state, again and again until it comes: the
// primary may not have heard of the view yet.
func (s *pbServer) fetch(n *Node, view int) {
	if s.view.Number != view || s.ready || s.installing {
		return
	}
	n.Send("fetch", view, []Pair{{"view", view}}, s.view.Primary)
	n.After(80*time.Millisecond, func() { s.fetch(n, view) })
}

// fetched sends the state to the new backup: all operations while the log
// still has the first, or a snapshot. Requests wait until it is in place.
func (s *pbServer) fetched(n *Node, m Message) {
	if m.Body.(int) != s.view.Number || s.view.Primary != n.Name || s.acked == s.view.Number {
		return
	}
	state := pbState{view: s.view.Number, upto: s.last, results: maps.Clone(s.results)}
	if whole := len(s.log) > 0 && s.log[0].index == 1 && len(s.log) == s.last; whole && s.run.world.Rand.IntN(2) == 0 {
		state.log = slices.Clone(s.log)
	}
	n.Send("state", state, []Pair{{"view", s.view.Number}}, m.From)
	if s.run.fault("lost-transfer") && !s.ready { // and does not wait
		s.ready = true
		waiting := s.waiting
		s.waiting = nil
		for _, m := range waiting {
			s.put(n, m)
		}
	}
}

// install puts a state in place, which takes a while unless it is empty.
func (s *pbServer) install(n *Node, m Message) {
	state := m.Body.(pbState)
	if state.view != s.view.Number || s.view.Backup != n.Name || s.ready || s.installing {
		return
	}
	s.installing = true
	takes := 150*time.Millisecond + time.Duration(s.run.world.Rand.Int64N(int64(80*time.Millisecond)))
	if state.upto == 0 {
		takes = time.Millisecond
	}
	n.After(takes, func() {
		if state.view == s.view.Number {
			s.installed(n, state, m.From)
		}
	})
}

// installed replaces all that the server had. With the fault, operations that
// came in the meantime have been counted, and are overwritten.
func (s *pbServer) installed(n *Node, state pbState, primary string) {
	counted := s.last
	s.last, s.results, s.log = 0, maps.Clone(state.results), nil
	for _, op := range state.log {
		s.apply(n, op)
	}
	s.last = state.upto
	n.Log("transfer", "", Pair{"from", primary}, Pair{"upto", state.upto}, Pair{"view", state.view})
	if s.run.fault("lost-transfer") && s.took {
		s.last = max(s.last, counted)
	}
	s.ready, s.installing, s.took = true, false, false
	n.Send("installed", state.view, []Pair{{"view", state.view}}, primary)
}

// backed learns that the backup is up to date.
func (s *pbServer) backed(n *Node, view int) {
	if view == s.view.Number && s.view.Primary == n.Name && s.acked != view {
		s.acknowledge(n)
	}
}
