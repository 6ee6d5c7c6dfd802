package checks

// messageShapes are the logs of messages, lives and clocks.
var messageShapes = []evidenceShape{
	{name: "copies", write: func(w *lineWriter, n int) {
		w.line(`{"node":"A","kind":"send","to":"B","msg_id":1}`)
		for range n {
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":1}`)
		}
	}},
	{name: "star", write: func(w *lineWriter, n int) {
		w.line(`{"node":"A","kind":"send","to":"*","msg_id":1}`)
		for i := range n / 50 {
			w.line(`{"node":"B%d","kind":"receive","from":"A","msg_id":1}`, i)
			w.line(`{"node":"B%d","kind":"send","to":"A","msg_id":1}`, i)
			w.line(`{"node":"A","kind":"receive","from":"B%d","msg_id":1}`, i)
		}
	}},
	{name: "reversed", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d}`, i)
		}
		for i := range n / 2 {
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d}`, n/2-1-i)
		}
	}},
	{name: "overtaken in secret", write: func(w *lineWriter, n int) {
		m := n / 2
		for i := range m {
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d,"vc":{"A":%d}}`, i, i+1)
		}
		w.line(`{"node":"B","event":"told","vc":{"A":%d,"B":1}}`, m)
		for i := range m {
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d,"vc":{"A":%d,"B":%d}}`, i, m, i+2)
		}
	}},
	{name: "held back", write: func(w *lineWriter, n int) {
		w.line(`{"node":"A","kind":"send","to":"B","msg_id":"x"}`)
		w.line(`{"node":"B","kind":"receive","from":"A","msg_id":"x"}`)
		w.line(`{"node":"B","kind":"deliver","from":"A","msg_id":"x"}`)
		for i := range n / 2 {
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d}`, i)
		}
		w.line(`{"node":"B","kind":"stop"}`)
	}},
	{name: "multicasts", opt: promising("total", "reliable", "exactly-once"), write: func(w *lineWriter, n int) {
		m := n / 3
		for i := range m {
			w.line(`{"node":"A%d","kind":"send","to":["B","C"],"msg_id":%d,"lamport":%d}`, i%3, i, i)
			w.line(`{"node":"B","kind":"receive","from":"A%d","msg_id":%d}`, i%3, i)
		}
		for i := range m {
			k := i ^ 1
			w.line(`{"node":"C","kind":"receive","from":"A%d","msg_id":%d}`, k%3, k)
		}
	}},
	{name: "lost", opt: promising("reliable", "total=lamport"), write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"A%d","kind":"send","to":["B","C"],"msg_id":%d,"lamport":%d}`, i%3, i, i)
		}
		w.line(`{"node":"B","kind":"stop"}`)
		w.line(`{"node":"C","kind":"stop"}`)
	}},
	{name: "lives", write: func(w *lineWriter, n int) {
		for i := range n / 5 {
			w.line(`{"node":"A","kind":"start","time":%d,"lamport":1}`, leaseEpoch+i)
			w.line(`{"node":"A","kind":"lease_acquire","resource":"r","time":%d,"duration_ms":10,"lamport":2}`, leaseEpoch+i)
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":1,"lamport":3}`)
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":1,"lamport":%d}`, 4+i)
			w.line(`{"node":"A","kind":"crash","time":%d,"lamport":4}`, leaseEpoch+i)
		}
	}},
	{name: "clocks", opt: promising("monotone-wall"), write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","event":"e","time":%d,"lamport":%d,"hlc":{"pt":%d,"c":0}}`, i%10, leaseEpoch+i, i, leaseEpoch+i)
		}
	}},
	{name: "clocks that go back", opt: promising("monotone-wall"), write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","event":"e","time":%d,"lamport":%d,"hlc":{"pt":%d,"c":0}}`, i%10, leaseEpoch+n-i, n-i, leaseEpoch+n-i)
		}
	}},
}
