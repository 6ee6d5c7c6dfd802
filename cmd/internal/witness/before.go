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
	if a.own() == entry {
		return l.raises(a)
	}
	if a.own() > entry {
		return false
	}
	if p := l.stampedAt(a); a.vector == nil && p != nil && p.own() >= entry {
		return false
	}
	return true
}

// stampedAt returns the event, or the last one with a clock before it.
func (l *log) stampedAt(e *event) *event {
	if e.vector != nil {
		return e
	}
	return l.stampedBefore(e)
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
	if e.index > 0 && inOrder(l.events[e.index-1], e) {
		list = append(list, l.events[e.index-1])
	}
	if s := l.enters[e]; s != nil {
		list = append(list, s)
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
