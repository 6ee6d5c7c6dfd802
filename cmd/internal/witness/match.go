package witness

import "slices"

// match finds the send of every arrival and delivery, by the best evidence that
// the lines give; what several sends fit stays without one:
//
//  1. both ends on one line;
//  2. the message's id and sender, or for a reply without an id the request;
//  3. where there is no id, the vector clock: the arrival is the first event of
//     its node to know that send;
//  4. where there is no clock either, the only send and the only arrival of one
//     channel with one label.
func (l *log) match() {
	l.ends, l.from, l.counts = map[*event]*event{}, map[*event][]*event{}, map[string]bool{}
	unsure := map[*event]bool{}
	for _, find := range []func(*event) ([]*event, bool){l.byLine, l.byKey, l.byArrival, l.byStamp} {
		for _, e := range l.events {
			if e.end == delivers {
				l.counts[e.node] = true
			}
			if e.end != receives && e.end != delivers || l.ends[e] != nil || unsure[e] {
				continue
			}
			if sends, applies := find(e); applies && len(sends) == 1 {
				l.connect(sends[0], e)
			} else if applies && len(sends) > 1 {
				unsure[e] = true
			}
		}
	}
	l.byContent(unsure)
	l.enter()
}

func (l *log) connect(send, e *event) {
	l.ends[e] = send
	l.from[send] = append(l.from[send], e)
}

// sendsWhere returns the sends of the run that fit an arrival's node, and more.
func (l *log) sendsWhere(e *event, fits func(*event) bool) (list []*event) {
	for _, s := range l.events {
		if s.end == sends && s.mayReach(e.node) && (e.from == "" || s.sender() == e.from) && fits(s) {
			list = append(list, s)
		}
	}
	return list
}

func (l *log) byLine(e *event) ([]*event, bool) {
	return l.sendsWhere(e, func(s *event) bool { return s.pair == e.pair }), e.pair > 0
}

func (l *log) byKey(e *event) ([]*event, bool) {
	var list []*event
	switch {
	case e.pair > 0 || e.end == delivers && e.from == "":
		return nil, false
	case e.key() != "":
		list = l.sendsWhere(e, func(s *event) bool { return s.pair == 0 && s.key() == e.key() })
	case e.reply != "":
		list = l.sendsWhere(e, func(s *event) bool { return s.pair == 0 && s.reply == e.reply })
	default:
		return nil, false
	}
	return narrow(list, e), true
}

// narrow picks among the sends of different lives or senders the only one whose
// clock the arrival covers.
func narrow(list []*event, e *event) []*event {
	type life struct {
		node   string
		number int
	}
	seen := map[life]bool{}
	var covered []*event
	for _, s := range list {
		at := life{s.node, s.life}
		if s.vector == nil || e.vector == nil || seen[at] {
			return list
		}
		seen[at] = true
		if covers(e.vector, s.vector) {
			covered = append(covered, s)
		}
	}
	if len(covered) == 1 {
		return covered
	}
	return list
}

func covers(v, w map[string]uint64) bool {
	for node, n := range w {
		if v[node] < n {
			return false
		}
	}
	return true
}

// byArrival finds the send of a delivery that names no sender: that of the
// message with its id that the node received, else the only send of that id.
func (l *log) byArrival(e *event) ([]*event, bool) {
	if e.end != delivers || e.from != "" || e.key() == "" || e.pair > 0 {
		return nil, false
	}
	var list []*event
	for r, s := range l.ends {
		if r.node == e.node && r.key() == e.key() && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		list = narrow(l.sendsWhere(e, func(s *event) bool { return s.pair == 0 && s.key() == e.key() }), e)
	}
	return list, true
}

// byStamp looks for the send that raised its node's entry to what the arrival is
// the first of its node to know. Of several the one counts that knew of all that
// the arrival learnt.
func (l *log) byStamp(e *event) ([]*event, bool) {
	if e.vector == nil || e.pair > 0 {
		return nil, false
	}
	before, complete := l.clockBefore(e), l.allStamped()
	list := l.sendsWhere(e, func(s *event) bool {
		n := e.vector[s.node]
		return s.node != e.node && s.pair == 0 && s.sender() == s.node && (s.key() == "" || e.key() == "") &&
			n > before[s.node] && s.own() == n && l.raises(s) && (complete || s.own() == l.clockBefore(s)[s.node]+1)
	})
	if len(list) > 1 {
		list = slices.DeleteFunc(list, func(s *event) bool {
			for node, n := range e.vector {
				if node != e.node && n > before[node] && s.vector[node] < n {
					return true
				}
			}
			return false
		})
	}
	return list, true
}

// allStamped reports that every event of the run carries a vector clock, so
// that no tick is hidden between two of them.
func (l *log) allStamped() bool {
	return !slices.ContainsFunc(l.events, func(e *event) bool { return e.vector == nil })
}

// previous returns the event before e in the same life, nil where there is none.
func (l *log) previous(e *event) *event {
	if e.index == 0 {
		return nil
	}
	if p := l.events[e.index-1]; p.node == e.node && p.strand == e.strand && p.life == e.life {
		return p
	}
	return nil
}

// clockBefore returns the clock of the last event with one before e in its life.
func (l *log) clockBefore(e *event) map[string]uint64 {
	if p := l.stampedBefore(e); p != nil {
		return p.vector
	}
	return nil
}

func (l *log) stampedBefore(e *event) *event {
	p := l.previous(e)
	for p != nil && p.vector == nil {
		p = l.previous(p)
	}
	return p
}

// raises reports that e is the first event of its life with its own entry.
func (l *log) raises(e *event) bool {
	return e.own() > 0 && e.own() > l.clockBefore(e)[e.node]
}

// byContent joins the only arrival without id or clock that names its sender
// with the only send left that can be meant.
func (l *log) byContent(unsure map[*event]bool) {
	type channel struct{ from, to, reply, label string }
	arrivals, sent := map[channel][]*event{}, map[channel][]*event{}
	for _, e := range l.events {
		if (e.end == receives || e.end == delivers) && l.ends[e] == nil && !unsure[e] && e.from != "" && e.key() == "" && e.pair == 0 {
			c := channel{e.from, e.node, e.reply, e.label}
			arrivals[c] = append(arrivals[c], e)
		}
	}
	for c, list := range arrivals {
		sent[c] = l.sendsWhere(list[0], func(s *event) bool {
			return s.key() == "" && len(l.from[s]) == 0 && s.reply == c.reply && s.label == c.label
		})
	}
	for c, list := range arrivals {
		if len(list) != 1 || len(sent[c]) != 1 {
			continue
		}
		s, e := sent[c][0], list[0]
		v, w := s.vector, e.vector
		if v == nil {
			v = l.clockBefore(s)
		}
		if after := l.stampedAfter(e); w == nil && after != nil {
			w = after.vector
		}
		if v == nil || w == nil || covers(w, v) {
			l.connect(s, e)
		}
	}
}

// enter finds where messages enter the order: at their delivery where the node
// logs deliveries, else at their arrival.
func (l *log) enter() {
	l.enters = map[*event]*event{}
	for e, s := range l.ends {
		if e.end == delivers || !l.counts[e.node] {
			l.enters[e] = s
		}
	}
}

// first returns the first of the events at which a message entered at a node,
// nil where none did.
func (l *log) first(send *event, node string) *event {
	var found *event
	for _, e := range l.from[send] {
		if l.enters[e] != nil && e.node == node && (found == nil || e.index < found.index) {
			found = e
		}
	}
	return found
}
