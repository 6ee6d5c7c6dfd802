package checks

import (
	"cmp"
	"fmt"
	"slices"
)

// maxCycleSteps bounds the work of looking for shortest cycles; beyond it any
// shortest cycle through some message will do.
const maxCycleSteps = 1 << 22

// turn says that a node delivered one message before another.
type turn struct{ first, second placed }

// cycles finds one cycle of contradicting deliveries, a shortest one, for each
// set of messages that cannot be put into one order (the strongly connected
// components of the union of all orders). It takes O(deliveries) time where
// there is none.
func (o *orders) cycles(found *collector) {
	left := maxCycleSteps
	for _, knot := range o.knots() {
		part := o.only(knot)
		found.add(part.cycleFinding(part.shortest(&left)))
	}
}

// knots returns the strongly connected components with more than one message
// (Tarjan 1972), by their first message. An edge leads from each delivery to
// the next one of its node; the stack is a slice, because orders are long.
func (o *orders) knots() (knots [][]int) {
	t := tarjan{orders: o, number: make([]int, len(o.sends)), low: make([]int, len(o.sends)), next: make([]int, len(o.sends)), open: make([]bool, len(o.sends))}
	for m := range o.sends {
		if t.number[m] == 0 {
			t.visit(m)
		}
	}
	for _, k := range t.knots {
		slices.Sort(k)
	}
	slices.SortFunc(t.knots, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return t.knots
}

type tarjan struct {
	*orders
	number []int // by message, from 1 in the order of the first visit; 0 is not visited
	low    []int
	next   []int  // place to follow next
	open   []bool // on the stack of messages whose component is not complete
	stack  []int
	count  int
	knots  [][]int
}

func (t *tarjan) enter(m int) {
	t.count++
	t.number[m], t.low[m] = t.count, t.count
	t.stack, t.open[m] = append(t.stack, m), true
}

func (t *tarjan) visit(root int) {
	path := []int{root}
	t.enter(root)
	for len(path) > 0 {
		m := path[len(path)-1]
		if t.next[m] == len(t.places[m]) {
			path = path[:len(path)-1]
			t.leave(m)
			if n := len(path); n > 0 {
				t.low[path[n-1]] = min(t.low[path[n-1]], t.low[m])
			}
			continue
		}
		p := t.places[m][t.next[m]]
		t.next[m]++
		if p.pos+1 == len(t.orders.orders[p.order]) {
			continue
		}
		switch to := t.orders.orders[p.order][p.pos+1].msg; {
		case t.number[to] == 0:
			t.enter(to)
			path = append(path, to)
		case t.open[to]:
			t.low[m] = min(t.low[m], t.number[to])
		}
	}
}

// leave completes the component whose first message is m, if it is one.
func (t *tarjan) leave(m int) {
	if t.low[m] != t.number[m] {
		return
	}
	i := len(t.stack)
	for t.open[m] {
		i--
		t.open[t.stack[i]] = false
	}
	if len(t.stack)-i > 1 {
		t.knots = append(t.knots, slices.Clone(t.stack[i:]))
	}
	t.stack = t.stack[:i]
}

// only returns the orders of some messages.
func (o *orders) only(msgs []int) *orders {
	part := &orders{in: o.in}
	var all []placed
	for i, m := range msgs {
		part.sends = append(part.sends, o.sends[m])
		for _, p := range o.places[m] {
			all = append(all, placed{i, o.orders[p.order][p.pos].at})
		}
	}
	part.arrange(all)
	return part
}

// shortest returns a cycle with the fewest nodes, or, once no steps are left,
// the best one found.
func (o *orders) shortest(left *int) (best []turn) {
	for m := range o.sends {
		if c := o.cycleFrom(m, len(best), left); c != nil {
			best = c
		}
		if len(best) == 2 || best != nil && *left <= 0 {
			break
		}
	}
	return best
}

// reached says how a search came to a message: by an order in which it follows
// that of an earlier step.
type reached struct {
	msg, order, parent, length int
}

// cycleFrom returns a shortest cycle through a message, nil where there is none
// shorter than limit (0: any). It goes breadth first; coming to a message opens
// all that follow it in its orders, each once.
func (o *orders) cycleFrom(start, limit int, left *int) []turn {
	end := make([]int, len(o.orders)) // positions from there on are opened
	for k := range end {
		end[k] = len(o.orders[k])
	}
	seen := make([]bool, len(o.sends))
	steps := []reached{{msg: start, parent: -1}}
	for i := 0; i < len(steps); i++ {
		if at := steps[i]; limit > 0 && at.length+1 >= limit {
			return nil
		}
		for _, p := range o.places[steps[i].msg] {
			for pos := p.pos + 1; pos < end[p.order]; pos++ {
				*left--
				to := o.orders[p.order][pos].msg
				if to != start && seen[to] {
					continue
				}
				seen[to] = true
				steps = append(steps, reached{to, p.order, i, steps[i].length + 1})
				if to == start {
					return o.trace(steps)
				}
			}
			end[p.order] = min(end[p.order], p.pos+1)
		}
	}
	return nil
}

// trace returns the turns that lead to the last step.
func (o *orders) trace(steps []reached) (cycle []turn) {
	for i := len(steps) - 1; steps[i].parent >= 0; i = steps[i].parent {
		at := steps[i]
		cycle = append(cycle, turn{o.delivery(at.order, steps[at.parent].msg), o.delivery(at.order, at.msg)})
	}
	slices.Reverse(cycle)
	first := 0
	for i := range cycle {
		if cycle[i].first.at < cycle[first].first.at {
			first = i
		}
	}
	return append(slices.Clone(cycle[first:]), cycle[:first]...)
}

func (o *orders) cycleFinding(cycle []turn) Finding {
	run := o.in.Run
	f := Finding{Certainty: Definite}
	says := make([]string, len(cycle))
	for i, t := range cycle {
		f.Events = append(f.Events, Witness{"earlier delivery", t.first.at}, Witness{"later delivery", t.second.at})
		f.Claims = append(f.Claims, Claim{t.first.at, t.second.at})
		f.Claims = append(append(f.Claims, o.entering(t.first)...), o.entering(t.second)...)
		says[i] = fmt.Sprintf("%s %s %s before %s %s %s", eventName(run, t.first.at), took(run, t.first.at), o.name(t.first.msg),
			eventName(run, t.second.at), took(run, t.second.at), o.name(t.second.msg))
	}
	last := len(says) - 1
	f.Message = list(says[:last]) + "; but " + says[last] + ": no order of all messages fits what these " + count(len(cycle), "node") + " did"
	return f
}
