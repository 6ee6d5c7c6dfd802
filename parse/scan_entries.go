package parse

// entry reads the entry of an object of counters that begins at i: the key of its
// name, as textKey, its count, and where that begins and ends; notPlain where it is
// no plain entry. (A struct of all this would not be kept in registers.)
func entry(line []byte, i int) (key, n uint64, at, end int) {
	if key, n, at, end = shortEntry(line, i); end == notPlain {
		return longEntry(line, i)
	}
	return key, n, at, end
}

// mostShort is how many bytes are looked at to read a short entry.
const mostShort = 1 + 7 + len(`": `) + wordBytes

// entryKey is the key of entry; 0 where it is no plain entry.
func entryKey(line []byte, i int) (key uint64) {
	if len(line)-i > mostShort && line[i] == '"' {
		name := word(line, i+1)
		if quote := quotes(name); quote != 0 {
			return shortKey(name, first(quote))
		}
	}
	key, _, _, _ = longEntry(line, i)
	return key
}

// shortEntry is entry for names and counts of at most seven bytes, with no blanks
// but one after the colon. It looks at the name only to where it ends: one that is
// known is plain.
func shortEntry(line []byte, i int) (key, n uint64, at, end int) {
	if len(line)-i < mostShort || line[i] != '"' {
		return 0, 0, 0, notPlain
	}
	name := word(line, i+1)
	size := first(quotes(name))
	at = i + 1 + size + len(`":`)
	if size == wordBytes || line[at-1] != ':' {
		return 0, 0, 0, notPlain
	}
	if line[at] == ' ' {
		at++
	}
	count := word(line, at)
	digits := first(nonDigits(count))
	if digits == 0 || digits == wordBytes || byte(count) == '0' && digits > 1 {
		return 0, 0, 0, notPlain
	}
	return shortKey(name, size), digitsValue(count, digits), at, at + digits
}

// longEntry is entry for all others.
func longEntry(line []byte, i int) (key, n uint64, at, end int) {
	nameEnd := keyEnd(line, i)
	if nameEnd == notPlain {
		return 0, 0, 0, notPlain
	}
	at = colonEnd(line, nameEnd+1)
	n, end = plainCount(line, at)
	key, _ = textKey(line[i+1 : nameEnd])
	return key, n, at, end
}

// afterEntry returns where the entry behind the one that ends at i begins, or
// where the bracket stands that ends the object; notPlain where neither does, or i
// is notPlain.
func afterEntry(line []byte, i int) (next int, ended bool) {
	if i == notPlain {
		return notPlain, false
	}
	if i = skipBlanks(line, i); byteAt(line, i) == '}' {
		return i, true
	}
	if byteAt(line, i) != ',' {
		return notPlain, false
	}
	return skipBlanks(line, i+1), false
}
