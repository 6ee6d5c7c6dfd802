package graph

import (
	"cmp"
	"slices"
	"sort"
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// sendIndex finds sends by their sender and a key: what identifies them there.
type sendIndex struct {
	of   []sendList // by sender
	once sync.Once
	all  sendList // of all senders; made when a receive names none
}

// sendList holds sends by rising key, then event.
type sendList struct {
	sends []keyedSend
	lost  bool // what was added does not rise
	same  bool // some key was added twice, or may have been
}

// keyedSend is a send with all that matching asks of it: to read that from the
// run again and again would cost more than its room.
type keyedSend struct {
	key   parse.MsgID
	event parse.EventID
	to    parse.Receivers
}

func newSendIndex(senders int) *sendIndex { return &sendIndex{of: make([]sendList, senders)} }

// add files a send, before which most were filed that come before it. If there
// is no room for it, it makes some for so many.
func (l *sendList) add(s keyedSend, more int) {
	if n := len(l.sends); n > 0 && s.key <= l.sends[n-1].key {
		last := &l.sends[n-1]
		l.lost = l.lost || s.key < last.key || s.event < last.event
		l.same = true
	}
	if len(l.sends) == cap(l.sends) {
		l.sends = slices.Grow(l.sends, more)
	}
	l.sends = append(l.sends, s)
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
	slices.SortFunc(l.sends, func(a, b keyedSend) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.event, b.event))
	})
}

// finder looks up sends in an index.
type finder struct {
	*sendIndex
	last []int // by sender: where the last search in its list ended
}

func (x *sendIndex) finder() finder { return finder{x, make([]int, len(x.of))} }

// find returns the sends of p with that key, by rising event; those of anybody
// where p is NoNode.
//
// Messages arrive much in the order of their ids, and most senders count theirs:
// so it looks first where the key stands if all ids from the last one on are used.
func (f *finder) find(p parse.NodeID, key parse.MsgID) []keyedSend {
	if p == parse.NoNode {
		return f.findAny(key)
	}
	l, last := &f.of[p], &f.last[p]
	if *last < len(l.sends) && !l.same {
		i := *last + int(int64(key-l.sends[*last].key)>>1) // ids that follow one another differ by two
		if i >= 0 && i < len(l.sends) && l.sends[i].key == key {
			*last = i
			return l.sends[i : i+1]
		}
	}
	*last = l.search(*last, key)
	return l.sameKey(*last, key)
}

// findAny returns the sends of anybody with that key.
func (f *finder) findAny(key parse.MsgID) []keyedSend {
	f.once.Do(func() {
		for _, l := range f.of {
			f.all.sends = append(f.all.sends, l.sends...)
		}
		f.all.sort()
	})
	return f.all.sameKey(f.all.search(0, key), key)
}

// search returns the index of the first element with at least that key. It
// looks near the hint first, in steps that double.
func (l *sendList) search(hint int, key parse.MsgID) int {
	if len(l.sends) == 0 {
		return 0
	}
	if hint >= len(l.sends) {
		hint = 0
	}
	lo, hi := 0, len(l.sends)
	if l.sends[hint].key < key {
		lo = hint
		for step := 1; lo+step < hi; step *= 2 {
			if l.sends[lo+step].key >= key {
				hi = lo + step
				break
			}
			lo += step
		}
	} else {
		hi = hint
		for step := 1; hi-step >= 0; step *= 2 {
			if l.sends[hi-step].key < key {
				lo = hi - step
				break
			}
			hi -= step
		}
	}
	return lo + sort.Search(hi-lo, func(i int) bool { return l.sends[lo+i].key >= key })
}

// sameKey returns the elements from index i on with that key.
func (l *sendList) sameKey(i int, key parse.MsgID) []keyedSend {
	end := i
	if end < len(l.sends) && l.sends[end].key == key {
		end++
	}
	if end < len(l.sends) && l.sends[end].key == key {
		end += sort.Search(len(l.sends)-end, func(k int) bool { return l.sends[end+k].key > key })
	}
	return l.sends[i:end]
}
