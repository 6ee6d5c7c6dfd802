package checks

import "testing"

// TestSlotFits: among the numbers of updates that a replica may have seen, those
// that give its slot, as far as they are tried.
func TestSlotFits(t *testing.T) {
	of := &slot{}
	for i := range int64(601) { // one up, then one down, and so on
		of.plus, of.minus = append(of.plus, (i+1)/2), append(of.minus, i/2)
	}
	state := func(flat bool, plus, minus int64) *slotSums {
		return &slotSums{flat: flat, plus: map[string]int64{"A": plus}, minus: map[string]int64{"A": minus}}
	}
	for _, c := range []struct {
		s          *slotSums
		lo, hi     int
		fits, sure bool
	}{
		{state(false, 1, 0), 0, 2, true, true},
		{state(false, 1, 1), 0, 2, true, true},
		{state(false, 2, 1), 0, 2, false, true},
		{state(false, 0, 0), 0, 2, true, true},
		{state(false, 0, 0), 1, 2, false, true},
		{state(false, 1, 2), 0, 9, false, true},
		{state(true, 1, 0), 1, 1, true, true},
		{state(true, 1, 0), 2, 2, false, true},
		{state(true, 2, 0), 0, 255, false, true},
		{state(true, 2, 0), 0, 256, false, false},
		{state(false, 128, 127), 0, 600, true, true},
		{state(false, 128, 128), 0, 600, false, false},
		{state(false, 300, 300), 345, 600, true, true},
		{state(true, 2, 0), 345, 600, false, true},
	} {
		if fits, sure := c.s.fits("A", of, c.lo, c.hi); fits != c.fits || sure != c.sure {
			t.Errorf("%+v after %d to %d updates: %v, %v; want %v, %v", c.s, c.lo, c.hi, fits, sure, c.fits, c.sure)
		}
	}
}
