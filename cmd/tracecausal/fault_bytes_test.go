package main

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
)

// withText returns the damaged with another content of one file.
func (m *damaged) withText(name, text string) *damaged {
	c := *m
	c.text = maps.Clone(m.text)
	c.text[name] = text
	return &c
}

// eachCut cuts each file of a sample at every byte.
func (s *sample) eachCut(f func(m *damaged, best hope)) {
	whole := s.write(s.parts())
	for _, name := range whole.names {
		text := whole.text[name]
		for at := range len(text) {
			f(whole.withText(name, text[:at]), s.bestOfCut(name, text, at))
		}
	}
}

// spare returns how many bytes of its end a unit can do without: in most formats
// its newline, and all of a label but a byte where nothing looks at labels.
func (s *sample) spare(unit string) int {
	switch {
	case s.openEnded:
		return 0
	case s.labels:
		return len(unit) - strings.Index(unit, "\n") - len("\nx")
	}
	return len("\n")
}

// bestOfCut returns what a recording may get of which one file is cut. An array
// is whole at its end only.
func (s *sample) bestOfCut(name, text string, at int) hope {
	var kept []int
	end, atEnd := len(s.header), at == len(s.header)
	if s.join != nil {
		end = len("[")
	}
	for i, u := range s.units {
		if s.fileOf(s.events[i].Node) != name {
			kept = append(kept, i)
			continue
		}
		end += len(u)
		whole := at >= end-s.spare(u)
		if whole {
			kept = append(kept, i)
		}
		atEnd = atEnd || whole && at <= end
		if s.join != nil {
			end += len(",")
		}
	}
	if s.join != nil {
		atEnd = at == len(text)-1
	}
	switch {
	case len(kept) == 0:
		return noVerdict
	case !atEnd || s.shows(kept):
		return noPass
	case len(kept) == len(s.units):
		return asSound
	}
	return mayPass
}

// TestCuts cuts sound recordings at every byte. Nothing that is said of the
// rest is wrong, and it passes only where it ends with a line, and is what a
// shorter run would have recorded.
func TestCuts(t *testing.T) {
	forSamples(t, 16, func(x *faultTrial) {
		x.sample.eachCut(func(m *damaged, best hope) { x.try("cut a file", m, best) })
	})
}

// TestFlippedBytes changes bytes of sound recordings: every third in its turn,
// and many at a time. A changed byte may tell of another run, so any verdict may be
// right; but every line is accounted for, and one that could not be read keeps
// the whole from passing.
func TestFlippedBytes(t *testing.T) {
	forSamples(t, 40, func(x *faultTrial) {
		rng := rand.New(rand.NewPCG(3, 4))
		whole := x.sample.write(x.sample.parts())
		for _, name := range whole.names {
			text := whole.text[name]
			for at := rng.IntN(3); at < len(text); at += 3 {
				x.flip("flip a byte", whole.withText(name, flipped(rng, text, at)))
			}
			for range 60 {
				x.flip("flip 2 % of the bytes", whole.withText(name, noisy(rng, text)))
			}
		}
	})
}

func flipped(rng *rand.Rand, text string, at int) string {
	return text[:at] + string([]byte{text[at] ^ byte(1<<rng.IntN(8))}) + text[at+1:]
}

func noisy(rng *rand.Rand, text string) string {
	for range 1 + len(text)/50 {
		text = flipped(rng, text, rng.IntN(len(text)))
	}
	return text
}

// flip judges a recording with flipped bytes.
func (x *faultTrial) flip(damage string, m *damaged) {
	if x.skips() {
		return
	}
	r := rule(x, m.config, m.files(), 1)
	x.table.add(damage, x.sample.name, r.code)
	if r.log == nil {
		return
	}
	for _, in := range r.log.Inputs {
		lines := strings.Count(m.text[in.Path], "\n")
		if !strings.HasSuffix(m.text[in.Path], "\n") {
			lines++
		}
		if in.Lines != lines {
			x.Errorf("%s: %d lines, want %d\n%q", damage, in.Lines, lines, m.text[in.Path])
		}
		perEvent := strings.Count(x.sample.units[0], "\n") // a bad one has as many
		if x.sample.join == nil && (in.Events+in.Bad)*perEvent+in.Skipped < lines {
			x.Errorf("%s: %+v does not account for every line\n%q", damage, in, m.text[in.Path])
		}
	}
	if r.code == exitPass && r.log.Bad() > 0 {
		x.Errorf("%s: a pass with %d bad lines", damage, r.log.Bad())
	}
	x.again(damage, m, &r)
}
