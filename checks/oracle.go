package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// timeline is what a log tells of timestamp oracles.
type timeline struct {
	in         *Input
	x          *exchanges
	issues     []issue // one for each timestamp issued, in the order of their records
	failovers  []failover
	notes      map[parse.EventID][]parse.EventID // record of an issue → further records of it, made elsewhere
	unreadable []parse.EventID                   // timestamps without a value that can be compared
	repeats    int                               // records of timestamps that another record told of
	ranks      ranking                           // of their records
}

// issue is one issued timestamp.
type issue struct {
	oracle string
	value  oracleTime
	record parse.EventID // that of its oracle, where that logged it
	note   bool          // the oracle did not: record stands where it was heard of, and tells no order at the oracle
	asked  parse.EventID // where the request was sent; NoEvent where that is not logged
	reign  int           // index of the failover by which the oracle took over; -1 from the start
}

// oracleTime is the value of a timestamp: the pair (pt, c), or one number ts.
// The two kinds are not compared with each other.
type oracleTime struct {
	pt, c  int64
	single bool   // ts, in pt
	text   string // a ts that is no integer, as JSON, times in UTC: it can only be told from others
}

// failover is a backup oracle taking over.
type failover struct {
	event  parse.EventID
	oracle string // the new one
	note   bool   // as of an issue
	margin parse.Value
	has    bool // margin is stated
}

// newTimeline collects the timestamps and failovers of a run. Records of one
// answer, sent again or noted by who asked, are one timestamp.
func newTimeline(in *Input) *timeline {
	events := ofKinds(in.Run, kindsOf(parse.Timestamp, parse.Failover))
	t := &timeline{in: in, x: exchangesOf(in.Graph, events), issues: make([]issue, 0, in.Run.CountKind(parse.Timestamp)), notes: map[parse.EventID][]parse.EventID{}}
	type stated struct {
		factKey
		oracleTime
		oracle string
	}
	seen := map[stated]int{} // place among the issues, or the failovers
	for _, e := range events {
		f := t.x.factOf(e)
		event := in.Run.Event(e)
		key := stated{factKey: f.key}
		if event.Kind() == parse.Timestamp {
			var ok bool
			if key.oracleTime, ok = readTime(event); !ok {
				t.unreadable = append(t.unreadable, e)
				continue
			}
		} else {
			key.oracle = event.Text(parse.FNewOracle)
		}
		if f.key.event != e { // else no other record can tell of it
			if i, known := seen[key]; known && f.sure {
				t.repeats++
				t.again(event, i)
				continue
			}
			seen[key] = len(t.issues)
			if event.Kind() == parse.Failover {
				seen[key] = len(t.failovers)
			}
		}
		if event.Kind() == parse.Failover {
			t.failovers = append(t.failovers, t.failover(event))
		} else {
			t.issues = append(t.issues, t.issue(event, key.oracleTime))
		}
	}
	if len(t.issues)+len(t.failovers) > 0 {
		t.order()
	}
	return t
}

// comparable reports that two values have an order.
func (v oracleTime) comparable(w oracleTime) bool {
	return v.single == w.single && v.text == "" && w.text == ""
}

func (v oracleTime) compare(w oracleTime) int {
	return cmp.Or(cmp.Compare(v.pt, w.pt), cmp.Compare(v.c, w.c))
}

// String returns "(1000, 2)" or "1000".
func (v oracleTime) String() string {
	words, quoted := strings.CutPrefix(v.text, `"`)
	switch {
	case quoted:
		return parse.Quote(words)
	case v.text != "":
		return parse.Escape(v.text)
	case v.single:
		return fmt.Sprint(v.pt)
	}
	return fmt.Sprintf("(%d, %d)", v.pt, v.c)
}

// order sorts by record and finds the reign of every timestamp: the last
// failover to its oracle that happened before it.
func (t *timeline) order() {
	slices.SortStableFunc(t.issues, func(a, b issue) int { return cmp.Compare(a.record, b.record) })
	slices.SortStableFunc(t.failovers, func(a, b failover) int { return cmp.Compare(a.event, b.event) })
	if len(t.failovers) == 0 {
		return // to one reign of each oracle
	}
	t.rank()
	to := map[string][]int{}
	for i, f := range t.failovers {
		to[f.oracle] = append(to[f.oracle], i)
	}
	priors := map[string]*prior{}
	for oracle, list := range to {
		priors[oracle] = t.priorFailovers(list)
	}
	for i := range t.issues {
		if p := priors[t.issues[i].oracle]; p != nil {
			t.issues[i].reign = t.last(p, to[t.issues[i].oracle], t.issues[i].record)
		}
	}
}

// rank prepares for comparing records by happens-before.
func (t *timeline) rank() {
	events := make([]parse.EventID, 0, len(t.issues)+len(t.failovers))
	for _, i := range t.issues {
		events = append(events, i.record)
	}
	for _, f := range t.failovers {
		events = append(events, f.event)
	}
	t.ranks = newRanking(t.in.Graph, events)
}

func (t *timeline) priorFailovers(list []int) *prior {
	at := make([]parse.EventID, len(list))
	for k, i := range list {
		at[k] = t.failovers[i].event
	}
	return newPrior(t.in.Graph, at, func(a, b int) int { return t.ranks.compare(at[a], at[b]) })
}

// last returns which failover of a list was the last before e, -1 where none
// was.
func (t *timeline) last(p *prior, list []int, e parse.EventID) int {
	last := -1
	p.each(e, func(k int) {
		if i := list[k]; last < 0 || t.ranks.compare(t.failovers[i].event, t.failovers[last].event) > 0 {
			last = i
		}
	})
	return last
}

// reignKey names the timestamps that an oracle issued since it took over.
type reignKey struct {
	oracle   string
	failover int // as issue.reign
}

// reigns groups the timestamps by reign, each group in an order that respects
// happens-before.
func (t *timeline) reigns() map[reignKey][]int {
	groups := map[reignKey][]int{}
	for i, v := range t.issues {
		k := reignKey{v.oracle, v.reign}
		groups[k] = append(groups[k], i)
	}
	for _, group := range groups {
		slices.SortStableFunc(group, func(a, b int) int {
			return t.ranks.compare(t.issues[a].record, t.issues[b].record)
		})
	}
	return groups
}

// known reports that v was issued before e: it was where any record of it is.
func (t *timeline) known(v *issue, e parse.EventID) bool {
	return t.in.Graph.Before(v.record, e) ||
		slices.ContainsFunc(t.notes[v.record], func(n parse.EventID) bool { return t.in.Graph.Before(n, e) })
}

// own returns those of a reign's timestamps that the oracle itself logged; all,
// and true, where it logged none.
func (t *timeline) own(group []int) (list []int, noted bool) {
	for _, i := range group {
		if !t.issues[i].note {
			list = append(list, i)
		}
	}
	if list == nil {
		return group, true
	}
	return list, false
}

// tenures returns each oracle's activity, from its first to its last
// timestamp, as tenures of the resource "oracle"; none where there is only one
// oracle. Where lines are missing, failovers may be among them, and what looks
// like one reign may be two.
func (t *timeline) tenures() []*tenure {
	if t.oracles() < 2 {
		return nil
	}
	if len(t.failovers) == 0 {
		t.rank()
	}
	var list []*tenure
	holes := t.in.holes()
	for k, group := range t.reigns() {
		group, noted := t.own(group)
		first, last := t.issues[group[0]].record, t.issues[group[len(group)-1]].record
		r := &tenure{resource: "oracle", holder: k.oracle, oracle: true, start: first, sure: last, through: true, end: last}
		from, ok1 := t.in.Run.Event(first).Wall()
		until, ok2 := t.in.Run.Event(last).Wall()
		r.clock = span{from: from, sure: until, maybe: until, known: ok1 && ok2 && from <= until}
		r.doubtful = noted || first != last && (!t.in.Graph.Before(first, last) || holes())
		list = append(list, r)
	}
	slices.SortFunc(list, compareTenures)
	return list
}

// examined counts what the checks of oracles look at, "" where there is nothing.
func (t *timeline) examined() string {
	if len(t.issues) == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s", count(len(t.issues), "timestamp"), count(t.oracles(), "oracle"))
}

// oracles counts the oracles that issued a timestamp.
func (t *timeline) oracles() int {
	names, last := map[string]bool{}, ""
	for _, i := range t.issues {
		if i.oracle != last || len(names) == 0 {
			names[i.oracle], last = true, i.oracle
		}
	}
	return len(names)
}

// missing says which timestamps could not be judged.
func (t *timeline) missing() []string {
	if len(t.unreadable) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s without pt and c, or ts, as integers: %s", count(len(t.unreadable), "timestamp"), some(t.in.Run, t.unreadable))}
}

// note says what was left out as repeated.
func (t *timeline) note() string {
	if t.repeats == 0 {
		return ""
	}
	return count(t.repeats, "record") + " told of a timestamp that another record of the same answer had told of"
}
