package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// stretch is what one strand logs of one oracle's own timestamps in one reign,
// of one kind of value, in its order: those before an event are its beginning,
// those after the event its end. Where the place of a timestamp is not that of
// one record, as with notes, it is a stretch of its own.
type stretch struct {
	oracle string
	strand parse.StrandID
	single bool  // as oracleTime
	words  bool  // values without order
	noted  bool  // of one timestamp of which there are notes
	issues []int // indices into timeline.issues, rising
	tree   []int // tree[n:] are the issues, tree[i] is the greater of tree[2i] and tree[2i+1]
}

// stretches splits the timestamps of a run, by reign; those of all first
// reigns together stand under firstReigns.
func (t *timeline) stretches() map[reignKey][]*stretch {
	type key struct {
		reignKey
		strand        parse.StrandID
		single, words bool
	}
	open := map[key]*stretch{}
	all := map[reignKey][]*stretch{}
	for i, v := range t.issues {
		k := key{reignKey{v.oracle, v.reign}, t.in.Run.StrandOf(v.record), v.value.single, v.value.text != ""}
		noted := v.note || len(t.notes[v.record]) > 0
		s := open[k]
		if s == nil || noted {
			s = &stretch{oracle: v.oracle, strand: k.strand, single: k.single, words: k.words, noted: noted}
			all[k.reignKey] = append(all[k.reignKey], s)
			if v.reign < 0 {
				all[firstReigns] = append(all[firstReigns], s)
			}
			if !noted {
				open[k] = s
			}
		}
		s.issues = append(s.issues, i)
	}
	for _, list := range all {
		for _, s := range list {
			if s.tree == nil && !s.words {
				s.plant(t)
			}
		}
	}
	return all
}

// firstReigns is no oracle's: a reign is at least -1.
var firstReigns = reignKey{failover: -2}

func (s *stretch) plant(t *timeline) {
	n := len(s.issues)
	s.tree = append(make([]int, n, 2*n), s.issues...)
	for i := n - 1; i > 0; i-- {
		s.tree[i] = t.greater(s.tree[2*i], s.tree[2*i+1])
	}
}

// greater returns which of two timestamps is greater, the first of equal ones;
// -1 stands for none.
func (t *timeline) greater(a, b int) int {
	if a < 0 || b < 0 {
		return max(a, b)
	}
	if order := cmp.Or(t.issues[a].value.compare(t.issues[b].value), cmp.Compare(b, a)); order < 0 {
		return b
	}
	return a
}

// peak returns the greatest of issues[from:until], -1 where there is none, in
// O(log n) time.
func (s *stretch) peak(t *timeline, from, until int) int {
	best, n := -1, len(s.issues)
	for from, until = from+n, until+n; from < until; from, until = from/2, until/2 {
		if from%2 == 1 {
			best = t.greater(best, s.tree[from])
			from++
		}
		if until%2 == 1 {
			until--
			best = t.greater(best, s.tree[until])
		}
	}
	return best
}

// split returns how many timestamps of a stretch are known to be issued before
// a failover, and the first that is known to be issued after it.
func (j *takeover) split(s *stretch, f *failover) (before, after int) {
	if s.noted {
		v := &j.issues[s.issues[0]]
		switch {
		case j.after(f, v):
			return 0, 0
		case j.known(v, f.event):
			return 1, 1
		}
		return 0, 1
	}
	return splitAt(j.in.Graph, s.strand, len(s.issues), func(i int) parse.EventID { return j.issues[s.issues[i]].record }, f.event)
}

// splitAt splits n rising events of a strand into those before e, those after
// it and the rest between.
func splitAt(g *graph.Graph, strand parse.StrandID, n int, at func(i int) parse.EventID, e parse.EventID) (before, after int) {
	search := func(from int, past func(parse.EventID) bool) int {
		low, high := from, n
		for low < high {
			if middle := (low + high) / 2; past(at(middle)) {
				high = middle
			} else {
				low = middle + 1
			}
		}
		return low
	}
	before = search(0, func(r parse.EventID) bool { return !g.Before(r, e) })
	return before, search(before, func(r parse.EventID) bool { return g.Before(e, r) })
}

// replaced is what a failover finds of the oracle it replaces.
type replaced struct {
	known, other int                    // the greatest issued before it, and of those that nothing orders; -1 for none
	last         map[parse.StrandID]int // of each strand the last pair issued before it
}

// replaced looks at the old oracle's timestamps, and tells of the late ones.
// It takes O(k log n) time, k being the number of stretches, beside telling.
func (j *takeover) replaced(f *failover, before int, first *issue) replaced {
	r := replaced{-1, -1, map[parse.StrandID]int{}}
	key := firstReigns
	if before >= 0 {
		key = reignKey{j.failovers[before].oracle, before}
	}
	for _, s := range j.parts[key] {
		if before < 0 && s.oracle == f.oracle {
			continue
		}
		known, after := j.split(s, f)
		for _, i := range s.issues[after:] {
			j.found.add(j.late(f, &j.issues[i]))
		}
		if first == nil {
			continue
		}
		if !s.words && j.issues[s.issues[0]].value.comparable(first.value) {
			r.known = j.greater(r.known, s.peak(j.timeline, 0, known))
			r.other = j.greater(r.other, s.peak(j.timeline, known, after))
		}
		if known > 0 && !s.single {
			if was, any := r.last[s.strand]; !any || was < s.issues[known-1] {
				r.last[s.strand] = s.issues[known-1]
			}
		}
	}
	return r
}

// crashes returns the last crash that each strand logs.
func crashes(run *parse.Run) map[parse.StrandID]parse.EventID {
	last := map[parse.StrandID]parse.EventID{}
	for e := range run.OfKind(parse.Crash) {
		s := run.StrandOf(e)
		last[s] = max(last[s], e)
	}
	return last
}

// firstLoose returns the earliest timestamp of an oracle's first reign that is
// not known to be issued before f; nil where there is none.
func (j *takeover) firstLoose(f *failover) *issue {
	var list []int
	for _, s := range j.parts[reignKey{f.oracle, -1}] {
		if known, _ := j.split(s, f); known < len(s.issues) {
			list = append(list, s.issues[known])
		}
	}
	if list == nil {
		return nil
	}
	return &j.issues[slices.MinFunc(list, func(a, b int) int { return j.ranks.compare(j.issues[a].record, j.issues[b].record) })]
}
