package parse

// Keys of the parts of a stamp, as textKey packs them.
var (
	stampPT, _ = textKey([]byte("pt"))
	stampL, _  = textKey([]byte("l"))
	stampC, _  = textKey([]byte("c"))
)

// readStamp reads the hybrid logical clock stamp {"pt":…,"c":…} or {"l":…,"c":…}
// that begins at i, and returns where it ends. What has other parts, or one of
// them twice, is left to readHLC.
func (s *scanner) readStamp(text []byte, i int) int {
	first, pt, _, end := entry(text, skipBlanks(text, i+1))
	i, ended := afterEntry(text, end)
	if i == notPlain || ended {
		return notPlain
	}
	second, c, _, end := entry(text, i)
	if i, ended = afterEntry(text, end); !ended {
		return notPlain
	}
	if second != stampC {
		first, pt, second, c = second, c, first, pt
	}
	if second != stampC || first != stampPT && first != stampL {
		return notPlain
	}
	s.stamp = stamp{pt: pt, c: c}
	return i + 1
}
