package checks

// stateShapes are the logs of snapshots, views and replicated data.
var stateShapes = []evidenceShape{
	{name: "snapshots", write: func(w *lineWriter, n int) {
		for i := range n / 3 {
			for _, p := range "PQR" {
				w.line(`{"node":"%c","kind":"snapshot","snapshot":%d,"state":%d}`, p, i, i)
			}
		}
		w.line(`{"node":"P","kind":"send","to":"Q","msg_id":1,"amount":1}`)
		w.line(`{"node":"Q","kind":"receive","from":"P","msg_id":1}`)
	}},
	{name: "snapshots in part", write: func(w *lineWriter, n int) {
		for i := range n / 3 {
			w.line(`{"node":"P","kind":"snapshot","snapshot":%d}`, i)
			w.line(`{"node":"P","kind":"send","to":"Q","msg_id":%d}`, i)
			w.line(`{"node":"Q","kind":"receive","from":"P","msg_id":%d}`, i)
		}
	}},
	{name: "channels", write: func(w *lineWriter, n int) {
		for i := range n / 5 {
			w.line(`{"node":"P","kind":"send","to":"Q","msg_id":%d,"amount":1}`, i)
			w.line(`{"node":"P","kind":"snapshot","snapshot":%d,"state":%d}`, i, i)
			w.line(`{"node":"Q","kind":"snapshot","snapshot":%d,"state":%d}`, i, i)
			w.line(`{"node":"Q","kind":"receive","from":"P","msg_id":%d,"amount":1}`, i)
			w.line(`{"node":"Q","kind":"channel","snapshot":%d,"from":"P","to":"Q","messages":[]}`, i)
		}
	}},
	{name: "views", write: func(w *lineWriter, n int) {
		for i := range n / 5 {
			p, b := "AB"[i%2:i%2+1], "BA"[i%2:i%2+1]
			w.line(`{"node":"V","kind":"view","view":%d,"primary":"%s","backup":"%s"}`, i, p, b)
			w.line(`{"node":"%s","kind":"view","view":%d,"primary":"%s","backup":"%s"}`, p, i, p, b)
			w.line(`{"node":"%s","kind":"view_ack","view":%d}`, p, i)
			w.line(`{"node":"%s","kind":"view","view":%d,"primary":"%s","backup":"%s"}`, b, i, p, b)
			w.line(`{"node":"%s","kind":"apply","op":"o%d","index":%d}`, p, i, i)
		}
	}},
	{name: "replicas", write: func(w *lineWriter, n int) {
		w.line(`{"node":"A","kind":"view","view":1,"primary":"A","backup":"B"}`)
		w.line(`{"node":"B","kind":"view","view":1,"primary":"A","backup":"B"}`)
		for i := range n / 8 {
			w.line(`{"node":"A","kind":"apply","op":"o%d","index":%d}`, i, i+1)
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"apply","op":"o%d","index":%d}`, i, i+1)
			w.line(`{"node":"B","kind":"ack","op":"o%d"}`, i)
			w.line(`{"node":"B","kind":"send","to":"A","msg_id":%d}`, i)
			w.line(`{"node":"A","kind":"receive","from":"B","msg_id":%d}`, i)
			w.line(`{"node":"A","kind":"output","op":"o%d"}`, i)
		}
	}},
	{name: "replicas out of order", write: func(w *lineWriter, n int) {
		w.line(`{"node":"A","kind":"view","view":1,"primary":"A","backup":"B"}`)
		w.line(`{"node":"B","kind":"view","view":1,"primary":"A","backup":"B"}`)
		m := n / 3
		for i := range m {
			w.line(`{"node":"A","kind":"apply","op":"o%d"}`, i)
			w.line(`{"node":"B","kind":"apply","op":"o%d"}`, m-1-i)
			w.line(`{"node":"A","kind":"output","op":"o%d"}`, i)
		}
	}},
	{name: "transfers", write: func(w *lineWriter, n int) {
		for i := range n / 4 {
			w.line(`{"node":"A","kind":"view","view":%d,"primary":"A","backup":"B"}`, i)
			w.line(`{"node":"A","kind":"apply","op":"o%d","index":%d}`, i, i)
			w.line(`{"node":"B","kind":"transfer","from":"A","upto":"o%d","view":%d}`, i, i)
			w.line(`{"node":"B","kind":"view","view":%d,"primary":"A","backup":"B"}`, i)
		}
	}},
	{name: "puts", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"A","kind":"put","key":"k%d","value":%d,"context":{"A":%d},"dot":["A",%d]}`, i%10, i, i/10, i/10+1)
			w.line(`{"node":"A","kind":"get","key":"k%d","values":[%d]}`, i%10, i)
		}
	}},
	{name: "puts of siblings", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"A","kind":"put","key":"k","value":%d}`, i)
		}
		w.line(`{"node":"A","kind":"get","key":"k","values":[1]}`)
	}},
	{name: "puts and gets without clocks", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"A","kind":"put","key":"k","value":%d}`, i)
			w.line(`{"node":"A","kind":"get","key":"k","values":[%d]}`, i)
		}
	}},
	{name: "one dot", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"n%d","kind":"put","key":"k","value":%d,"context":{},"dot":["A",1]}`, i%3, i)
		}
	}},
	{name: "store merges", write: func(w *lineWriter, n int) {
		for i := range n / 5 {
			w.line(`{"node":"A","kind":"put","key":"k","value":%d,"context":{"A":%d},"dot":["A",%d]}`, i, i, i+1)
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"merge","key":"k","from":"A"}`)
			w.line(`{"node":"B","kind":"get","key":"k","values":[%d]}`, i)
		}
	}},
	{name: "counter", write: func(w *lineWriter, n int) {
		for i := range n / 5 {
			w.line(`{"node":"A","kind":"increment","counter":"c"}`)
			w.line(`{"node":"A","kind":"send","to":"B","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"receive","from":"A","msg_id":%d}`, i)
			w.line(`{"node":"B","kind":"merge","counter":"c","from":"A"}`)
			w.line(`{"node":"B","kind":"value","counter":"c","value":%d}`, i+1)
		}
	}},
	{name: "counters", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"A","kind":"increment","counter":"c%d"}`, i)
			w.line(`{"node":"B","kind":"value","counter":"c%d","value":1}`, i)
		}
	}},
}
