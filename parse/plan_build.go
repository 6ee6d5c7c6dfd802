package parse

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// planner builds a plan.
type planner struct {
	plan
	declined bool // the expression has a shape that plans do not know
}

// put adds a step and returns its index. It completes what a step tells of the
// match from it on.
func (b *planner) put(s planStep) int {
	if len(b.steps) >= maxSteps {
		return b.decline()
	}
	var next, other *planStep
	if s.op != stepDone {
		next = &b.steps[s.next]
		other = &b.steps[s.other]
	}
	switch s.op {
	case stepText:
		s.begins[s.text[0]] = true
		s.width = len(s.text) + next.width
	case stepRun, stepLongest, stepFirst:
		s.begins = s.set
		if s.min == 0 {
			s.begins.join(&next.begins)
		}
		s.empty = s.min == 0 && next.empty
		s.width = s.min + next.width
		s.scan, s.stop = scanOf(&s.set, s.max)
	case stepSplit:
		s.begins = next.begins
		s.begins.join(&other.begins)
		s.empty = next.empty || other.empty
		s.width = min(next.width, other.width)
	case stepMark:
		s.begins, s.empty, s.width = next.begins, next.empty, next.width
	case stepTextEnd:
		s.width = next.width
	case stepLineEnd:
		s.begins['\n'] = true
		s.width = next.width
	case stepWordEnd:
		if s.begins, s.width = next.begins, next.width; next.empty {
			s.begins.add(0, 0xFF)
		}
	}
	b.steps = append(b.steps, s)
	return len(b.steps) - 1
}

func (b *planner) decline() int {
	b.declined = true
	return 0
}

// build adds the steps of an expression that lead to step next, and returns the
// first of them.
func (b *planner) build(re *syntax.Regexp, next int) int {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		return b.literal(re, next)
	case syntax.OpConcat:
		for _, sub := range slices.Backward(re.Sub) {
			next = b.build(sub, next)
		}
		return next
	case syntax.OpAlternate:
		return b.alternate(re, next)
	case syntax.OpCapture:
		return b.capture(re, next)
	case syntax.OpEndText:
		return b.put(planStep{op: stepTextEnd, next: next})
	case syntax.OpEndLine:
		return b.put(planStep{op: stepLineEnd, next: next})
	case syntax.OpWordBoundary:
		return b.put(planStep{op: stepWordEnd, next: next})
	case syntax.OpQuest:
		return b.optional(re, next)
	case syntax.OpStar:
		return b.run(re, re.Sub[0], 0, 0, next)
	case syntax.OpPlus:
		return b.run(re, re.Sub[0], 1, 0, next)
	case syntax.OpRepeat:
		if re.Max == 0 {
			return b.decline()
		}
		return b.run(re, re.Sub[0], re.Min, max(re.Max, 0), next)
	default:
		return b.run(re, re, 1, 1, next)
	}
}

// absorb makes a text that follows a run part of it, which has none yet.
func (b *planner) absorb(s *planStep) {
	if after := &b.steps[s.next]; after.op == stepText {
		s.text, s.next = after.text, after.next
	}
}

// capture builds a group. A run that is all of it notes both of its places.
func (b *planner) capture(re *syntax.Regexp, next int) int {
	end := b.put(planStep{op: stepMark, from: 2*re.Cap + 1, next: next})
	start := b.build(re.Sub[0], end)
	if s := &b.steps[start]; s.op == stepRun && s.next == end && s.to == 0 && s.text == "" {
		s.from, s.to, s.next = 2*re.Cap, 2*re.Cap+1, next
		b.absorb(s)
		return start
	}
	return b.put(planStep{op: stepMark, from: 2 * re.Cap, next: start})
}

func (b *planner) literal(re *syntax.Regexp, next int) int {
	if re.Flags&syntax.FoldCase == 0 {
		if !plainText(re.Rune) {
			return b.decline()
		}
		return b.put(planStep{op: stepText, text: string(re.Rune), next: next})
	}
	for _, r := range slices.Backward(re.Rune) {
		set, ok := foldSet(r)
		if !ok {
			return b.decline()
		}
		next = b.put(planStep{op: stepRun, set: set, min: 1, max: 1, next: next})
	}
	return next
}

// plainText reports whether characters are the same as their bytes in any text,
// which U+FFFD is not: a broken byte matches it.
func plainText(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool { return r == utf8.RuneError || !utf8.ValidRune(r) })
}

// foldSet returns the spellings of a character in small and large letters,
// where all of them are ASCII: those of k and s are not.
func foldSet(char rune) (set byteSet, ok bool) {
	for r := char; ; {
		if r >= utf8.RuneSelf {
			return set, false
		}
		set[r] = true
		if r = unicode.SimpleFold(r); r == char {
			return set, true
		}
	}
}

// alternate builds a chain of splits, one for each alternative but the last.
func (b *planner) alternate(re *syntax.Regexp, next int) int {
	last := len(re.Sub) - 1
	start := b.build(re.Sub[last], next)
	for _, sub := range slices.Backward(re.Sub[:last]) {
		start = b.split(re, b.build(sub, next), start)
	}
	return start
}

// optional builds what may be left out: a short run where its absence needs no
// second try, else a split.
func (b *planner) optional(re *syntax.Regexp, next int) int {
	set, ok := setOfOne(re.Sub[0])
	if ok && !set[firstInner] && b.settles(&set, next) && re.Flags&syntax.NonGreedy == 0 {
		return b.put(planStep{op: stepRun, set: set, max: 1, next: next})
	}
	with := b.build(re.Sub[0], next)
	if re.Flags&syntax.NonGreedy != 0 {
		return b.split(re, next, with)
	}
	return b.split(re, with, next)
}

func (b *planner) split(re *syntax.Regexp, first, second int) int {
	low, high := groupsOf(re)
	return b.put(planStep{op: stepSplit, next: first, other: second, from: 2 * low, to: 2 * high})
}

// groupsOf returns the groups within an expression, from low to before high.
func groupsOf(re *syntax.Regexp) (low, high int) {
	if re.Op == syntax.OpCapture {
		low, high = re.Cap, re.Cap+1
	}
	for _, sub := range re.Sub {
		l, h := groupsOf(sub)
		if l < h && (low == high || l < low) {
			low = l
		}
		high = max(high, h)
	}
	return low, high
}

// settles reports whether of the runs of a set before step next only the
// longest is worth a try: the others cannot lead on, or the longest always does.
func (b *planner) settles(set *byteSet, next int) bool {
	rest := &b.steps[next]
	return rest.empty || !set.meets(&rest.begins)
}

// run builds the steps of a repeated character.
func (b *planner) run(re, char *syntax.Regexp, low, high, next int) int {
	set, ok := setOfOne(char)
	if counts := low > 1 || high > 0; !ok || counts && set[firstInner] {
		return b.decline()
	}
	s := planStep{op: stepRun, set: set, min: low, max: high, next: next}
	lazy := re.Flags&syntax.NonGreedy != 0 && re != char
	rest := &b.steps[next]
	switch {
	case low == high && high > 0, !lazy && b.settles(&set, next):
		i := b.put(s)
		b.absorb(&b.steps[i])
		return i
	case high > 0, rest.empty, set[firstInner] && rest.begins.hasInner():
		return b.decline()
	case !lazy:
		s.op = stepLongest
		return b.put(s)
	}
	s.op = stepFirst
	if after := &b.steps[b.skipMarks(next)]; after.op == stepText {
		s.text = after.text
	}
	return b.put(s)
}

// setOfOne returns the bytes of an expression that matches one character. It
// must take all characters outside ASCII or none.
func setOfOne(re *syntax.Regexp) (set byteSet, ok bool) {
	switch re.Op {
	case syntax.OpAnyChar:
		set.add(0, 0xFF)
	case syntax.OpAnyCharNotNL:
		set.add(0, 0xFF)
		set['\n'] = false
	case syntax.OpLiteral:
		if len(re.Rune) != 1 || re.Rune[0] >= utf8.RuneSelf {
			return set, false
		}
		if re.Flags&syntax.FoldCase != 0 {
			return foldSet(re.Rune[0])
		}
		set[re.Rune[0]] = true
	case syntax.OpCharClass:
		return classSet(re.Rune)
	default:
		return set, false
	}
	return set, true
}

// classSet returns the bytes of a class, which is pairs of first and last
// character in rising order.
func classSet(pairs []rune) (set byteSet, ok bool) {
	for i := 0; i < len(pairs); i += 2 {
		low, high := pairs[i], pairs[i+1]
		switch {
		case high < utf8.RuneSelf:
			set.add(byte(low), byte(high))
		case low <= utf8.RuneSelf && high == unicode.MaxRune:
			set.add(byte(low), 0xFF)
		default:
			return set, false
		}
	}
	return set, true
}
