package checks

import (
	"strings"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

// again takes in another record of an issue or a failover. That of the oracle
// is the one that counts, however the nodes are called.
func (t *timeline) again(e parse.Event, i int) {
	if e.Kind() == parse.Failover {
		if f := &t.failovers[i]; f.note && !t.isNote(e) {
			*f = t.failover(e)
		}
		return
	}
	was := t.issues[i]
	switch {
	case was.note && !t.isNote(e):
		t.issues[i] = t.issue(e, was.value)
		t.notes[e.ID()] = append(t.notes[was.record], was.record)
		delete(t.notes, was.record)
	case t.isNote(e):
		t.notes[was.record] = append(t.notes[was.record], e.ID())
	}
}

// isNote reports that a record is not its oracle's own: who asked noted the
// answer, or it names as the oracle another node that keeps a log.
func (t *timeline) isNote(e parse.Event) bool {
	_, answerer := parties(e)
	n, named := t.in.Run.Node(e.Text(parse.FOracle))
	switch {
	case named && n == e.Node():
		return false
	case answerer != e.Node():
		return true
	}
	return named && e.Role() != parse.Sends && t.in.Run.Nodes()[n].Events > 0
}

func (t *timeline) failover(e parse.Event) failover {
	f := failover{event: e.ID(), oracle: e.Text(parse.FNewOracle), note: t.isNote(e)}
	f.margin, f.has = e.Payload(parse.FSafetyMarginMS)
	if f.oracle == "" {
		f.oracle = e.NodeName()
	}
	return f
}

func (t *timeline) issue(e parse.Event, value oracleTime) issue {
	i := issue{oracle: e.Text(parse.FOracle), value: value, record: e.ID(), note: t.isNote(e), asked: parse.NoEvent, reign: -1}
	if i.oracle == "" {
		_, answerer := parties(e)
		i.oracle = t.in.Run.Nodes()[answerer].Name
	}
	if a, ok := t.x.asked(e.ID()); ok {
		i.asked = a
	}
	return i
}

func readTime(e parse.Event) (oracleTime, bool) {
	if pt, ok := e.Payload(parse.FPT); ok {
		n, ok := pt.Int()
		c, counted := e.Payload(parse.FC)
		if !counted {
			return oracleTime{pt: n}, ok
		}
		k, fine := c.Int()
		return oracleTime{pt: n, c: k}, ok && fine
	}
	ts, ok := e.Payload(parse.FTS)
	if !ok {
		return oracleTime{}, false
	}
	if n, ok := ts.Int(); ok {
		return oracleTime{pt: n, single: true}, true
	}
	if ts.IsString() {
		return oracleTime{text: `"` + instant(ts.Text()), single: true}, true // told from other JSON by its quote
	}
	return oracleTime{text: ts.Raw(), single: true}, true
}

// instant returns text of a time that states its zone as that of UTC, so that
// one instant has one spelling, and any other text as it is.
func instant(text string) string {
	if !strings.Contains(text, ":") {
		return text // a word or a number
	}
	ns, err := parse.ParseTime(text, parse.Options{Location: time.UTC})
	if err != nil {
		return text
	}
	elsewhere, err := parse.ParseTime(text, parse.Options{Location: time.FixedZone("", 3600)})
	if err != nil || elsewhere != ns {
		return text // of a clock whose zone is not known
	}
	return time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
}
