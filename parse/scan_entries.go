package parse

import "slices"

// plainEntry is an entry of an object of counters: where it stands in the line.
type plainEntry struct {
	key   uint64 // of the name
	n     uint64
	count span
	name  span // where the key is only a hint
}

// plainEntries is the entries of an object of counters.
type plainEntries []plainEntry

// read reads the object whose first entry begins at i, and returns where it ends;
// notPlain where it is no object of plain counts. Whether names differ, and
// whether those of up to seven bytes are plain, is not looked at.
func (l *plainEntries) read(line []byte, i int) int {
	*l = (*l)[:0]
	for ended := false; !ended; {
		if i, ended = l.short(line, i); !ended {
			if i, ended = l.long(line, i); i == notPlain {
				return notPlain
			}
		}
	}
	return i + 1
}

// short reads entries from i on, as long as their names and counts are of
// at most seven bytes, with no blanks but one after a mark. It returns where the
// first other entry begins, or where the bracket stands that ends the object. It
// looks at names only to where they end: those that are known are plain.
func (l *plainEntries) short(line []byte, i int) (next int, ended bool) {
	const most = 1 + 7 + len(`": `) + wordBytes + 1 // bytes that are looked at
	for len(line)-i >= most && line[i] == '"' {
		name := word(line, i+1)
		size := first(quotes(name))
		at := i + 1 + size + len(`":`)
		if size == wordBytes || line[at-1] != ':' {
			break
		}
		if line[at] == ' ' {
			at++
		}
		count := word(line, at)
		digits := first(nonDigits(count))
		mark := line[at+digits]
		if digits == 0 || digits == wordBytes || byte(count) == '0' && digits > 1 || mark != ',' && mark != '}' {
			break
		}
		e := l.more()
		e.key, e.n, e.count = shortKey(name, size), digitsValue(count, digits), span{at, at + digits}
		if mark == '}' {
			return at + digits, true
		}
		if i = at + digits + 1; line[i] == ' ' {
			i++
		}
	}
	return i, false
}

// more makes room for an entry.
func (l *plainEntries) more() *plainEntry {
	n := len(*l)
	if n == cap(*l) {
		*l = slices.Grow(*l, 1)
	}
	*l = (*l)[:n+1]
	return &(*l)[n]
}

// long reads any other entry. It returns where the next one begins, or the
// bracket stands; notPlain where the entry is not plain.
func (l *plainEntries) long(line []byte, i int) (next int, ended bool) {
	i = skipBlanks(line, i)
	end := keyEnd(line, i)
	if end == notPlain {
		return notPlain, false
	}
	countAt := colonEnd(line, end+1)
	n, countEnd := plainCount(line, countAt)
	if countEnd == notPlain {
		return notPlain, false
	}
	key, _ := textKey(line[i+1 : end])
	*l.more() = plainEntry{key, n, span{countAt, countEnd}, span{i + 1, end}}
	switch i = skipBlanks(line, countEnd); byteAt(line, i) {
	case ',':
		return i + 1, false
	case '}':
		return i, true
	}
	return notPlain, false
}
