package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var oracleMonotone = Check{
	ID:    "oracle/monotone",
	Title: "Timestamps rise",
	Doc: Doc{
		Definition: "At one oracle timestamps rise strictly in its own order, which its own records tell and notes of others do not. Across requests: where the issue of one timestamp happens before another is asked for, " +
			"the first is less than the second.",
		Needs: "Events of kind timestamp with pt and c, or ts. For the order across requests, the sends of the requests (msg_id) and in_reply_to and to in the answers.",
		Example: `{"node":"n1","kind":"timestamp","pt":1000,"c":1}
{"node":"n1","kind":"timestamp","pt":1000,"c":0}
`,
		Source: "The time-oracle exercise of Build Distributed Systems (The Timekeeper); D. Peng & F. Dabek, Large-scale Incremental Processing (Percolator), 2010",
		Blind:  "Timestamps asked for before an earlier one was issued may stand in any order. Two oracles that are asked by clients who never speak with each other.",
	},
	UsesOrder: true,
	Collect:   collectMonotone,
}

func collectMonotone(in *Input) Evidence {
	t := keep(in, newTimeline)
	ev := Evidence{Examined: t.examined(), Missing: t.missing(), Note: t.note()}
	var found collector
	told := t.ownOrder(&found)
	t.acrossRequests(&found, told)
	found.into(&ev)
	if list := t.unplaced(); len(list) > 0 {
		ev.Missing = append(ev.Missing, fmt.Sprintf("%s that the oracle did not log, so that nothing tells its order: %s; add the oracle's log",
			count(len(list), "timestamp"), some(t.in.Run, list)))
	}
	if n := t.wordy(); n > 0 {
		ev.Missing = append(ev.Missing, fmt.Sprintf("%s whose ts is no integer cannot be compared", count(n, "timestamp")))
	}
	return ev
}

// ownOrder compares each oracle's timestamps with the greatest it has issued
// before. It returns which of them were found to be no greater.
func (t *timeline) ownOrder(found *collector) map[int]bool {
	type place struct {
		oracle string
		strand parse.StrandID
		single bool
	}
	told := map[int]bool{}
	most := map[place]int{}
	for i, v := range t.issues {
		if v.value.text != "" || v.note {
			continue
		}
		p := place{v.oracle, t.in.Run.StrandOf(v.record), v.value.single}
		k, any := most[p]
		if any && t.issues[k].value.compare(v.value) >= 0 {
			told[i] = true
			found.add(t.fell(&t.issues[k], &t.issues[i]))
			continue
		}
		most[p] = i
	}
	return told
}

func (t *timeline) fell(a, b *issue) Finding {
	certainty := Definite
	if t.perhapsOne(a, b) {
		certainty = Possible
	}
	return Finding{Certainty: certainty, Subject: oracleName(b.oracle),
		Events: []Witness{{"issue", a.record}, {"later issue", b.record}},
		Claims: []Claim{{a.record, b.record}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s issued %s at %s and later %s at %s, which is not greater: %s",
				oracleName(b.oracle), a.value, w.Name(a.record), b.value, w.Name(b.record), w.Before(a.record, b.record)) + orOne(certainty)
		}}
}

// acrossRequests compares each timestamp with the greatest that was issued
// before it was asked for. It takes O(k log n) time for each, k being the
// number of strands that issue any.
func (t *timeline) acrossRequests(found *collector, told map[int]bool) {
	if !slices.ContainsFunc(t.issues, func(v issue) bool { return v.asked != parse.NoEvent }) {
		return
	}
	for _, single := range []bool{false, true} {
		var of []int // indices into issues
		var at []parse.EventID
		for i, v := range t.issues {
			if v.value.single != single || v.value.text != "" {
				continue
			}
			of, at = append(of, i), append(at, v.record)
			for _, e := range t.notes[v.record] { // what is noted was issued before
				of, at = append(of, i), append(at, e)
			}
		}
		p := newPrior(t.in.Graph, at, func(a, b int) int { return t.issues[of[a]].value.compare(t.issues[of[b]].value) })
		for k, i := range of {
			v := &t.issues[i]
			if told[i] || v.asked == parse.NoEvent || at[k] != v.record {
				continue
			}
			best := -1
			p.each(v.asked, func(k int) {
				if best < 0 || t.issues[of[k]].value.compare(t.issues[of[best]].value) > 0 {
					best = k
				}
			})
			if best >= 0 && t.issues[of[best]].value.compare(v.value) >= 0 {
				found.add(t.overtook(&t.issues[of[best]], v, at[best]))
			}
		}
	}
}

// overtook is a timestamp b that was asked for after known, a record of a, and
// is not greater.
func (t *timeline) overtook(a, b *issue, known parse.EventID) Finding {
	certainty := Definite
	if t.perhapsOne(a, b) {
		certainty = Possible
	}
	return Finding{Certainty: certainty, Subject: "timestamp " + b.value.String(),
		Events: []Witness{{"issue", known}, {"later request", b.asked}, {"its issue", b.record}},
		Claims: []Claim{{known, b.asked}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s issued %s at %s before the request at %s was made, which %s answered at %s with %s, which is not greater: %s",
				oracleName(a.oracle), a.value, w.Name(known), w.Name(b.asked), oracleName(b.oracle), w.Name(b.record), b.value, w.Before(known, b.asked)) + orOne(certainty)
		}}
}

// unplaced returns the timestamps known from notes only that may have been
// issued before the next lower one of their oracle.
func (t *timeline) unplaced() (list []parse.EventID) {
	if !slices.ContainsFunc(t.issues, func(v issue) bool { return v.note }) {
		return nil
	}
	rising := make([]*issue, 0, len(t.issues))
	for i := range t.issues {
		rising = append(rising, &t.issues[i])
	}
	slices.SortStableFunc(rising, func(a, b *issue) int {
		return cmp.Or(cmp.Compare(a.oracle, b.oracle), cmp.Compare(a.value.text, b.value.text), a.value.compare(b.value))
	})
	for i, b := range rising[min(1, len(rising)):] {
		a := rising[i]
		if (a.note || b.note) && a.oracle == b.oracle && a.value.comparable(b.value) && a.value != b.value && !t.surelyBefore(a, b) {
			list = append(list, b.record)
		}
	}
	slices.Sort(list)
	return list
}

// surelyBefore reports that the log proves that a was issued before b.
func (t *timeline) surelyBefore(a, b *issue) bool {
	if !b.note && t.known(a, b.record) {
		return true
	}
	return b.asked != parse.NoEvent && t.known(a, b.asked)
}

// wordy counts the timestamps that have no order.
func (t *timeline) wordy() int {
	n := 0
	for _, v := range t.issues {
		if v.value.text != "" {
			n++
		}
	}
	return n
}

// oracleName is an oracle as messages name it.
func oracleName(name string) string { return "oracle " + parse.Quote(name) }
