package parse

import (
	"testing"
	"time"
)

// TestDatesExist compares the calendar with that of package time.
func TestDatesExist(t *testing.T) {
	for year := 1890; year <= 2110; year++ {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				c := civil{year: year, month: month, day: day, hour: 23, minute: 59, second: 59}
				y, m, d := c.in(time.UTC).Date()
				if want := y == year && int(m) == month && d == day; c.exists() != want {
					t.Fatalf("%d-%d-%d exists: %t, expected %t", year, month, day, c.exists(), want)
				}
			}
		}
	}
}
