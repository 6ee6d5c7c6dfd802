package witness

import "slices"

// inOrder reports that b follows a in the order of their node.
func inOrder(a, b *event) bool {
	return a.node == b.node && a.strand == b.strand && a.index < b.index
}

// knows reports that the vector clock of b counts event a. The entry for a's
// node names one event of it, the one that raised its own entry so high: that is
// a or comes after a.
func (l *log) knows(b, a *event) bool {
	entry := b.vector[a.node]
	if a.node == b.node || entry == 0 {
		return false
	}
	reached := false // the node had the value before, or in an earlier life
	for _, e := range l.nodes[a.node] {
		if e.strand == a.strand && (e.index < a.index && e.own() >= entry || e.life < a.life && e.own() >= entry) {
			reached = true
		}
		if e.strand != a.strand && e.own() == entry {
			return false
		}
	}
	if reached {
		return false
	}
	if a.vector == nil { // then it takes one with a clock that follows it
		a = l.stampedAfter(a)
	}
	return a != nil && (a.own() < entry || a.own() == entry && l.raises(a))
}

// stampedAfter returns the next event with a clock in e's life, nil where there
// is none.
func (l *log) stampedAfter(e *event) *event {
	for _, o := range l.nodes[e.node] {
		if inOrder(e, o) && o.life == e.life && o.vector != nil {
			return o
		}
	}
	return nil
}

// before reports that a happens before b: by program order, messages and what
// vector clocks count.
func (l *log) before(a, b *event) bool {
	if l.past == nil {
		l.past, l.edges = map[*event]map[*event]bool{}, map[*event][]*event{}
	}
	seen := l.past[b]
	if seen == nil {
		seen = map[*event]bool{}
		stack := []*event{b}
		for len(stack) > 0 {
			e := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, c := range l.causes(e) {
				if !seen[c] {
					seen[c] = true
					stack = append(stack, c)
				}
			}
		}
		l.past[b] = seen
	}
	return seen[a]
}

// surely is before, but where some events carry no clock by program order and
// messages only: which event a clock counts is not always told there.
func (l *log) surely(a, b *event) bool {
	if l.allStamped() {
		return l.before(a, b)
	}
	seen := map[*event]bool{}
	for stack := []*event{b}; len(stack) > 0; {
		e := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, c := range []*event{l.sameStrand(e), l.enters[e]} {
			if c != nil && !seen[c] {
				seen[c] = true
				stack = append(stack, c)
			}
		}
	}
	return seen[a]
}

// sameStrand returns the event before e in the order of its node.
func (l *log) sameStrand(e *event) *event {
	if e.index > 0 && inOrder(l.events[e.index-1], e) {
		return l.events[e.index-1]
	}
	return nil
}

// causes returns the events from which an edge leads to e.
func (l *log) causes(e *event) []*event {
	list, known := l.edges[e]
	if !known {
		list = l.causesOf(e)
		l.edges[e] = list
	}
	return list
}

func (l *log) causesOf(e *event) (list []*event) {
	for _, c := range []*event{l.sameStrand(e), l.enters[e]} {
		if c != nil {
			list = append(list, c)
		}
	}
	for node := range e.vector {
		for _, a := range slices.Backward(l.nodes[node]) {
			if l.knows(e, a) {
				list = append(list, a)
				break
			}
		}
	}
	return list
}

// edge reports that a step of a proof is what its reason says.
func (l *log) edge(a, b *event, reason string) bool {
	switch {
	case reason == "program":
		return inOrder(a, b)
	case reason == "stamp":
		return l.knows(b, a)
	case reason == "message":
		return l.enters[b] == a
	}
	return reason == "message "+messageName(a) && l.enters[b] == a
}

// messageName is what reports call a message.
func messageName(e *event) string {
	for _, digit := range e.id {
		if digit < '0' || digit > '9' {
			return e.id
		}
	}
	return "m" + e.id
}
