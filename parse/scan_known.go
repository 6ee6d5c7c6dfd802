package parse

import "bytes"

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
	clock vectorStamp
	taken []uint32 // by place: the last round in which it had a count
	round uint32
	left  int // places that have none
}

// maxKnownNames bounds the memory of all names that are known.
const maxKnownNames = 1 << 15

// begin begins to read a clock of these names.
func (k *knownClock) begin() {
	if k.round++; k.round == 0 {
		clear(k.taken)
		k.round = 1
	}
	k.clock.number, k.left = 0, len(k.taken)
}

// put gives a place its count. It returns false where it has one.
func (k *knownClock) put(place uint32, n uint64) bool {
	if k.taken[place] == k.round {
		return false
	}
	k.taken[place] = k.round
	k.left--
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
	k := &knownClock{clock: vectorStamp{order: order}, taken: make([]uint32, len(entries))}
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

// find returns the name of that key, which stands in quotation marks at line[i];
// nil where it is not known.
func (t *knownNames) find(key uint64, line []byte, i int) *knownName {
	var name []byte
	if key >= hintKey {
		name = line[i+1 : keyEnd(line, i)]
	}
	if s := t.slot(key, name); s != nil && s.clock != nil {
		return s
	}
	return nil
}

// known reads the object that begins at start from its first entry, at i, where
// its names are known and are all that stood together. It returns nil where they
// are not.
func (c *clockScanner) known(line []byte, start, i int) (*vectorStamp, int) {
	if len(c.names.slots) == 0 {
		return nil, notPlain
	}
	name := c.names.find(entryKey(line, i), line, i)
	if name == nil {
		return nil, notPlain
	}
	k := name.clock
	k.begin()
	if c.noted {
		c.places = room(c.places, len(k.taken))
	}
	for ended := false; !ended; {
		if i, ended = c.putShort(k, line, start, i); !ended {
			if i, ended = c.putNext(k, line, start, i); i == notPlain {
				return nil, notPlain
			}
		}
	}
	if k.left > 0 {
		return nil, notPlain
	}
	c.churn.none()
	return &k.clock, i + 1
}

// putShort reads entries from i on, as long as their names and counts are of at
// most seven bytes, with no blanks but one after a mark, and puts the counts where
// the names belong. It returns where the first other entry begins, or where the
// bracket stands that ends the object. It looks at names only to where they end,
// for those that are known are plain. (All is in one loop: calls would take as
// long as what they do.)
func (c *clockScanner) putShort(k *knownClock, line []byte, start, i int) (next int, ended bool) {
	for len(line)-i > mostShort && line[i] == '"' {
		name := word(line, i+1)
		quote := quotes(name)
		if quote == 0 {
			break
		}
		size := first(quote)
		at := i + 1 + size + len(`":`)
		if line[at-1] != ':' {
			break
		}
		if line[at] == ' ' {
			at++
		}
		count := word(line, at)
		behind := nonDigits(count)
		if behind == 0 {
			break
		}
		digits := first(behind)
		mark := line[at+digits]
		if digits == 0 || byte(count) == '0' && digits > 1 || mark != ',' && mark != '}' {
			break
		}
		known := c.names.first(shortKey(name, size))
		if known == nil || known.clock != k || !k.put(known.place, digitsValue(count, digits)) {
			break
		}
		if c.noted {
			c.places[known.place] = span{at - start, at + digits - start}
		}
		if mark == '}' {
			return at + digits, true
		}
		if i = at + digits + 1; line[i] == ' ' {
			i++
		}
	}
	return i, false
}

// putNext is putShort for one entry, whatever it is; next is notPlain where it is
// none, or not of a known name.
func (c *clockScanner) putNext(k *knownClock, line []byte, start, i int) (next int, ended bool) {
	i = skipBlanks(line, i)
	key, n, at, end := entry(line, i)
	name := c.names.find(key, line, i)
	if end == notPlain || name == nil || name.clock != k || !k.put(name.place, n) {
		return notPlain, false
	}
	if c.noted {
		c.places[name.place] = span{at - start, end - start}
	}
	return afterEntry(line, end)
}
