package parse

// lastTime is the last wall time that was read from a date and a time of day.
// Those that come next mostly differ from it in the fraction of the second alone,
// and have as many digits. It is for times of one unit and one zone.
type lastTime struct {
	text  []byte // as written; empty where there is none
	end   int    // of the fraction in text
	start int64  // of the second, in nanoseconds since 1970

	// Of a fraction that a word holds:
	around expectedText // the text, with any byte for each digit; empty for other fractions
	digits int
	unit   int64 // of the last of them, in nanoseconds
}

const dateBytes = len("2006-01-02T15:04:05")

// maxTimeBytes is as much as a time takes of which all digits count.
const maxTimeBytes = dateBytes + len(".123456789+01:00")

// read reads a time of the same second with the same offset, as
// [timeReader.text] does. Where it returns false, it may be any other.
func (l *lastTime) read(text []byte) (ns int64, ok bool) {
	if size := l.around.size; len(text) == size && size > 0 && cap(text) >= expectedBytes && l.around.fills(text[:expectedBytes]) {
		w := word(text, l.end-wordBytes) >> (8 * (wordBytes - l.digits)) // the digits, and zeros
		if nonDigits(w)&(1<<(8*l.digits)-1) == 0 {
			return l.start + int64(digitsValue(w, l.digits))*l.unit, true
		}
	}
	if len(l.text) == 0 || len(text) < dateBytes || string(text[:dateBytes]) != string(l.text[:dateBytes]) {
		return 0, false
	}
	fraction, end := shortFraction(text)
	if end == notPlain || string(text[end:]) != string(l.text[l.end:]) {
		return 0, false
	}
	return l.start + fraction, true
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
	if end == notPlain || len(text) > maxTimeBytes {
		return
	}
	l.text, l.end, l.start = append(l.text[:0], text...), end, ns-fraction
	l.digits, l.unit = max(end-dateBytes-1, 0), int64(1e9)
	for range l.digits {
		l.unit /= 10
	}
	if l.around.size = 0; l.digits > 0 && l.digits <= wordBytes && len(text) <= expectedBytes {
		l.around.setText(text)
		l.around.ignore(end-l.digits, end)
	}
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
