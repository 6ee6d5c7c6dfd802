package checks_test

import (
	"slices"
	"strings"
)

// family says which executions are tried one and all.
type family struct {
	procs, events int
	locals        bool // some events have nothing to do with messages
	repeats       bool // a message may be received again where it was received
	toSelf        bool // a node may be among those that it sends to
	broadcasts    bool // a message goes to all that it may go to
}

// everyExecution lists all executions of a family, each once up to the names
// of nodes and to the order in which events of different nodes are told: sends
// to any set of nodes, receives of what was sent, local events.
func (f family) everyExecution() []*execution {
	var all []*execution
	level := []*execution{{procs: f.procs}}
	for range f.events {
		seen := map[string]bool{}
		var next []*execution
		for _, x := range level {
			for _, y := range f.successors(x) {
				if key := y.shape(); !seen[key] {
					seen[key] = true
					next = append(next, y)
				}
			}
		}
		level = next
		all = append(all, level...)
	}
	return all
}

// successors lists the executions that one more event makes of x.
func (f family) successors(x *execution) []*execution {
	var list []*execution
	add := func(e refEvent) *execution {
		y := &execution{procs: x.procs, events: append(slices.Clone(x.events), e)}
		for _, m := range x.msgs {
			y.msgs = append(y.msgs, refMsg{m.send, m.to, slices.Clone(m.recvs)})
		}
		list = append(list, y)
		return y
	}
	for p := range x.procs {
		if f.locals {
			add(refEvent{proc: p, kind: "internal", msg: -1})
		}
		for to := 1; to < 1<<x.procs; to++ {
			if f.mayGo(p, to, x.procs) {
				y := add(refEvent{proc: p, kind: "send", msg: len(x.msgs)})
				y.msgs = append(y.msgs, refMsg{send: len(x.events), to: members(to)})
			}
		}
		for m, msg := range x.msgs {
			if slices.Contains(msg.to, p) && (f.repeats || x.firstDelivery(m, p) < 0) {
				y := add(refEvent{proc: p, kind: "receive", msg: m})
				y.msgs[m].recvs = append(y.msgs[m].recvs, len(x.events))
			}
		}
	}
	return list
}

// mayGo reports whether p may send to a set of nodes.
func (f family) mayGo(p, to, procs int) bool {
	most := 1<<procs - 1
	if !f.toSelf {
		most &^= 1 << p
	}
	return to == most || to&^most == 0 && !f.broadcasts
}

// members lists the bits that are set.
func members(set int) (list []int) {
	for i := 0; set>>i > 0; i++ {
		if set>>i&1 == 1 {
			list = append(list, i)
		}
	}
	return list
}

// shape names an execution by what each node did, the same for any names of
// the nodes and any order of what they did independently.
func (x *execution) shape() string {
	least := ""
	eachPermutation(x.procs, func(name []int) {
		nodes := make([][]byte, x.procs)
		id := make([][2]byte, len(x.msgs)) // sender, and place there
		for _, e := range x.events {
			own := &nodes[name[e.proc]]
			switch e.kind {
			case "send":
				id[e.msg] = [2]byte{byte('0' + name[e.proc]), byte('0' + len(*own))}
				set := 0
				for _, q := range x.msgs[e.msg].to {
					set |= 1 << name[q]
				}
				*own = append(*own, 's', byte('0'+set))
			case "receive":
				*own = append(*own, 'r', id[e.msg][0], id[e.msg][1])
			default:
				*own = append(*own, 'l')
			}
		}
		var b strings.Builder
		for _, n := range nodes {
			b.Write(append(n, '|'))
		}
		if key := b.String(); least == "" || key < least {
			least = key
		}
	})
	return least
}

// eachPermutation calls f with every order of 0 … n-1.
func eachPermutation(n int, f func([]int)) {
	list := make([]int, 0, n)
	var extend func()
	extend = func() {
		if len(list) == n {
			f(list)
			return
		}
		for i := range n {
			if !slices.Contains(list, i) {
				list = append(list, i)
				extend()
				list = list[:len(list)-1]
			}
		}
	}
	extend()
}
