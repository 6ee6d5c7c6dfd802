package checks

import (
	"cmp"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

var clockLamport = Check{
	ID:    "clock/lamport",
	Title: "Lamport clocks rise",
	Doc: Doc{
		Definition: "Lamport stamps rise strictly at the ticking events of a node, and from a send to the event that merges its message. " +
			"Where total order is promised, no node gives one stamp to two events.",
		Needs: "Lamport stamps; for the second part, messages. A stamp equal to the one before is a violation where --ticks says that the event ticks, and inconclusive where nothing says so.",
		Example: `{"node":"A","kind":"send","msg_id":1,"lamport":7}
{"node":"B","kind":"receive","from":"A","msg_id":1,"lamport":7}
`,
		Source: "L. Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, 1978",
		Blind:  "Stamps that rise by too much are lawful. Events without a stamp are not judged; a message merged at one is judged at its node's next stamp.",
	},
	UsesOrder: true,
	Collect:   collectLamport,
}

func collectLamport(in *Input) Evidence {
	if _, _, has, _ := in.Run.Has(); !has {
		return Evidence{}
	}
	walk := scalar[uint64]{
		in: in, name: "Lamport", stamp: parse.Event.Lamport, compare: cmp.Compare[uint64],
		across: func(send, merge uint64, _, _ parse.NodeID) int { return cmp.Compare(send, merge) },
		text:   func(l uint64) string { return strconv.FormatUint(l, 10) },
		total:  in.Options.Promises.Has(Total),
	}
	walk.walk()
	return walk.evidence()
}
