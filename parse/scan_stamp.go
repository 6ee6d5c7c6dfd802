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
	list := &s.clock.list
	end := list.read(text, skipBlanks(text, i+1))
	if end == notPlain || len(*list) != 2 {
		return notPlain
	}
	pt, c := &(*list)[0], &(*list)[1]
	if c.key != stampC {
		pt, c = c, pt
	}
	if c.key != stampC || pt.key != stampPT && pt.key != stampL {
		return notPlain
	}
	s.stamp = stamp{pt: pt.n, c: c.n}
	return end
}
