package checks

import "testing"

func TestCount(t *testing.T) {
	for _, test := range []struct {
		n    int
		noun string
		want string
	}{{0, "lease", "0 leases"}, {1, "delivery", "1 delivery"}, {2, "delivery", "2 deliveries"}, {999, "event", "999 events"},
		{1204, "lease", "1,204 leases"}, {1000000, "entry", "1,000,000 entries"}} {
		if got := count(test.n, test.noun); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}
