package graph

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// sendIndex finds sends by their sender and a key: what identifies them there.
type sendIndex struct {
	of   []sendList // by sender
	all  *sendList  // of all senders; made when a receive names none
	last []lastFind // by sender
}

// sendList holds sends by rising key, then event.
type sendList struct {
	events []parse.EventID
	keys   []parse.MsgID // theirs; read from the run again and again they would cost more than their room
	lost   bool          // the keys that were added do not rise
	same   bool          // some key was added twice, or may have been
}

// lastFind is where the last search in a list ended.
type lastFind struct {
	hint int
	at   parse.MsgID // the key it looked for, where the list has it only there
}

func newSendIndex(senders int) sendIndex {
	return sendIndex{of: make([]sendList, senders), last: make([]lastFind, senders)}
}

// add files a send of p. Sends are added by rising event.
func (x *sendIndex) add(p parse.NodeID, key parse.MsgID, e parse.EventID) {
	l := &x.of[p]
	if n := len(l.keys); n > 0 {
		l.lost = l.lost || key < l.keys[n-1]
		l.same = l.same || key <= l.keys[n-1]
	}
	l.events, l.keys = append(l.events, e), append(l.keys, key)
}

// sort makes the index ready. Senders mostly count their messages, so there is
// nothing to do.
func (x *sendIndex) sort() {
	for p := range x.of {
		if x.of[p].lost {
			x.of[p].sort()
		}
	}
}

func (l *sendList) sort() {
	type keyed struct {
		key   parse.MsgID
		event parse.EventID
	}
	byKey := make([]keyed, len(l.events))
	for i, e := range l.events {
		byKey[i] = keyed{l.keys[i], e}
	}
	slices.SortFunc(byKey, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.event, b.event)) })
	for i, k := range byKey {
		l.events[i], l.keys[i] = k.event, k.key
	}
}

// find returns the sends of p with that key, by rising event.
//
// Messages arrive much in the order of their ids, and most senders count theirs:
// so it looks first where the key stands if all ids from the last one on are used.
func (x *sendIndex) find(p parse.NodeID, key parse.MsgID) []parse.EventID {
	l, last := &x.of[p], &x.last[p]
	if last.at != 0 && !l.same {
		guess := last.hint + int(int64(key-last.at)>>1) // ids that follow one another differ by two
		if guess >= 0 && guess < len(l.keys) && l.keys[guess] == key {
			*last = lastFind{guess, key}
			return l.events[guess : guess+1]
		}
	}
	i := l.search(last.hint, key)
	*last = lastFind{hint: i}
	found := l.sameKey(i, key)
	if len(found) == 1 {
		last.at = key
	}
	return found
}

// findAny returns the sends of anybody with that key.
func (x *sendIndex) findAny(key parse.MsgID) []parse.EventID {
	if x.all == nil {
		x.all = &sendList{}
		for _, l := range x.of {
			x.all.events, x.all.keys = append(x.all.events, l.events...), append(x.all.keys, l.keys...)
		}
		x.all.sort()
	}
	return x.all.sameKey(x.all.search(0, key), key)
}

// search returns the index of the first element with at least that key. It
// looks near the hint first, in steps that double.
func (l *sendList) search(hint int, key parse.MsgID) int {
	if len(l.keys) == 0 {
		return 0
	}
	if hint >= len(l.keys) {
		hint = 0
	}
	lo, hi := 0, len(l.keys)
	if l.keys[hint] < key {
		lo = hint
		for step := 1; lo+step < hi; step *= 2 {
			if l.keys[lo+step] >= key {
				hi = lo + step
				break
			}
			lo += step
		}
	} else {
		hi = hint
		for step := 1; hi-step >= 0; step *= 2 {
			if l.keys[hi-step] < key {
				lo = hi - step
				break
			}
			hi -= step
		}
	}
	i, _ := slices.BinarySearch(l.keys[lo:hi], key)
	return lo + i
}

// sameKey returns the elements from index i on with that key.
func (l *sendList) sameKey(i int, key parse.MsgID) []parse.EventID {
	end := i
	if end < len(l.keys) && l.keys[end] == key {
		end++
	}
	if end < len(l.keys) && l.keys[end] == key {
		end += sort.Search(len(l.keys)-end, func(k int) bool { return l.keys[end+k] > key })
	}
	return l.events[i:end]
}
