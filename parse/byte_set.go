package parse

// byteSet is a set of bytes.
type byteSet [256]bool

// Bytes from firstInner to before firstOuter stand inside a character of UTF-8,
// never at its beginning.
const firstInner, firstOuter = 0x80, 0xC0

// meets reports whether two sets have a byte in common.
func (s *byteSet) meets(t *byteSet) bool {
	for c := range s {
		if s[c] && t[c] {
			return true
		}
	}
	return false
}

// join adds the bytes of t.
func (s *byteSet) join(t *byteSet) {
	for c := range s {
		s[c] = s[c] || t[c]
	}
}

// add adds the bytes from low to high.
func (s *byteSet) add(low, high byte) {
	for c := int(low); c <= int(high); c++ {
		s[c] = true
	}
}

// hasInner reports whether the set holds bytes from inside characters.
func (s *byteSet) hasInner() bool {
	for _, in := range s[firstInner:firstOuter] {
		if in {
			return true
		}
	}
	return false
}

// stop returns the one byte that is not in the set, -1 where there is none or
// are several.
func (s *byteSet) stop() int {
	stop := -1
	for c, in := range s {
		if !in && stop >= 0 {
			return -1
		}
		if !in {
			stop = c
		}
	}
	return stop
}
