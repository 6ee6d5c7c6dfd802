package parse

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// plannedPatterns are patterns as people write them. All have plans.
var plannedPatterns = []string{
	`^(?<time>\S+) (?<node>\S+) (?<event>.*)$`,
	`^(?P<time>\d{4}-\d{2}-\d{2}T\S+)\s+\[(?P<node>[^\]]+)\] (?P<kind>\w+): (?P<event>.*)`,
	`(?<node>\w+) (?<event>.*) id=(?<msg_id>\d+)`,
	`^\[(?<node>[^\]]*)\] (?<event>.*?) vc=(?<vc>\{.*\})$`,
	`^(?<node>[^ ]+) +(?<event>.*?)(?: id=(?<msg_id>\S+))?(?: to=(?<to>\S+))?$`,
	`^(?<node>[A-Z]\d*): (?<event>.*)`,
	`^(?<time>[0-9:.]+) (?<level>INFO|WARN|ERROR) (?<node>\S+) - (?<event>.*)`,
	`node=(?<node>\S+) event="(?<event>[^"]*)"`,
	`(?<node>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d+) (?<event>.+)`,
	`^(?<node>\S+):(?<pid>\d+) (?<event>.*)`,
	`^(?<node>.+?)\s+\|\s(?<event>.*)$`,
	`^(?<host>\S*) (?<clock>{.*})`,
	`(?m)(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`,
	`(?m)(?<timestamp>(\d*)) (?<host>\w*) (?<clock>{.*})\n(?<event>.*)`,
	`^lease (?<resource>\S+) (?:acquired|renewed) by (?<holder>\S+)`,
	`\bEXPIRED\b (?<resource>\S+)`,
	`^#`, `^(?:--|==)`, `payments-\d+`, `^send (?<msg_id>\d+) to (?<to>\w+)$`,
	`^(?<node>n\d+) → (?<to>n\d+): (?<event>.*)`, `^(?<node>(\S+)) ((?<event>\S+) in) (?<to>(?<from>n))`,
}

// declinedPatterns have no plan, because bytes do not do for them or because
// shorter runs would have to be tried byte by byte.
var declinedPatterns = []string{
	`^(?<node>\pL+) `, `(?i)send`, `^.: `, `(\d+,)+x`, `^(?<x>\S+)(?<y>\S+)$`, "\uFFFD", `a\B`, `(^a|b)c`, `[é-ü]x`, `^x{0}y{3,5}y`, `^(.*?)$|x*y??z*?$`,
}

func TestPlanShapes(t *testing.T) {
	for _, text := range plannedPatterns {
		if p := mustPattern(t, text); p.plan == nil {
			t.Errorf("%s has no plan", text)
		}
	}
	for _, text := range declinedPatterns {
		tree, err := syntax.Parse(text, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if newPlan(tree, "") != nil {
			t.Errorf("%s has a plan", text)
		}
	}
}

func mustPattern(t testing.TB, text string) *pattern {
	t.Helper()
	p, problem := compilePattern(text)
	if problem != "" {
		t.Fatalf("%s: %s", text, problem)
	}
	return p
}

// TestPlanIsBounded asks for a search of which every try is long.
func TestPlanIsBounded(t *testing.T) {
	p := mustPattern(t, `(?<x>a.*b.*c.*d)`)
	line := []byte(strings.Repeat("abc", 1000))
	at := make([]int, 4)
	if v := p.plan.match(line, at); v != undecided {
		t.Errorf("got %d, expected undecided", v)
	}
	checkPattern(t, p, line)
	checkPattern(t, p, append(line, 'd'))
	for text, line := range map[string]string{
		`(?<x>a.*?b.*?c.*?d)`: "d" + strings.Repeat("abc", 1000), // by shorter runs
		`a[^b]*b`:             "b" + strings.Repeat("a", 1000),   // by places to begin
		`(?:ab|ba)d`:          "d" + strings.Repeat("abba", 500), // by alternatives
	} {
		p := mustPattern(t, text)
		if v := p.plan.match([]byte(line), make([]int, 4)); v != undecided {
			t.Errorf("%s: got %d, expected undecided", text, v)
		}
		checkPattern(t, p, []byte(line))
	}
}

// TestPlanAtTheEdges: long runs, which are read by words, and characters at the
// end of ASCII.
func TestPlanAtTheEdges(t *testing.T) {
	for _, text := range []string{`(\d+)x`, `(\S+) x`, `([^:]+):x`, `\x{80}+a`, `(?i)\x{80}a`, `[a-\x{80}]+b`, `[\x{80}-\x{10ffff}]+b`, `\x{7f}+a`, `[a-\x{7f}]+b`, `(?i)\x{7f}a`} {
		p := mustPattern(t, text)
		for _, line := range []string{
			"1234567x", "12345678x", "123456789x", "1234567890123456x", "12345678901234567x", "12345678 x", "1234567890123456 x", "1234567890123456:x", "12345678",
			"\u0080a", "\x80a", "\u0080\u0080b", "a\x80b", "a\u0080b", "\u0081b", "\x7fa", "a\x7fb", "\u00e9b", "\x7f\u0080b",
		} {
			checkPattern(t, p, []byte(line))
		}
	}
}

// checkPattern compares what a pattern finds with what regexp finds.
func checkPattern(t testing.TB, p *pattern, line []byte) {
	t.Helper()
	want := p.FindSubmatchIndex(line)
	for _, behind := range []string{"", "ab 1: id=", "12345 67890", "\n\n\n\n\n\n\n\n"} {
		text := append(slices.Clip(line), behind...) // which the memory of a line of a log goes on with
		scratch := []int{7, 7, 7, 7}                 // as another pattern leaves it
		got := p.find(text[:len(line):len(text)], &scratch)
		if !slices.Equal(got, want) {
			t.Fatalf("pattern %q on %q: got %v, want %v", p.String(), line, got, want)
		}
		if want != nil && !p.chain.begins(text[:len(line)]) {
			t.Fatalf("pattern %q on %q: refused by the first word", p.String(), line)
		}
	}
}

// TestPlanAgreesWithRegexp compares random patterns, with a plan or without,
// with regexp, on lines that almost match.
func TestPlanAgreesWithRegexp(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	planned, matched := 0, 0
	for range 5000 / oneOf {
		g := patternMaker{rng: rng}
		text := g.pattern()
		p, problem := compilePattern(text)
		if problem != "" {
			continue
		}
		if p.plan != nil {
			planned++
		}
		for range 20 {
			line := g.line()
			checkPattern(t, p, line)
			if p.Match(line) {
				matched++
			}
		}
	}
	if planned < 600/oneOf || matched < 5000/oneOf {
		t.Errorf("%d plans, %d matches: the patterns and lines are too poor to show anything", planned, matched)
	}
}

// patternMaker makes a random pattern and lines that resemble its matches.
type patternMaker struct {
	rng     *rand.Rand
	groups  int
	samples []string // pieces of text, in the order of the pattern's parts
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func (g *patternMaker) pattern() string {
	var b strings.Builder
	b.WriteString(pick(g.rng, []string{"", "", "", "", "(?m)", "(?s)", "(?i)"}))
	b.WriteString(pick(g.rng, []string{"", "^", "^"}))
	for range 1 + g.rng.IntN(6) {
		b.WriteString(g.part(0))
	}
	b.WriteString(pick(g.rng, []string{"", "", "", "$", `\b`, "(?<rest>.*)", "(?<rest>.*)$"}))
	return b.String()
}

func (g *patternMaker) part(depth int) string {
	switch n := g.rng.IntN(10); {
	case n < 4 || depth > 2:
		return g.repeated()
	case n < 7:
		return g.literal()
	case n == 7:
		g.groups++
		format := pick(g.rng, []string{"(?<g%d>%s)", "(?<g%d>%s)", "(?<g%d>(%s))"})
		return fmt.Sprintf(format, g.groups, g.part(depth+1)+pick(g.rng, []string{"", g.part(depth + 1)}))
	case n == 8:
		return "(?:" + g.part(depth+1) + "|" + g.part(depth+1) + ")"
	}
	return "(?:" + g.part(depth+1) + ")" + pick(g.rng, []string{"?", "?", "??"})
}

var literals = []string{"a", "b", " ", ":", "]", "[", " id=", "ab", "é", "é ", "→", "1", "k", "A", "x.", "=", "{", "}", "\n", "\uFFFD", `\b`}

func (g *patternMaker) literal() string {
	text := pick(g.rng, literals)
	if text == `\b` {
		return text
	}
	g.samples = append(g.samples, text)
	return regexp.QuoteMeta(text)
}

var charClasses = []struct{ re, chars string }{
	{`\S`, "ab:]1é"}, {`\d`, "0123"}, {`\w`, "abk1"}, {`[^\]]`, "ab é:"}, {`[^ ]`, "ab]é:"}, {`.`, "ab :]é"},
	{`\s`, " \t"}, {`[ab]`, "ab"}, {` `, " "}, {`[a-z0-9]`, "az09"}, {`a`, "a"}, {`[^:=]`, "ab é"},
	{`[^\x00-\x7f]`, "éü"}, {`[a-é]`, "aé"}, {`\W`, " :é"}, {`\D`, "ab é"}, {`[^a]`, "b: é"},
}

func (g *patternMaker) repeated() string {
	class := pick(g.rng, charClasses)
	chars := []rune(class.chars)
	var sample strings.Builder
	for range g.rng.IntN(4) {
		sample.WriteRune(pick(g.rng, chars))
	}
	g.samples = append(g.samples, sample.String())
	return class.re + pick(g.rng, []string{"", "+", "+", "*", "*", "?", "+?", "*?", "*?", "??", "{2}", "{1,3}", "{2,}", "{1,3}?"})
}

var strays = []string{"", "", "", "a", " ", ":", "]", "é", "\xc3", "\xff", "\xa9", "\xe2\x86", "\n", "\uFFFD", "k", "\u212a", "\u017f", "1", " id=", "b]"}

func (g *patternMaker) line() []byte {
	var b []byte
	if g.rng.IntN(3) == 0 {
		b = append(b, pick(g.rng, strays)...)
	}
	for _, s := range g.samples {
		switch g.rng.IntN(8) {
		case 0:
		case 1:
			b = append(append(b, s...), s...)
		case 2:
			b = append(append(b, s...), pick(g.rng, strays)...)
		default:
			b = append(b, s...)
		}
	}
	return append(b, pick(g.rng, strays)...)
}

func FuzzPattern(f *testing.F) {
	for _, text := range plannedPatterns {
		f.Add(text, []byte("2024-01-02T03:04:05Z  [n1] INFO: send é id=7 to=n2 vc={\"n1\":1}"))
		f.Add(text, []byte("n1:77 lost in n1"))
		f.Add(text, []byte("n1:77 {\"n1\":1}\nhello → \xff EXPIRED a"))
	}
	f.Fuzz(func(t *testing.T, text string, line []byte) {
		if p, problem := compilePattern(text); problem == "" && len(line) < 1000 {
			checkPattern(t, p, line)
		}
	})
}
