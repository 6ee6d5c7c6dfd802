package render

import "slices"

// story is the order in which a sequence diagram tells the marks of a picture,
// and the links it cannot tell at one moment.
type story struct {
	marks []int        // a topological order
	late  map[int]bool // links, by index, whose arrow is drawn after the moment of their sending
	into  [][]int      // links between lanes that end at each mark
	outof [][]int      // and that begin there
}

// tell orders the marks of p for a sequence diagram.
//
// Such a diagram draws a message at one moment, though it was sent at one and
// received at another. That is right as long as the sender does nothing in
// between that the diagram shows. So a mark waits until all links that leave
// the mark before it on its lane have arrived. Messages that cross or overtake
// each other cannot all have that: where everything waits, the first mark that
// only waits for such links goes ahead, and they arrive late.
func tell(p *picture) *story {
	s := &story{late: map[int]bool{}, into: make([][]int, len(p.marks)), outof: make([][]int, len(p.marks))}
	for i, k := range p.links {
		across := p.marks[k.from].lane != p.marks[k.to].lane
		if k.why == byMessage || across && !k.implied {
			s.into[k.to] = append(s.into[k.to], i)
			s.outof[k.from] = append(s.outof[k.from], i)
		}
	}
	t := &teller{p: p, s: s, told: make([]bool, len(p.marks)), next: make([]int, len(p.lanes))}
	for l, ln := range p.lanes {
		t.next[l] = ln.first
	}
	for len(s.marks) < len(p.marks) {
		t.add(t.choose())
	}
	return s
}

type teller struct {
	p    *picture
	s    *story
	told []bool
	next []int // the first mark of each lane that is not told yet
}

// choose returns the next mark to tell: the first lane's whose mark waits for
// nothing, else the first lane's that waits for links to arrive only. Where the
// run has no order at all, it is the first that is left.
func (t *teller) choose() int {
	impatient, any := -1, -1
	for l, m := range t.next {
		if m > t.p.lanes[l].last {
			continue
		}
		if any < 0 {
			any = m
		}
		if !t.ready(m) {
			continue
		}
		if !t.waits(m) {
			return m
		}
		if impatient < 0 {
			impatient = m
		}
	}
	if impatient >= 0 {
		return impatient
	}
	return any
}

// ready reports whether all that m's links come from is told.
func (t *teller) ready(m int) bool {
	return !slices.ContainsFunc(t.s.into[m], func(i int) bool { return !t.told[t.p.links[i].from] })
}

// waits reports whether a link from the mark before m has not arrived yet.
func (t *teller) waits(m int) bool {
	if m == t.p.lanes[t.p.marks[m].lane].first {
		return false
	}
	return slices.ContainsFunc(t.s.outof[m-1], func(i int) bool {
		to := t.p.links[i].to
		return !t.told[to] && t.p.marks[to].lane != t.p.marks[m].lane
	})
}

// add tells m.
func (t *teller) add(m int) {
	for _, i := range t.s.into[m] {
		from := t.p.links[i].from
		lane := t.p.marks[from].lane
		last := t.next[lane] - 1
		t.s.late[i] = last != from && !(lane == t.p.marks[m].lane && from == m-1)
	}
	t.told[m] = true
	t.next[t.p.marks[m].lane] = m + 1
	t.s.marks = append(t.s.marks, m)
}
