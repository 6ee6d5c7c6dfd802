package checks

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// describe writes results in the form of a want section.
func describe(runs []judged, id, want string) string {
	var b strings.Builder
	for _, j := range runs {
		if len(runs) > 1 {
			fmt.Fprintf(&b, "run %s\n", j.run.Name)
		}
		for _, r := range j.results {
			quiet := r.Status == Pass || r.Status == NotApplicable
			if r.Check.ID == id || !quiet || mentions(want, r.Check.ID) {
				describeResult(&b, j.run, r, want)
			}
		}
	}
	return b.String()
}

func describeResult(b *strings.Builder, run *parse.Run, r Result, want string) {
	fmt.Fprintf(b, "%s %v\n", r.Check.ID, r.Status)
	echo(b, want, "  examined ", r.Examined)
	echo(b, want, "  reason ", r.Reason)
	echo(b, want, "  note ", r.Note)
	for _, f := range r.Findings {
		fmt.Fprintf(b, "  %v", f.Certainty)
		for _, w := range f.Events {
			b.WriteString(" " + run.Event(w.Event).Name())
		}
		b.WriteString("\n")
		if line := "    subject " + f.Subject; slices.Contains(strings.Split(want, "\n"), line) {
			b.WriteString(line + "\n")
		}
		echo(b, want, "    message ", f.Message)
	}
}

func mentions(want, id string) bool {
	return slices.ContainsFunc(strings.Split(want, "\n"), func(l string) bool { return strings.HasPrefix(l, id+" ") })
}

// echo repeats the lines of want, each once, that ask for a part of a text
// which has it.
func echo(b *strings.Builder, want, prefix, text string) {
	seen := map[string]bool{}
	for _, line := range strings.Split(want, "\n") {
		if part, ok := strings.CutPrefix(line, prefix); ok && strings.Contains(text, part) && !seen[line] {
			seen[line] = true
			b.WriteString(line + "\n")
		}
	}
}

// everything says in full what the checks found, for a test that failed.
func everything(runs []judged) string {
	var b strings.Builder
	for _, j := range runs {
		for _, r := range j.results {
			fmt.Fprintf(&b, "| %s %v; examined %s; reason: %s; note: %s\n", r.Check.ID, r.Status, r.Examined, r.Reason, r.Note)
			for _, f := range r.Findings {
				fmt.Fprintf(&b, "|   %v %s: %s\n", f.Certainty, f.Subject, f.Message)
			}
		}
	}
	return b.String()
}

// senseless matches a count of nothing, which is left out where it says nothing,
// and a list of none.
var senseless = regexp.MustCompile(`(^|[^-.0-9a-z] |and |with |without |least )0 [a-z]|\(\)|[:;,] *([;,]|$)| 0s ahead`)

// sensible reports texts that no person would write.
func sensible(t *testing.T, runs []judged) {
	for _, j := range runs {
		for _, r := range j.results {
			if strings.Contains(" "+r.Examined, " -") || strings.Contains(r.Examined, "messages on 0 ") || strings.Contains(r.Examined, "and 0 sync") {
				t.Errorf("%s examined %s", r.Check.ID, r.Examined)
			}
			texts := []string{r.Note, r.Reason}
			for _, f := range r.Findings {
				texts = append(texts, f.Message)
				if f.Certainty == Definite && strings.Contains(f.Message, "only possible") {
					t.Errorf("%s says of a definite finding: %s", r.Check.ID, f.Message)
				}
			}
			for _, text := range texts {
				if senseless.MatchString(text) {
					t.Errorf("%s says %q", r.Check.ID, text)
				}
			}
		}
	}
}

// sortedWords sorts the words of each line.
func sortedWords(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.Fields(line)
		slices.Sort(words)
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

func sorted(text string) []string {
	lines := strings.Split(text, "\n")
	sort.Strings(lines)
	return lines
}

func fingerprints(runs []judged) (prints []string) {
	for _, j := range runs {
		for _, r := range j.results {
			for _, f := range r.Findings {
				prints = append(prints, r.Check.ID+" "+f.Fingerprint)
			}
		}
	}
	sort.Strings(prints)
	return prints
}
