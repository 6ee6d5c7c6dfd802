package parse

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTermsOfLogs reads logs of few and of many names, chunk by chunk, so that terms
// give way to others and batches number them anew, and compares with lines that
// only the strict path reads.
func TestTermsOfLogs(t *testing.T) {
	for seed := range uint64(24) {
		rnd := rand.New(rand.NewPCG(7, seed))
		names := make([]string, []int{3, 40, 400, 4000}[seed%4])
		for i := range names {
			names[i] = fmt.Sprintf("%.*sn%d", rnd.IntN(9), "a-name-of", i)
		}
		var plain, escaped strings.Builder
		for i := range 3000 {
			name := func() string { return names[rnd.IntN(len(names))] }
			line := fmt.Sprintf(`{"node":"%s","event":"%s"`, name(), name())
			switch rnd.IntN(3) {
			case 0:
				line += fmt.Sprintf(`,"kind":"send","to":"%s","msg_id":%d`, name(), i)
			case 1:
				line += fmt.Sprintf(`,"kind":"receive","from":"%s","msg_id":"m%d"`, name(), i)
			}
			if rnd.IntN(8) == 0 {
				line += fmt.Sprintf(`,"run":"%s"`, names[rnd.IntN(3)])
			}
			plain.WriteString(line + "}\n")
			escaped.WriteString(strings.Replace(line, `"event"`, `"\u0065vent"`, 1) + "}\n")
		}
		opt := Options{}
		if rnd.IntN(2) == 0 {
			opt.Aliases = map[string]string{names[0]: names[1]}
		}
		if diff := cmp.Diff(endsOf(t, opt, escaped.String()), endsOf(t, opt, plain.String())); diff != "" {
			t.Fatalf("seed %d: -read the strict way +by terms\n%s", seed, diff)
		}
	}
}

// endsOf reads a log in chunks of a few hundred lines and describes its events with
// the ends of their messages.
func endsOf(t *testing.T, opt Options, text string) string {
	t.Helper()
	log, err := readWith(2, 20<<10, opt, Text("a.jsonl", text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range log.Runs {
		for i := range r.Len() {
			e := r.Event(EventID(i))
			fmt.Fprintf(&b, "%s %s %s %s %v", r.Name, e.Name(), e.Label(), e.Kind(), e.Source().Line)
			if from, ok := e.From(); ok {
				fmt.Fprintf(&b, " from %s", r.Nodes()[from].Name)
			}
			receivers, _ := e.To()
			for _, to := range receivers {
				fmt.Fprintf(&b, " to %s", r.Nodes()[to].Name)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// beforeQuote returns the short term with which a line begins, before a quotation
// mark; nil where there is none.
func beforeQuote(table *termTable, line string) *term {
	w := word([]byte(line), 0)
	marks := quotes(w)
	if of := table.keyed(keyBefore(w, marks)); of != nil && marks != 0 {
		return of
	}
	return nil
}

// TestTermTable: a term has the text that was asked for, and keeps its place until
// another one takes it, however often the table grows.
func TestTermTable(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var table termTable
	for i := range 20000 {
		text := fmt.Sprintf("%.*s%d", rnd.IntN(9), "a-longer", rnd.IntN(1+i/4))
		of := table.of([]byte(text))
		if string(of.text) != text {
			t.Fatalf("%q: the term of %q", text, of.text)
		}
		line := append([]byte(text), `","more":1`...)
		short := beforeQuote(&table, string(line))
		if isKnown := len(text) < wordBytes; isKnown != (short == of) {
			t.Fatalf("%q: the term %v stands in the line", text, short)
		}
	}
	if table.bits != maxTermBits {
		t.Errorf("the table has 1<<%d places after all", table.bits)
	}
	for _, line := range []string{`"rest of it`, `no quotation mark`, `unknown"`} {
		if of := beforeQuote(&table, line+"        "); of != nil {
			t.Errorf("%s: begins with the term %q", line, of.text)
		}
	}
	if of := table.of(bytes.Repeat([]byte("x"), maxTermText+1)); of != nil {
		t.Errorf("a term of %d bytes is kept", len(of.text))
	}
}
