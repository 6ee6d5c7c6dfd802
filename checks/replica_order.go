package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var replicaOrder = Check{
	ID:    "replica/order",
	Title: "Backups apply operations in the primary's order, without gaps",
	Doc: Doc{
		Definition: "In each view a backup applies the operations in the order in which the primary of that view applies them, and leaves none out between two that it applies. " +
			"A transfer brings the state up to an operation of the primary: each operation is wholly before it (the transferred state reflects it) or wholly after it (the backup applies it afterwards), " +
			"so the first operation that the backup applies after the transfer is the one that follows in the primary's order. " +
			"Where operations carry an index, one index is one operation.",
		Needs: "Events of kind apply with op (and index, where one name may stand for several operations) and view, at the primary and at its backups; view events, which say who is primary; " +
			"transfer with upto where the new backup has finished it. That an operation was left out is certain only where vector clocks count the events of the backup, " +
			"or where its log runs from start to stop.",
		Example: `{"node":"S1","kind":"view","view":1,"primary":"S1","backup":"S2"}
{"node":"S1","kind":"apply","op":"put x 1","view":1}
{"node":"S1","kind":"apply","op":"put x 2","view":1}
{"node":"S2","kind":"apply","op":"put x 2","view":1}
{"node":"S2","kind":"apply","op":"put x 1","view":1}
`,
		Source: "F. B. Schneider, Implementing Fault-Tolerant Services Using the State Machine Approach, 1990; primary-backup replication with state transfer as lectures on distributed systems teach it",
		Blind: "Operations that the backup never reached: a backup may lag, and the last operations may be lost. What the transferred state holds. " +
			"A backup that starts again is judged anew.",
	},
	UsesOrder: true,
	Collect:   collectReplicaOrder,
}

func collectReplicaOrder(in *Input) Evidence {
	s := keep(in, serviceOf)
	if len(s.of[parse.Apply])+len(s.of[parse.Transfer]) == 0 {
		return Evidence{}
	}
	j := &replicas{service: s, absence: newAbsence(in), orders: map[parse.NodeID]*applyOrder{}}
	backups := j.judge()
	ev := Evidence{}
	if backups > 0 {
		ev.Examined = fmt.Sprintf("%s, %s and %s of a backup in a view", count(len(s.of[parse.Apply]), "applied operation"),
			count(len(s.of[parse.Transfer]), "transfer"), count(backups, "sequence"))
	}
	ev.Missing = j.missing()
	j.found.into(&ev)
	return ev
}

// replicas judges the order of operations.
type replicas struct {
	*service
	*absence
	orders   map[parse.NodeID]*applyOrder
	viewless []parse.EventID // operations and transfers in an unknown view
	nameless []parse.EventID // operations without op and index
	repeated []parse.EventID // operations whose name the primary applied twice in a view
	unknown  []parse.EventID // transfers up to an operation that the primary's log does not hold
	strange  []parse.EventID // operations that the primary's log lacks
	baseless []parse.EventID // first operations of backups whose state before is not known
	headless []parse.EventID // first operations in views whose primary is not known or keeps no log of them
	silent   []string        // backups that log nothing of the kind
	found    collector
}

// opKey names an operation.
type opKey struct {
	op      string
	index   int64
	indexed bool
}

func (d *deed) opKey() opKey {
	if d.indexed {
		return opKey{index: d.index, indexed: true}
	}
	return opKey{op: d.op}
}

// applyOrder is the order in which one node applied operations.
type applyOrder struct {
	list []*deed
	at   map[opKey][]int  // places in list
	byOp map[string][]int // the same by the name alone
	// taken holds what transfers to the node went up to, with the place of the
	// last operation that it had applied by then: what it applies next follows.
	taken map[string][]anchor
}

// anchor is a place that a transfer in a view led to.
type anchor struct {
	view int64
	at   int
}

// sequence is what one node did as a backup in one view: operations and
// transfers, in its order.
type sequence struct {
	view  int64
	node  parse.NodeID
	deeds []*deed
}

// judge compares every backup's sequence in every view with the order of the
// primary, and returns how many there are.
func (j *replicas) judge() int {
	j.order()
	lists := j.sequences()
	n := 0
	last := map[parse.NodeID]*deed{} // what each node did last in earlier views
	for i := range lists {
		q := &lists[i]
		v := j.views[q.view]
		switch {
		case v == nil || v.by == nil || len(v.clashes) > 0:
			j.headless = append(j.headless, q.deeds[0].event)
			j.byIndex(q)
		case j.service.in.Run.Nodes()[q.node].Name != v.primary:
			n++
			j.follow(q, v, last[q.node])
		}
		last[q.node] = q.deeds[len(q.deeds)-1]
	}
	j.absentBackups()
	return n
}

// order collects what each node applied, in its order.
func (j *replicas) order() {
	for _, d := range j.deeds {
		isTransfer := j.receives(d)
		switch {
		case d.kind != parse.Apply && !isTransfer:
			continue
		case !isTransfer && !d.named && !d.indexed:
			j.nameless = append(j.nameless, d.event)
			continue
		}
		o := j.orders[d.node]
		if o == nil {
			o = &applyOrder{at: map[opKey][]int{}, byOp: map[string][]int{}, taken: map[string][]anchor{}}
			j.orders[d.node] = o
		}
		if isTransfer {
			upto := j.service.in.Run.Event(d.event).Text(parse.FUpTo)
			o.taken[upto] = append(o.taken[upto], anchor{d.view, len(o.list) - 1})
			continue
		}
		o.at[d.opKey()] = append(o.at[d.opKey()], len(o.list))
		if d.named {
			o.byOp[d.op] = append(o.byOp[d.op], len(o.list))
		}
		o.list = append(o.list, d)
	}
}

// sequences groups operations and transfers by view, then node.
func (j *replicas) sequences() []sequence {
	type key struct {
		view int64
		node parse.NodeID
	}
	at := map[key]int{}
	var lists []sequence
	for _, d := range j.deeds {
		if d.kind != parse.Apply && d.kind != parse.Transfer || d.kind == parse.Apply && !d.named && !d.indexed {
			continue
		}
		if !d.viewed {
			j.viewless = append(j.viewless, d.event)
			continue
		}
		k := key{d.view, d.node}
		i, ok := at[k]
		if !ok {
			i = len(lists)
			at[k] = i
			lists = append(lists, sequence{view: d.view, node: d.node})
		}
		lists[i].deeds = append(lists[i].deeds, d)
	}
	slices.SortFunc(lists, func(a, b sequence) int { return cmp.Or(cmp.Compare(a.view, b.view), cmp.Compare(a.node, b.node)) })
	return lists
}

// byIndex judges a sequence whose primary is not known: indices rise.
func (j *replicas) byIndex(q *sequence) {
	var before *deed
	for _, d := range q.deeds {
		if d.kind != parse.Apply || !d.indexed {
			before = nil
			continue
		}
		if before != nil && before.life == d.life && d.index < before.index {
			j.found.add(j.inversion(q, nil, before, d))
			continue
		}
		before = d
	}
}

// absentBackups notes backups that log neither operations nor transfers.
func (j *replicas) absentBackups() {
	tells := map[string]bool{"": true}
	for _, d := range j.deeds {
		if d.kind == parse.Apply || d.kind == parse.Transfer {
			tells[j.service.in.Run.Nodes()[d.node].Name] = true
		}
	}
	for _, n := range j.numbers {
		if b := j.views[n].backup; !tells[b] {
			tells[b] = true
			j.silent = append(j.silent, parse.Quote(b))
		}
	}
}

func (j *replicas) missing() []string {
	words := j.viewDoubts()
	note := func(events []parse.EventID, what string) {
		if len(events) > 0 {
			words = append(words, fmt.Sprintf(what, some(j.service.in.Run, events)))
		}
	}
	note(j.viewless, "operations and transfers in an unknown view (%s): log view, or the records of kind view")
	note(j.nameless, "operations without a name (%s): log op or index")
	note(j.repeated, "one name stands for several operations of the primary (%s): log index")
	note(j.unknown, "the primary's log does not hold the operation that a transfer goes up to (%s)")
	note(j.strange, "the primary's log does not hold operations that a backup applied between others (%s)")
	note(j.baseless, "the state of a backup before its first operation is not known (%s): log transfer with upto")
	note(j.headless, "the order of the primary is not known for the operations from %s on: log view with primary, and apply at the primary")
	if len(j.silent) > 0 {
		words = append(words, "no operation and no transfer is logged at the backup "+list(j.silent)+": log apply there")
	}
	return words
}
