package graph

import "github.com/tracecausal/tracecausal/parse"

// ring is a queue of strands, each in it at most once.
type ring struct {
	of    []parse.StrandID
	head  int
	count int
}

func newRing(strands int) ring { return ring{of: make([]parse.StrandID, strands)} }

func (r *ring) push(s parse.StrandID) {
	i := r.head + r.count
	if i >= len(r.of) {
		i -= len(r.of)
	}
	r.of[i] = s
	r.count++
}

func (r *ring) pop() (parse.StrandID, bool) {
	if r.count == 0 {
		return 0, false
	}
	s := r.of[r.head]
	r.count--
	if r.head++; r.head == len(r.of) {
		r.head = 0
	}
	return s, true
}

// waiter is a strand that waits until the event at pos is visited.
type waiter struct {
	pos    uint32
	strand parse.StrandID
}

func (a waiter) before(b waiter) bool {
	return a.pos < b.pos || a.pos == b.pos && a.strand < b.strand
}

// wait makes s wait for the event at pos.
func (t *walk) wait(s parse.StrandID, pos uint32) {
	h := append(t.waiting, waiter{pos, s})
	t.waiting = h
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !h[i].before(h[up]) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
}

// pop takes the first of those that wait.
func (t *walk) pop() parse.StrandID {
	h := t.waiting
	s, last := h[0].strand, len(h)-1
	h[0] = h[last]
	h = h[:last]
	t.waiting = h
	for i := 0; ; {
		least := i
		for _, c := range [...]int{2*i + 1, 2*i + 2} {
			if c < len(h) && h[c].before(h[least]) {
				least = c
			}
		}
		if least == i {
			return s
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
