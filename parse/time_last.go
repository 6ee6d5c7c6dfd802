package parse

import "encoding/binary"

// lastTime is the last wall time that was read from a date and a time of day.
// Those that come next mostly differ from it in the fraction of the second alone.
// It is for times of one unit and one zone.
type lastTime struct {
	second [dateBytes]byte // as written, without the fraction
	offset [8]byte         // what followed the fraction: "+01:00" at most
	size   int             // bytes of offset
	start  int64           // of the second, in nanoseconds since 1970
	known  bool
}

const dateBytes = len("2006-01-02T15:04:05")

// read reads a time of the same second with the same offset, as
// [timeReader.text] does. Where it returns false, it may be any other.
func (l *lastTime) read(text []byte) (ns int64, ok bool) {
	if !l.known || len(text) < dateBytes || !l.sameSecond(text) {
		return 0, false
	}
	fraction, end := shortFraction(text)
	if end == notPlain || string(text[end:]) != string(l.offset[:l.size]) {
		return 0, false
	}
	return l.start + fraction, true
}

func (l *lastTime) sameSecond(text []byte) bool {
	const last = dateBytes - 8
	a, b := text[:dateBytes], l.second[:]
	return binary.LittleEndian.Uint64(a) == binary.LittleEndian.Uint64(b) &&
		binary.LittleEndian.Uint64(a[8:]) == binary.LittleEndian.Uint64(b[8:]) &&
		binary.LittleEndian.Uint64(a[last:]) == binary.LittleEndian.Uint64(b[last:])
}

// shortFraction reads a fraction of up to nine digits that follows the second,
// if there is any, in nanoseconds. It returns where it ends.
func shortFraction(text []byte) (ns int64, end int) {
	if c := byteAt(text, dateBytes); c != '.' && c != ',' {
		return 0, dateBytes
	}
	i, unit := dateBytes+1, int64(1e9)
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		if unit /= 10; unit == 0 {
			return 0, notPlain
		}
		ns += int64(text[i]-'0') * unit
	}
	if i == dateBytes+1 {
		return 0, notPlain
	}
	return ns, i
}

// note notes a text that was read as a time.
func (l *lastTime) note(text []byte, ns int64) {
	if len(text) < dateBytes || text[4] != '-' { // a number, then
		return
	}
	fraction, end := shortFraction(text)
	if end == notPlain {
		return
	}
	copy(l.second[:], text)
	l.size = copy(l.offset[:], text[end:])
	l.start, l.known = ns-fraction, true
}

// readTime reads a wall time of the line.
func (r *eventReader) readTime(raw rawJSON) (int64, *lineError) {
	if !raw.isString() {
		return r.times.read(raw)
	}
	text := raw.text()
	if ns, ok := r.lastTime.read(text); ok {
		return ns, nil
	}
	ns, err := r.times.text(text)
	if err == nil {
		r.lastTime.note(text, ns)
	}
	return ns, err
}
