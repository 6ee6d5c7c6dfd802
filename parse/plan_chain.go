package parse

import "bytes"

// chain is a plan that has no alternatives and is anchored, as most patterns
// are that take a whole line apart. It finds what [plan.match] would find, in
// one loop: a text at a place, the longest run of a set behind it, the next text
// behind that.
type chain struct {
	links []link
	whole bool // a match ends where the text ends
}

// link is a text, then a run of a set. Either may be empty.
type link struct {
	head, headMask uint64 // the first word of the text, and the bytes of it that the text has
	tail           uint64 // the last word of a longer text
	size           int    // of the text, in bytes
	min            int    // of the run

	// Indices of the places that are noted, of the run's beginning and of its
	// end: 0 and 1, which the whole match takes after all, where none are.
	from, to int

	run  *planStep // nil where there is none
	scan runScan   // of run
	stop byte      // likewise
	text string
}

// chainOf returns the chain of a plan, nil where it has none.
func chainOf(p *plan) *chain {
	if !p.anchored {
		return nil
	}
	c := &chain{}
	text := "" // before the next run or mark
	add := func(l link) {
		l.setText(text)
		c.links = append(c.links, l)
	}
	for i := p.start; ; i = p.steps[i].next {
		s := &p.steps[i]
		if c.whole && s.op != stepDone {
			return nil
		}
		switch s.op {
		case stepText:
			text += s.text
		case stepRun:
			add(link{run: s, scan: s.scan, stop: s.stop, min: s.min, from: s.from, to: max(s.to, 1)})
			text = s.text
		case stepMark:
			add(link{from: s.from, to: 1})
			text = ""
		case stepTextEnd:
			c.whole = true
		case stepDone:
			if text != "" {
				add(link{to: 1})
			}
			return c
		default:
			return nil
		}
	}
}

func (l *link) setText(text string) {
	var head [wordBytes]byte
	n := copy(head[:], text)
	l.head, l.headMask = word(head[:], 0), 1<<(8*n)-1
	if l.text, l.size = text, len(text); l.size > wordBytes {
		l.tail = word([]byte(text), l.size-wordBytes)
	}
}

// begins reports whether a text may match, by its first word. Of a hundred rules
// for the kinds of events, most that do not match need no more.
func (c *chain) begins(text []byte) bool {
	return c == nil || cap(text) < wordBytes || (word(text, 0)^c.links[0].head)&c.links[0].headMask == 0
}

// reads reports whether match can read a text: it looks at some bytes behind it.
func (c *chain) reads(text []byte) bool { return c != nil && cap(text)-len(text) >= wordBytes }

// match reports whether the text matches. The places of the match and its
// groups are in at then. It is one loop with as few calls as can be, for every
// line passes it, and a call costs more than most links.
func (c *chain) match(text []byte, at []int) bool {
	i, links := 0, c.links
	for k := range links {
		l := &links[k]
		from := i + l.size
		if from > len(text) || (word(text, i)^l.head)&l.headMask != 0 ||
			l.size > wordBytes && (word(text, from-wordBytes) != l.tail || l.size > 2*wordBytes && !l.goesOn(text[i:from])) {
			return false
		}
		i = from
		switch {
		case l.run == nil:
		case l.scan == scanWords:
			for i < len(text) {
				if low := lowBytes(word(text, i)); low != 0 {
					i += first(low)
					break
				}
				i += wordBytes
			}
			if i >= len(text) {
				i = len(text)
			} else if l.run.set[text[i]] {
				i = l.run.runEnd(text, i)
			}
		case l.scan == scanDigits:
			n := first(nonDigits(word(text, i)))
			if i += n; n == wordBytes || i > len(text) {
				i = l.run.runEnd(text, from)
			}
		case l.scan == scanStop:
			if n := bytes.IndexByte(text[i:], l.stop); n >= 0 {
				i += n
			} else {
				i = len(text)
			}
		default:
			i = l.run.runEnd(text, i)
		}
		if i-from < l.min {
			return false
		}
		at[l.from], at[l.to] = from, i
	}
	at[0], at[1] = 0, i
	return !c.whole || i == len(text)
}

// goesOn reports whether text of the length of the link's is that between the first
// word and the last.
func (l *link) goesOn(text []byte) bool {
	return string(text[wordBytes:len(text)-wordBytes]) == l.text[wordBytes:l.size-wordBytes]
}
