package checks

// issueShapes are the logs of identifiers, timestamps, transactions and rounds.
var issueShapes = []evidenceShape{
	{name: "one id", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","kind":"id","id":"same"}`, i%10)
		}
	}},
	{name: "ids twice", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","kind":"id","id":"%d-x"}`, i%10, i/2)
		}
	}},
	{name: "ids", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","kind":"id","id":"%d-x"}`, i%10, i)
		}
	}},
	{name: "timestamps", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"o%d","kind":"timestamp","pt":%d,"c":0}`, i%3, i)
		}
	}},
	{name: "timestamps that go back", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"o","kind":"timestamp","pt":%d,"c":0}`, n-i)
		}
	}},
	{name: "one timestamp", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"o%d","kind":"timestamp","pt":%d,"c":0}`, i%3, 7)
		}
	}},
	{name: "failovers", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"o","kind":"timestamp","pt":%d,"c":0,"oracle":"x%d"}`, 1700000000000+i, i)
			w.line(`{"node":"o","kind":"failover","new_oracle":"x%d","safety_margin_ms":1}`, i+1)
		}
	}},
	{name: "failovers between two", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"o%d","kind":"timestamp","pt":%d,"c":0,"oracle":"x%d"}`, i%2, 1700000000000+i, i%2)
			w.line(`{"node":"o%d","kind":"failover","new_oracle":"x%d","safety_margin_ms":1}`, (i+1)%2, (i+1)%2)
		}
	}},
	{name: "timestamps asked for", write: func(w *lineWriter, n int) {
		for i := range n / 4 {
			w.line(`{"node":"c%d","kind":"send","to":"o","msg_id":%d}`, i%5, i)
			w.line(`{"node":"o","kind":"receive","from":"c%d","msg_id":%d}`, i%5, i)
			w.line(`{"node":"o","kind":"timestamp","role":"send","to":"c%d","msg_id":%d,"in_reply_to":%d,"pt":%d,"c":0}`, i%5, i, i, i)
			w.line(`{"node":"c%d","kind":"receive","from":"o","msg_id":%d,"in_reply_to":%d}`, i%5, i, i)
		}
	}},
	{name: "transactions", write: func(w *lineWriter, n int) {
		w.line(`{"tracecausal":1,"time_unit":"ms"}`)
		for i := range n / 3 {
			w.line(`{"node":"n%d","kind":"txn_start","txn":"t%d","tt":[%d,%d]}`, i%5, i, 10*i, 10*i+5)
			w.line(`{"node":"n%d","kind":"txn_commit","txn":"t%d","ts":%d,"tt":[%d,%d]}`, i%5, i, 10*i+5, 10*i+1, 10*i+6)
			w.line(`{"node":"n%d","kind":"txn_ack","txn":"t%d","tt":[%d,%d]}`, i%5, i, 10*i+6, 10*i+9)
		}
	}},
	{name: "one transaction", write: func(w *lineWriter, n int) {
		w.line(`{"tracecausal":1,"time_unit":"ms"}`)
		for i := range n / 3 {
			w.line(`{"node":"n%d","kind":"txn_start","txn":"t","tt":[%d,%d]}`, i%5, 10*i, 10*i+5)
			w.line(`{"node":"n%d","kind":"txn_commit","txn":"t","ts":%d,"tt":[%d,%d]}`, i%5, 5, 10*i+1, 10*i+6)
			w.line(`{"node":"n%d","kind":"txn_ack","txn":"t","tt":[%d,%d]}`, i%5, 10*i+6, 10*i+9)
		}
	}},
	{name: "syncs", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","kind":"sync","algorithm":"cristian","t1":%d,"t2":%d,"t3":%d,"t4":%d,"offset":5,"rtt":10,"adjustment":5,"bound":3,"peer":"s"}`, i%5, 100*i, 100*i+10, 100*i+10, 100*i+10)
		}
	}},
}
