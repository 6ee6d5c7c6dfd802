package checks_test

// A second implementation of the definitions, to compare the checks with: all
// pairs of everything over a transitive closure, on executions of a few
// events. It shares no code with the packages under test. Slow and obvious is
// the point.

// refEvent is one event of a generated execution.
type refEvent struct {
	label  string // in the log; "" for its place among the events
	proc   int
	life   int // of its process, where processes restart, else 0
	kind   string
	msg    int // index of the message that is sent or received, -1
	fields map[string]any
	wall   int64 // ms
	ticks  []int // vector clock
	height int   // Lamport clock
}

// refMsg is one message: a send and its receives, at most one per receiver
// unless the network duplicated it.
type refMsg struct {
	send  int
	to    []int
	recvs []int // events, in the order in which they happened
}

// execution is a run whose truth is known. Events stand in an order in which
// they really happened.
type execution struct {
	procs  int
	names  []int // the process whose name each has in the log; nil for its own
	events []refEvent
	msgs   []refMsg
	before [][]bool // happens-before, filled by close
}

// close computes happens-before by Floyd and Warshall.
func (x *execution) close() {
	n := len(x.events)
	x.before = make([][]bool, n)
	for i := range x.before {
		x.before[i] = make([]bool, n)
		for j := i + 1; j < n; j++ {
			x.before[i][j] = x.events[i].proc == x.events[j].proc
		}
	}
	for _, m := range x.msgs {
		for _, r := range m.recvs {
			x.before[m.send][r] = true
		}
	}
	for k := range n {
		for i := range n {
			for j := range n {
				x.before[i][j] = x.before[i][j] || x.before[i][k] && x.before[k][j]
			}
		}
	}
}

// firstDelivery returns the first receive of m at q, -1 where there is none.
func (x *execution) firstDelivery(m, q int) int {
	for _, r := range x.msgs[m].recvs {
		if x.events[r].proc == q {
			return r
		}
	}
	return -1
}

// overtaken returns the deliveries that came too late: of a message whose send
// is before that of another that the node delivered earlier. With sameSender
// only pairs of one sender count, which is FIFO order.
func (x *execution) overtaken(sameSender bool) map[int]bool {
	late := map[int]bool{}
	for m1 := range x.msgs {
		for m2 := range x.msgs {
			s1, s2 := x.msgs[m1].send, x.msgs[m2].send
			p1, p2 := x.events[s1].proc, x.events[s2].proc
			if !x.before[s1][s2] || sameSender && p1 != p2 {
				continue
			}
			for q := range x.procs {
				d1, d2 := x.firstDelivery(m1, q), x.firstDelivery(m2, q)
				if q != p1 && q != p2 && d1 >= 0 && d2 >= 0 && d2 < d1 {
					late[d1] = true
				}
			}
		}
	}
	return late
}

// duplicates returns the receives of a message that a node had received before.
func (x *execution) duplicates() int {
	n := 0
	for m := range x.msgs {
		for _, r := range x.msgs[m].recvs {
			if x.firstDelivery(m, x.events[r].proc) != r {
				n++
			}
		}
	}
	return n
}

// ofKind returns the events of a kind in the order in which they happened.
func (x *execution) ofKind(kinds ...string) []int {
	var found []int
	for i, e := range x.events {
		for _, k := range kinds {
			if e.kind == k {
				found = append(found, i)
			}
		}
	}
	return found
}

// cutStatus judges the cut of the snapshot events: it is wrong iff one record
// is before another, for then a chain left the first node after its record and
// reached the second before its own.
func (x *execution) cutStatus() string {
	records := x.ofKind("snapshot")
	if len(records) == 0 {
		return "not applicable"
	}
	has := map[int]bool{}
	for _, a := range records {
		has[x.events[a].proc] = true
		for _, b := range records {
			if x.before[a][b] {
				return "fail"
			}
		}
	}
	for _, m := range x.msgs {
		for _, r := range m.recvs { // what nobody received cannot be on the wrong side
			if !has[x.events[m.send].proc] || !has[x.events[r].proc] {
				return "inconclusive"
			}
		}
	}
	return "pass"
}

// refTenure is one holder's belief, without expiry: it surely lasts to end,
// and for ever if it is not released.
type refTenure struct {
	holder, resource, start, end int
	token                        int
	released                     bool
}

// tenures reads acquire, write and release events; the generator lets a node
// acquire a resource only while it does not hold it.
func (x *execution) tenures() []refTenure {
	var all []refTenure
	open := map[[2]int]int{}
	for i, e := range x.events {
		res, _ := e.fields["resource"].(int)
		key := [2]int{e.proc, res}
		k, held := open[key]
		switch {
		case e.kind == "lease_acquire":
			open[key] = len(all)
			all = append(all, refTenure{holder: e.proc, resource: res, start: i, end: i, token: e.fields["token"].(int)})
		case e.kind == "write" && held:
			all[k].end = i
		case e.kind == "lease_release" && held:
			all[k].end, all[k].released = i, true
			delete(open, key)
		}
	}
	return all
}

// overlaps counts the pairs of tenures that overlap in every observation, and
// those that do in some.
func (x *execution) overlaps() (definite, possible int) {
	ts := append(x.tenures(), x.reigns()...)
	for i, a := range ts {
		for _, b := range ts[i+1:] {
			if a.holder == b.holder || a.resource != b.resource {
				continue
			}
			switch {
			case x.before[a.start][b.end] && x.before[b.start][a.end]:
				definite++
			case a.released && x.before[a.end][b.start], b.released && x.before[b.end][a.start]:
			default:
				possible++
			}
		}
	}
	return definite, possible
}

// reigns returns what each oracle was active for: from its first timestamp to
// its last.
func (x *execution) reigns() (all []refTenure) {
	index := map[int]int{}
	for _, e := range x.ofKind("timestamp") {
		p := x.events[e].proc
		if _, ok := index[p]; !ok {
			index[p] = len(all)
			all = append(all, refTenure{holder: p, resource: -1, start: e, released: true})
		}
		all[index[p]].end = e
	}
	return all
}

// sameValue counts the pairs of events of a kind that carry equal values of all
// the fields.
func (x *execution) sameValue(kind string, fields ...string) int {
	n := 0
	found := x.ofKind(kind)
	for i, a := range found {
		for _, b := range found[i+1:] {
			equal := true
			for _, f := range fields {
				equal = equal && x.events[a].fields[f] == x.events[b].fields[f]
			}
			if equal {
				n++
			}
		}
	}
	return n
}

// timestampsBack counts the pairs of timestamps of one oracle of which the
// later one is not greater.
func (x *execution) timestampsBack() (n int) {
	stamps := x.ofKind("timestamp")
	for i, a := range stamps {
		for _, b := range stamps[i+1:] {
			if x.events[a].proc == x.events[b].proc && !stampLess(x.events[a], x.events[b]) {
				n++
			}
		}
	}
	return n
}

func stampLess(a, b refEvent) bool {
	pa, pb := a.fields["pt"].(int), b.fields["pt"].(int)
	return pa < pb || pa == pb && a.fields["c"].(int) < b.fields["c"].(int)
}
