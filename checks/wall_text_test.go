package checks

import (
	"testing"
	"time"
)

// TestWallText: times within a year of 1970 are those of tests and simulators.
func TestWallText(t *testing.T) {
	const year = int64(365 * 24 * time.Hour)
	for ns, want := range map[int64]string{
		0:                   "0s",
		1500:                "1.5µs",
		-1:                  "-1ns",
		year - 1:            "8759h59m59.999999999s",
		1 - year:            "-8759h59m59.999999999s",
		year:                "1971-01-01T00:00:00Z",
		-year:               "1969-01-01T00:00:00Z",
		1700000000000000001: "2023-11-14T22:13:20.000000001Z",
	} {
		if got := wallText(ns); got != want {
			t.Errorf("wallText(%d) = %s, want %s", ns, got, want)
		}
	}
}
