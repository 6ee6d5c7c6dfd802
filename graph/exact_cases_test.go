package graph

import (
	"fmt"
	"slices"
	"testing"
)

// bystanders are as many nodes as make the rows of clocks lists of entries, each
// with one event.
var bystanders = func() (log string) {
	for i := range 2 * narrow {
		log += fmt.Sprintf(`{"node":"other%d","vc":{"other%d":1}}`+"\n", i, i)
	}
	return log
}()

// TestInexactClocks: one thing amiss at one event, and the clocks are not exact,
// however many nodes there are.
func TestInexactClocks(t *testing.T) {
	const send = `{"node":"A","kind":"send","msg_id":1,"vc":{"A":1}}` + "\n"
	const relayed = send + `{"node":"A","kind":"send","msg_id":2,"vc":{"A":2}}
{"node":"C","kind":"receive","from":"A","msg_id":1,"vc":{"A":1,"C":1}}
{"node":"C","kind":"send","msg_id":1,"vc":{"A":1,"C":2}}
`
	for name, c := range map[string]struct {
		log   string
		exact bool
	}{
		"merged":                {send + `{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"A":1,"B":1}}`, true},
		"not merged":            {send + `{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"B":1}}`, false},
		"no clock at a receive": {send + `{"node":"B","kind":"receive","from":"A","msg_id":1}`, false},
		"merged in part":        {relayed + `{"node":"B","kind":"receive","from":"C","msg_id":1,"vc":{"B":1,"C":2}}`, false},
		"an entry that falls": {relayed + `{"node":"B","kind":"receive","from":"A","msg_id":2,"vc":{"A":2,"B":1}}
{"node":"B","kind":"receive","from":"C","msg_id":1,"vc":{"A":1,"B":2,"C":2}}`, false},
		"an entry of 33 bits":   {send + `{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"A":4294967297,"B":1}}`, false},
		"an entry that is all":  {relayed + `{"node":"B","kind":"receive","from":"C","msg_id":1,"vc":{"A":1,"B":1,"C":2}}`, true},
		"less than was sent":    {relayed + `{"node":"B","kind":"receive","from":"A","msg_id":2,"vc":{"A":1,"B":1}}`, false},
		"more than was sent":    {send + `{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"A":2,"B":1}}`, false},
		"a node without a log":  {send + `{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"A":1,"B":1,"C":1}}`, false},
		"known without message": {send + `{"node":"B","vc":{"A":1,"B":1}}`, false},
		"a step of two":         {send + `{"node":"A","vc":{"A":3}}`, false},
		"a step of none":        {send + `{"node":"A","event":"again","vc":{"A":1}}`, false},
		"no clock at a step":    {send + `{"node":"A"}`, false},
	} {
		for _, others := range []string{"", bystanders} {
			if g := buildLog(t, c.log+"\n"+others); g.ExactClocks() != c.exact {
				t.Errorf("%s: exact: %v\n%s", name, g.ExactClocks(), c.log+"\n"+others)
			}
		}
	}
}

func TestWhyOfEdges(t *testing.T) {
	g := buildLog(t, `{"node":"A","kind":"send","msg_id":7,"vc":{"A":1}}
{"node":"B","kind":"receive","from":"A","msg_id":7,"vc":{"A":1,"B":1}}
{"node":"B","vc":{"A":2,"B":2}}
{"node":"A","vc":{"A":2}}
`)
	var why []string
	for _, e := range g.Edges() {
		why = append(why, e.Why(g.run))
	}
	if want := []string{"program", "message m7", "stamp", "program"}; !slices.Equal(why, want) {
		t.Errorf("%q, want %q", why, want)
	}
}
