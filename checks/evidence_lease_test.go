package checks

// leaseShapes are the logs of leases.
var leaseShapes = []evidenceShape{
	{name: "leases at once", write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"srv%d","kind":"lease_acquire","resource":"r","holder":"h%d","time":%d,"duration_ms":60000}`, i%10, i, leaseEpoch+i%1000)
		}
	}},
	{name: "leases at once by clock", opt: skewOption(1e6), write: func(w *lineWriter, n int) {
		for i := range n {
			w.line(`{"node":"srv%d","kind":"lease_acquire","resource":"r","holder":"h%d","time":%d,"duration_ms":60000}`, i%10, i, leaseEpoch+i%1000)
		}
	}},
	{name: "leases in turn", write: func(w *lineWriter, n int) {
		for i := range n / 3 {
			w.line(`{"node":"srv","kind":"lease_acquire","resource":"r","holder":"h%d","token":%d}`, i, i)
			w.line(`{"node":"srv","kind":"write","resource":"r","holder":"h%d","token":%d,"accepted":true}`, i, i)
			w.line(`{"node":"srv","kind":"lease_release","resource":"r","holder":"h%d","token":%d}`, i, i)
		}
	}},
	{name: "leases of many resources", write: func(w *lineWriter, n int) {
		for i := range n / 4 {
			w.line(`{"node":"srv%d","kind":"lease_acquire","resource":"r%d","holder":"h%d","token":%d,"time":%d,"duration_ms":1000}`, i%7, i%1000, i%13, i, leaseEpoch+i)
			w.line(`{"node":"srv%d","kind":"lease_renew","resource":"r%d","holder":"h%d","token":%d,"time":%d,"duration_ms":1000}`, i%7, i%1000, i%13, i, leaseEpoch+i)
			w.line(`{"node":"srv%d","kind":"write","resource":"r%d","holder":"h%d","token":%d,"time":%d}`, i%7, i%1000, i%13, i, leaseEpoch+i)
			w.line(`{"node":"srv%d","kind":"lease_release","resource":"r%d","holder":"h%d","token":%d,"time":%d}`, i%7, i%1000, i%13, i, leaseEpoch+i)
		}
	}},
	{name: "late writes", write: func(w *lineWriter, n int) {
		for i := range 100 {
			w.line(`{"node":"c%d","kind":"lease_acquire","resource":"r","token":%d}`, i%10, i)
			w.line(`{"node":"c%d","kind":"lease_release","resource":"r","token":%d}`, i%10, i)
		}
		for i := range n {
			w.line(`{"node":"c%d","kind":"write","resource":"r","token":%d}`, i%10, i%100)
		}
	}},
	{name: "tokens that go back", write: func(w *lineWriter, n int) {
		for i := range n / 2 {
			w.line(`{"node":"srv","kind":"lease_acquire","resource":"r","holder":"h%d","token":%d}`, i, n-i)
			w.line(`{"node":"store","kind":"write","resource":"r","holder":"h%d","token":%d,"accepted":true}`, i, n-i)
		}
	}},
}
