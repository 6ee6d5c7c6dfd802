package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/simulate"
)

// Where JSON lines write the times of clocks, in milliseconds.
var wallTimes = regexp.MustCompile(`"(?:time|hlc":\{"pt)":(\d+)`)

// maxTime is the last millisecond that a time can stand for, in the year 2262.
const maxTime = 9_223_372_036_854

// shiftTimes adds to each time of a line.
func shiftTimes(line string, ms int) string {
	return replaceNumbers(wallTimes, line, func(n int) int { return n + ms })
}

// replaceNumbers replaces the number that is the only group of a pattern.
func replaceNumbers(numbers *regexp.Regexp, text string, other func(n int) int) string {
	var b strings.Builder
	last := 0
	for _, at := range numbers.FindAllStringSubmatchIndex(text, -1) {
		n, err := strconv.Atoi(text[at[2]:at[3]])
		if err != nil {
			panic(err)
		}
		b.WriteString(text[last:at[2]] + strconv.Itoa(other(n)))
		last = at[3]
	}
	return b.String() + text[last:]
}

// skewClock shifts the clock of a node by seconds, and that of one line by
// powers of two. Wall times order nothing, so whatever they say the rest is as
// sound; a hybrid clock passes where it is lawful yet, and only there.
func skewClock(s *sample, try func(*damaged, hope)) {
	skew := func(ms int, which func(i int) bool) {
		parts := s.parts()
		beyond, found := false, false
		for i := range parts {
			if which(i) && wallTimes.MatchString(parts[i].text) {
				parts[i].text = replaceNumbers(wallTimes, parts[i].text, func(n int) int {
					beyond = beyond || n+ms > maxTime || n+ms < -maxTime
					return n + ms
				})
				parts[i].altered, found = true, true
			}
		}
		m := s.write(parts)
		switch {
		case !found:
		case beyond, s.name != "wall" && !s.lawful(m.text):
			try(m, noPass)
		default:
			try(m, asSound)
		}
	}
	for i := range s.units {
		for k := 0; k < 50; k += 7 {
			skew(1<<k, func(j int) bool { return j == i })
			skew(-1<<k, func(j int) bool { return j == i })
		}
		for _, seconds := range []int{-3600, -5, -1, 1, 5, 3600} {
			if i < faultNodes {
				skew(seconds*1000, func(j int) bool { return s.events[j].Node == s.events[i].Node })
			}
		}
	}
}

// readTimes are the checks that look at wall times, or at clocks made of them.
// What all others say may not depend on any time.
var readTimes = []string{"clock/hlc", "clock/wall", "lease/overlap", "lease/expired-use", "sync/round"}

// TestSkewedSystems shifts the wall times of sound recordings of every system,
// those of one file by seconds and those of some lines by powers of two: the
// checks that read no times say what they said.
func TestSkewedSystems(t *testing.T) {
	lazyCollector(t)
	table := &faultTable{}
	changed := make([]map[string]bool, len(simulate.Systems()))
	t.Run("systems", func(t *testing.T) {
		for i, s := range simulate.Systems() {
			changed[i] = map[string]bool{}
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				x := &faultTrial{T: t, sample: &sample{name: s.Name}, table: table}
				whole := systemRecording(t, &s)
				x.sound = rule(t, whole.config, whole.files(), 1)
				for _, name := range whole.names {
					x.skewFile(whole, name, changed[i])
				}
			})
		}
	})
	t.Log(table)
	for _, id := range readTimes {
		if !slices.ContainsFunc(changed, func(c map[string]bool) bool { return c[id] }) && !raceDetector && !testing.Short() {
			t.Errorf("%s never said anything else", id)
		}
	}
}

// skewFile shifts the times of a file, and of some of its lines.
func (x *faultTrial) skewFile(whole *damaged, name string, changed map[string]bool) {
	rng := rand.New(rand.NewPCG(9, 10))
	for _, seconds := range []int{-3600, -2, 1, 5, 3600} {
		x.skewed("skew a file", whole.withText(name, shiftTimes(whole.text[name], seconds*1000)), changed)
	}
	for k := range 34 {
		var b strings.Builder
		for line := range strings.Lines(whole.text[name]) {
			if rng.IntN(4) == 0 {
				line = shiftTimes(line, (1-2*rng.IntN(2))<<k)
			}
			b.WriteString(line)
		}
		x.skewed("skew some lines", whole.withText(name, b.String()), changed)
	}
}

// skewed judges a recording with other times, and notes which checks say
// something else than of the sound one.
func (x *faultTrial) skewed(damage string, m *damaged, changed map[string]bool) {
	if x.skips() {
		return
	}
	r := rule(x, m.config, m.files(), 1)
	x.table.add(damage, x.sample.name, r.code)
	if r.rep == nil || r.log.Bad() > 0 {
		x.Errorf("%s: not all could be read\n%s\n%v", damage, r.said, m.text)
		return
	}
	before, after := x.sound.words(), r.words()
	for id, words := range after {
		if words == before[id] {
			continue
		}
		changed[id] = true
		if !slices.Contains(readTimes, id) {
			x.Errorf("%s: %s says\n%s\nand before\n%s", damage, id, words, before[id])
		}
	}
	x.again(damage, m, &r)
}

// words are what each check says of the only run.
func (r *ruling) words() map[string]string {
	said := map[string]string{}
	for _, res := range r.rep.Runs[0].Results {
		text := fmt.Sprintln(res.Status, res.Reason, res.Total)
		for _, f := range res.Findings {
			text += fmt.Sprintln(f.Certainty, f.Message)
		}
		said[res.Check.ID] = text
	}
	return said
}
