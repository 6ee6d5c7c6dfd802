package parse

import (
	"bytes"
	"slices"
)

// knownNames knows the names of vector clocks, and which of them stand together
// in one. A clock of such names is read in whatever order they come: each is
// looked up, and its count goes to the place that the name had in the clock that
// was noted. So all clocks of these names have them in one order, and none can
// stand twice unseen, because its place is taken.
type knownNames struct {
	slots []knownName // open-addressed, at most half full
	bits  int         // there are 1<<bits slots
	used  int         // of them
	kept  int         // names of all clocks that were noted
}

// knownName is a name and where it stood in the last clock that was noted with it.
type knownName struct {
	key   uint64      // as textKey
	clock *knownClock // nil where the slot is free
	place uint32
}

// knownClock is a clock of known names.
type knownClock struct {
	clock scannedClock
	taken []uint32 // by place: the last round in which it had a count
	round uint32
}

// maxKnownNames bounds the memory of all names that are known.
const maxKnownNames = 1 << 15

// begin begins to read a clock of these names.
func (k *knownClock) begin() {
	if k.round++; k.round == 0 {
		clear(k.taken)
		k.round = 1
	}
	k.clock.number = 0
}

// put gives a place its count. It returns false where it has one.
func (k *knownClock) put(place uint32, n uint64) bool {
	if k.taken[place] == k.round {
		return false
	}
	k.taken[place] = k.round
	k.clock.entries[place].N = n
	return true
}

// note notes the clock of these entries, whose names differ and whose order has
// that number.
func (t *knownNames) note(entries []NamedEntry, order uint64) {
	if t.kept += len(entries); t.kept > maxKnownNames {
		*t = knownNames{}
		return
	}
	k := &knownClock{clock: scannedClock{order: order}, taken: make([]uint32, len(entries))}
	for i, e := range entries {
		k.clock.entries = append(k.clock.entries, NamedEntry{Name: bytes.Clone(e.Name)})
		key, _ := textKey(e.Name)
		t.place(key, e.Name, k, uint32(i))
	}
}

// place notes where a name stands. One that finds no slot near its own stays
// unknown, and so does its clock.
func (t *knownNames) place(key uint64, name []byte, k *knownClock, place uint32) {
	if 2*t.used >= len(t.slots) {
		t.grow()
	}
	if s := t.slot(key, name); s != nil {
		if s.clock == nil {
			t.used++
		}
		*s = knownName{key, k, place}
	}
}

func (t *knownNames) grow() {
	old := t.slots
	t.bits = max(6, t.bits+1)
	t.slots, t.used = make([]knownName, 1<<t.bits), 0
	for _, s := range old {
		if s.clock != nil {
			if slot := t.slot(s.key, s.clock.clock.entries[s.place].Name); slot != nil {
				*slot = s
				t.used++
			}
		}
	}
}

// maxProbes bounds how far from its own slot a name lies, so that a log cannot
// make look-ups slow by names of equal keys.
const maxProbes = 16

// slot returns where a name is, or would be; nil where it has no place.
func (t *knownNames) slot(key uint64, name []byte) *knownName {
	i, last := int(spread(key, t.bits)), len(t.slots)-1
	for range maxProbes {
		s := &t.slots[i]
		if s.clock == nil || s.key == key && (key < hintKey || bytes.Equal(s.clock.clock.entries[s.place].Name, name)) {
			return s
		}
		i = (i + 1) & last
	}
	return nil
}

// first returns the name of that key where it lies in its first slot and the key
// is no hint, else nil.
func (t *knownNames) first(key uint64) *knownName {
	s := &t.slots[spread(key, t.bits)]
	if s.key != key || s.clock == nil || key >= hintKey {
		return nil
	}
	return s
}

// find returns the name of an entry of the line, nil where it is not known.
func (t *knownNames) find(line []byte, e *plainEntry) *knownName {
	var name []byte
	if e.key >= hintKey {
		name = line[e.name.from:e.name.to]
	}
	if s := t.slot(e.key, name); s != nil && s.clock != nil {
		return s
	}
	return nil
}

// known reads the object whose first entry begins at i, where its names are known
// and are all that stood together. It returns nil where they are not.
func (c *clockScanner) known(line []byte, start, i int) (*scannedClock, int) {
	if len(c.names.slots) == 0 {
		return nil, notPlain
	}
	end := c.list.read(line, i)
	if end == notPlain {
		return nil, notPlain
	}
	return c.putEntries(line, start), end
}

// putEntries puts the counts of the entries where their names belong. It returns
// nil where they are not just the names that stood together.
func (c *clockScanner) putEntries(line []byte, start int) *scannedClock {
	name := c.names.find(line, &c.list[0])
	if name == nil || len(name.clock.taken) != len(c.list) {
		return nil
	}
	k := name.clock
	k.begin()
	places := slices.Grow(c.places, len(c.list))[:len(c.list)]
	for i := range c.list {
		e := &c.list[i]
		if name = c.names.first(e.key); name == nil {
			if name = c.names.find(line, e); name == nil {
				return nil
			}
		}
		if name.clock != k || !k.put(name.place, e.n) {
			return nil
		}
		places[name.place] = span{e.count.from - start, e.count.to - start}
	}
	c.places = places
	c.changes.none()
	return &k.clock
}
