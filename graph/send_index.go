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
	first parse.MsgID
	keys  []parse.MsgID // of the sends; nil where they follow one another from first on, by steps of MsgIDStep
	sends []send
	lost  bool // what was added does not rise
	same  bool // some key was added twice, or may have been
}

// send is a send with all that matching asks of it: to read that from the run
// again and again would cost more than its room.
type send struct {
	event parse.EventID
	to    parse.Receivers
}

func newSendIndex(senders int) *sendIndex { return &sendIndex{of: make([]sendList, senders)} }

// add files a send, before which most were filed that come before it. If there
// is no room for it, it makes some for so many, but for one at least.
func (l *sendList) add(key parse.MsgID, s send, more int) {
	n := len(l.sends)
	if n == 0 {
		l.first = key
	} else if l.keys == nil && key != l.key(n) {
		l.list()
	}
	if l.keys != nil {
		if last := l.keys[n-1]; key <= last {
			l.lost = l.lost || key < last || s.event < l.sends[n-1].event
			l.same = true
		}
		l.keys = append(l.keys, key)
	}
	if n == cap(l.sends) {
		l.sends = slices.Grow(l.sends, max(more, 1))
	}
	l.sends = append(l.sends, s)
}

// list makes the list of the keys, which follow one another so far.
func (l *sendList) list() {
	l.keys = make([]parse.MsgID, 0, cap(l.sends))
	for i := range l.sends {
		l.keys = append(l.keys, l.first+parse.MsgID(parse.MsgIDStep*i))
	}
}

// key returns the key of send i; where keys follow one another, i may also be the
// next.
func (l *sendList) key(i int) parse.MsgID {
	if l.keys == nil {
		return l.first + parse.MsgID(parse.MsgIDStep*i)
	}
	return l.keys[i]
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
		key parse.MsgID
		send
	}
	list := make([]keyed, len(l.keys))
	for i, key := range l.keys {
		list[i] = keyed{key, l.sends[i]}
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.event, b.event)) })
	for i, s := range list {
		l.keys[i], l.sends[i] = s.key, s.send
	}
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
func (f *finder) find(p parse.NodeID, key parse.MsgID) []send {
	if p == parse.NoNode {
		return f.findAny(key)
	}
	l := &f.of[p]
	if l.keys == nil {
		diff := uint64(key - l.first)
		if i := diff / parse.MsgIDStep; i < uint64(len(l.sends)) && diff%parse.MsgIDStep == 0 {
			return l.sends[i : i+1]
		}
		return nil
	}
	last := &f.last[p]
	if !l.same {
		i := *last + int(int64(key-l.keys[*last])/parse.MsgIDStep)
		if i >= 0 && i < len(l.keys) && l.keys[i] == key {
			*last = i
			return l.sends[i : i+1]
		}
	}
	i := l.search(*last, key)
	*last = min(i, len(l.keys)-1)
	return l.sameKey(i, key)
}

// findAny returns the sends of anybody with that key.
func (f *finder) findAny(key parse.MsgID) []send {
	f.once.Do(func() {
		for i := range f.of {
			l := &f.of[i]
			for k, s := range l.sends {
				f.all.keys, f.all.sends = append(f.all.keys, l.key(k)), append(f.all.sends, s)
			}
		}
		f.all.sort()
	})
	return f.all.sameKey(f.all.search(0, key), key)
}

// search returns the index of the first listed key that is at least that one. It
// looks near the hint first, in steps that double.
func (l *sendList) search(hint int, key parse.MsgID) int {
	if len(l.keys) == 0 {
		return 0
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
	return lo + sort.Search(hi-lo, func(i int) bool { return l.keys[lo+i] >= key })
}

// sameKey returns the elements from index i on with that key.
func (l *sendList) sameKey(i int, key parse.MsgID) []send {
	end := i
	if end < len(l.keys) && l.keys[end] == key {
		end++
	}
	if end < len(l.keys) && l.keys[end] == key {
		end += sort.Search(len(l.keys)-end, func(k int) bool { return l.keys[end+k] > key })
	}
	return l.sends[i:end]
}
