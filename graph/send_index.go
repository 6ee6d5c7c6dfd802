package graph

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// sendIndex finds sends by their sender and a key: what identifies them there.
// It holds their ids only, and reads the keys from the run.
type sendIndex struct {
	run  *parse.Run
	key  func(parse.Event) parse.MsgID
	of   [][]parse.EventID // by sender, each by rising key, then event
	last []parse.MsgID     // by sender: the key of the last that was added
	lost []bool            // by sender: the keys that were added do not rise
	same []bool            // by sender: some key was added twice, or may have been
	all  []parse.EventID   // of all senders; made when a receive names none
	hint []int             // where the last search in each list ended
	at   []parse.MsgID     // the key it looked for, where the list has it only there
}

func newSendIndex(run *parse.Run, senders int, key func(parse.Event) parse.MsgID) sendIndex {
	return sendIndex{run: run, key: key, of: make([][]parse.EventID, senders), last: make([]parse.MsgID, senders),
		lost: make([]bool, senders), same: make([]bool, senders), hint: make([]int, senders), at: make([]parse.MsgID, senders)}
}

// add files a send of p. Sends are added by rising event.
func (x *sendIndex) add(p parse.NodeID, key parse.MsgID, e parse.EventID) {
	x.lost[p] = x.lost[p] || key < x.last[p]
	x.same[p] = x.same[p] || key <= x.last[p]
	x.last[p] = key
	x.of[p] = append(x.of[p], e)
}

// sort makes the index ready. Senders mostly count their messages, so there is
// nothing to do.
func (x *sendIndex) sort() {
	for p, list := range x.of {
		if x.lost[p] {
			x.sortByKey(list)
		}
	}
}

func (x *sendIndex) sortByKey(list []parse.EventID) {
	type keyed struct {
		key   parse.MsgID
		event parse.EventID
	}
	byKey := make([]keyed, len(list))
	for i, e := range list {
		byKey[i] = keyed{x.keyOf(e), e}
	}
	slices.SortFunc(byKey, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.event, b.event)) })
	for i, k := range byKey {
		list[i] = k.event
	}
}

func (x *sendIndex) keyOf(e parse.EventID) parse.MsgID { return x.key(x.run.Event(e)) }

// find returns the sends of p with that key, by rising event.
//
// Messages arrive much in the order of their ids, and most senders count theirs:
// so it looks first where the key stands if all ids from the last one on are used.
func (x *sendIndex) find(p parse.NodeID, key parse.MsgID) []parse.EventID {
	if at := x.at[p]; at != 0 && !x.same[p] {
		list, guess := x.of[p], x.hint[p]+int(int64(key-at)>>1) // ids that follow one another differ by two
		if guess >= 0 && guess < len(list) && x.keyOf(list[guess]) == key {
			x.hint[p], x.at[p] = guess, key
			return list[guess : guess+1]
		}
	}
	i := x.search(x.of[p], x.hint[p], key)
	x.hint[p], x.at[p] = i, 0
	found := x.sameKey(x.of[p][i:], key)
	if len(found) == 1 {
		x.at[p] = key
	}
	return found
}

// findAny returns the sends of anybody with that key.
func (x *sendIndex) findAny(key parse.MsgID) []parse.EventID {
	if x.all == nil {
		for _, list := range x.of {
			x.all = append(x.all, list...)
		}
		x.sortByKey(x.all)
	}
	return x.sameKey(x.all[x.search(x.all, 0, key):], key)
}

// search returns the index of the first element of list with at least that key.
// It looks near the hint first, in steps that double.
func (x *sendIndex) search(list []parse.EventID, hint int, key parse.MsgID) int {
	if len(list) == 0 {
		return 0
	}
	if hint >= len(list) {
		hint = 0
	}
	lo, hi := 0, len(list)
	if x.keyOf(list[hint]) < key {
		lo = hint
		for step := 1; lo+step < hi; step *= 2 {
			if x.keyOf(list[lo+step]) >= key {
				hi = lo + step
				break
			}
			lo += step
		}
	} else {
		hi = hint
		for step := 1; hi-step >= 0; step *= 2 {
			if x.keyOf(list[hi-step]) < key {
				lo = hi - step
				break
			}
			hi -= step
		}
	}
	return lo + sort.Search(hi-lo, func(i int) bool { return x.keyOf(list[lo+i]) >= key })
}

// sameKey returns the elements at the start of list with that key.
func (x *sendIndex) sameKey(list []parse.EventID, key parse.MsgID) []parse.EventID {
	switch {
	case len(list) == 0 || x.keyOf(list[0]) != key:
		return nil
	case len(list) == 1 || x.keyOf(list[1]) != key:
		return list[:1]
	}
	return list[:sort.Search(len(list), func(i int) bool { return x.keyOf(list[i]) > key })]
}
