package witness

import (
	"maps"
	"slices"
)

// seen is how many updates of each node a replica surely has seen, and may have
// at most. Of each node it sees the first ones.
type seen struct {
	least, most map[string]int
	open        bool // it may have seen any
}

func (s *seen) add(t *seen) {
	for node, n := range t.least {
		s.least[node] = max(s.least[node], n)
	}
	for node, n := range t.most {
		s.most[node] = max(s.most[node], n)
	}
	s.open = s.open || t.open
}

// place is an event in the history of a counter.
type place struct {
	event   *event
	counter string
}

// updates returns the updates of a counter at a node, in its order.
func (l *log) updates(node, counter string) (list []*event) {
	for _, e := range l.nodes[node] {
		if e.is("increment", "decrement") && !e.failed && e.text("counter") == counter {
			list = append(list, e)
		}
	}
	return list
}

// seenBefore follows a replica from its start to just before an event: it sees
// its own updates, and at each merge what the state that was taken had seen.
func (l *log) seenBefore(e *event, counter string) *seen {
	key := place{e, counter}
	if s := l.sights[key]; s != nil {
		return s
	}
	s := &seen{least: map[string]int{}, most: map[string]int{}}
	taken := map[*event]bool{}
	for _, o := range l.nodes[e.node] {
		if o.index >= e.index || o.strand != e.strand {
			continue
		}
		switch {
		case o.failed || o.text("counter") != counter:
		case o.is("increment", "decrement"):
			s.least[e.node]++
			s.most[e.node]++
		case o.is("merge"):
			s.add(l.mergedState(o, counter, taken))
		}
	}
	l.sights[key] = s
	return s
}

// mergedState is what the state that a merge took had seen. Where no message
// brought it the first knowledge of a vector clock tells; where several may
// have, it is one of those that no merge has taken yet.
func (l *log) mergedState(merge *event, counter string, taken map[*event]bool) *seen {
	if a := l.stampSource(merge); a != nil {
		return l.seenUpTo(a, counter)
	}
	arrived := l.statesFrom(merge, counter)
	result := &seen{least: map[string]int{}, most: map[string]int{}}
	if len(arrived) == 0 {
		result.open = true
		return result
	}
	fresh := slices.DeleteFunc(slices.Clone(arrived), func(e *event) bool { return taken[e] })
	if merge.id != "" {
		fresh = slices.DeleteFunc(slices.Clone(arrived), func(e *event) bool { return l.enters[e].id != merge.id })
		arrived = fresh
		result.open = len(fresh) == 0
	}
	for _, e := range arrived {
		result.add(&seen{most: l.seenBefore(l.enters[e], counter).most})
	}
	for i, e := range fresh {
		state := l.seenBefore(l.enters[e], counter)
		result.open = result.open || state.open
		if i == 0 {
			result.least = maps.Clone(state.least)
		}
		for node := range result.least {
			result.least[node] = min(result.least[node], state.least[node])
		}
	}
	if merge.id == "" && len(fresh) == 1 {
		result.most = l.seenBefore(l.enters[fresh[0]], counter).most
	}
	if merge.id == "" && len(fresh) <= 1 {
		for _, e := range arrived {
			taken[e] = true
		}
	}
	return result
}

// statesFrom returns the arrivals, before a merge, of messages from the node
// that it names: those that name the counter where any does.
func (l *log) statesFrom(merge *event, counter string) []*event {
	var all, named []*event
	for _, e := range l.nodes[merge.node] {
		s := l.enters[e]
		if s == nil || s.node != merge.from || !inOrder(e, merge) {
			continue
		}
		about := s.text("counter") + s.text("key")
		if about == "" {
			about = e.text("counter") + e.text("key")
		}
		if about == counter {
			named = append(named, e)
		} else if about == "" {
			all = append(all, e)
		}
	}
	if named != nil {
		return named
	}
	return all
}

// stampSource returns the last event of the other replica that a merge's vector
// clock is the first at its node to know, nil where messages tell.
func (l *log) stampSource(merge *event) *event {
	for _, a := range slices.Backward(l.nodes[merge.from]) {
		if l.knows(merge, a) {
			if p := l.previous(merge); p != nil && l.before(a, p) {
				return nil
			}
			return a
		}
	}
	return nil
}

// seenUpTo is what a replica has seen after an event.
func (l *log) seenUpTo(a *event, counter string) *seen {
	for _, e := range l.nodes[a.node] {
		if inOrder(a, e) {
			return l.seenBefore(e, counter)
		}
	}
	s := &seen{least: map[string]int{}, most: map[string]int{}}
	s.add(l.seenBefore(a, counter))
	if a.is("increment", "decrement") && a.text("counter") == counter {
		s.least[a.node]++
		s.most[a.node]++
	}
	return s
}
