package parse

import "bytes"

// verdict is what a plan says of a text.
type verdict uint8

const (
	absent    verdict = iota // there is no match
	present                  // there is one
	undecided                // it took too many tries to tell
)

// maxTries bounds the tries of one text. A try takes time in proportion to the
// text at worst, so this many take a few times as long as regexp.
const maxTries = 64

// planMatch is a plan at work on one text.
type planMatch struct {
	steps []planStep
	text  []byte
	at    []int // place of each mark, as regexp's FindSubmatchIndex returns them
	tries int   // how many are left
}

// match looks for the leftmost match of a plan. Where it is present, at tells
// where its groups stand.
//
// Where a match that would begin with a run of any length fails, it fails from
// every place in that run: the same places would be tried for the rest. So the
// search goes on after the run.
func (p *plan) match(text []byte, at []int) verdict {
	m := planMatch{steps: p.steps, text: text, at: at, tries: maxTries}
	if p.anchored {
		return m.begin(p.start, 0)
	}
	first := &p.steps[p.skipMarks(p.start)]
	begin := m.seek(p, first, 0)
	for round := 0; begin < len(text); round++ {
		if round == 1 && !contains(text, p.needs) {
			return absent
		}
		if v := m.begin(p.start, begin); v != absent {
			return v
		}
		m.tries--
		end := begin + 1
		if first.isOpenRun() {
			end = max(end, first.runEnd(text, begin))
		}
		begin = m.seek(p, first, end)
	}
	return absent
}

// begin tries a match that begins at a place.
func (m *planMatch) begin(start, begin int) verdict {
	switch {
	case m.from(start, begin):
		m.at[0] = begin
		return present
	case m.tries < 0:
		return undecided
	}
	return absent
}

// seek returns the next place from i on where a match may begin, the text's
// length where there is none.
func (m *planMatch) seek(p *plan, first *planStep, i int) int {
	if first.op == stepText {
		if at := bytes.Index(m.text[i:], []byte(first.text)); at >= 0 {
			return i + at
		}
		return len(m.text)
	}
	begins := &p.steps[p.start].begins
	for i < len(m.text) && !begins[m.text[i]] {
		i++
	}
	return i
}

// from reports whether the steps from step i on match at a place of the text.
func (m *planMatch) from(i, at int) bool {
	text, steps := m.text, m.steps
	for {
		s := &steps[i]
		switch s.op {
		case stepRun:
			end := s.runEnd(text, at)
			if end-at < s.min {
				return false
			}
			if s.to > 0 {
				m.at[s.from], m.at[s.to] = at, end
			}
			if at = s.textEnd(text, end); at == notPlain {
				return false
			}
		case stepText:
			if at = s.textEnd(text, at); at == notPlain {
				return false
			}
		case stepMark:
			m.at[s.from] = at
		case stepDone:
			m.at[1] = at
			return true
		case stepLongest:
			return m.longest(s, at)
		case stepFirst:
			return m.first(s, at)
		case stepSplit:
			return m.split(s, at)
		default:
			if !m.stands(s.op, at) {
				return false
			}
		}
		i = s.next
	}
}

// longest tries the runs of a step from the longest to the shortest.
func (m *planMatch) longest(s *planStep, at int) bool {
	begins := &m.steps[s.next].begins
	end := s.runEnd(m.text, at)
	for i := end; i >= at+s.min; i-- {
		if i < end && !begins[m.text[i]] {
			continue
		}
		if m.from(s.next, i) {
			return true
		}
		if m.tries--; m.tries < 0 {
			return false
		}
	}
	return false
}

// first tries the runs of a step from the shortest to the longest.
func (m *planMatch) first(s *planStep, at int) bool {
	end := s.runEnd(m.text, at)
	for i := m.ends(s, at+s.min, end); i <= end; i = m.ends(s, i+1, end) {
		if m.from(s.next, i) {
			return true
		}
		if m.tries--; m.tries < 0 {
			return false
		}
	}
	return false
}

// ends returns the next place from i to end where the rest after the run of a
// stepFirst may begin, one after end where there is none.
func (m *planMatch) ends(s *planStep, i, end int) int {
	if s.text != "" {
		if i <= end {
			if at := bytes.Index(m.text[i:min(end+len(s.text), len(m.text))], []byte(s.text)); at >= 0 {
				return i + at
			}
		}
		return end + 1
	}
	begins := &m.steps[s.next].begins
	for i < end && !begins[m.text[i]] {
		i++
	}
	return i
}

// split tries both ways of a step. Groups within it are absent where the way
// that leads to a match does not pass them.
func (m *planMatch) split(s *planStep, at int) bool {
	m.clear(s)
	if m.from(s.next, at) {
		return true
	}
	if m.tries--; m.tries < 0 {
		return false
	}
	m.clear(s)
	return m.from(s.other, at)
}

func (m *planMatch) clear(s *planStep) {
	for i := s.from; i < s.to; i++ {
		m.at[i] = -1
	}
}

// stands reports whether an assertion holds.
func (m *planMatch) stands(op stepOp, at int) bool {
	switch op {
	case stepTextEnd:
		return at == len(m.text)
	case stepLineEnd:
		return at == len(m.text) || m.text[at] == '\n'
	}
	before := at > 0 && isWordByte(m.text[at-1])
	after := at < len(m.text) && isWordByte(m.text[at])
	return before != after
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func contains(text []byte, part string) bool {
	return part == "" || bytes.Contains(text, []byte(part))
}
