package simulate

import "time"

// Epoch is what a true clock shows at the start of a run, in nanoseconds since
// 1970: a fixed date, so that recordings repeat to the byte.
const Epoch = 1_700_000_000_000_000_000

// Clock is a node's wall clock: it starts with an offset, gains or loses, and
// may be set or slewed. The zero Clock is true.
type Clock struct {
	Drift float64 // seconds gained per second: 100e-6 is 100 ppm fast

	base   time.Duration // what the clock adds to true time at since
	since  time.Duration // true time of the last change
	slew   float64       // temporary change of rate
	slewTo time.Duration // true time at which the slew ends
}

// Set makes the clock differ from true time by an offset from now on: a step,
// forwards or backwards.
func (c *Clock) Set(now, offset time.Duration) {
	c.base, c.since, c.slew = offset, now, 0
}

// Offset returns by how much the clock differs from true time.
func (c *Clock) Offset(now time.Duration) time.Duration {
	run := (now - c.since).Seconds()
	off := c.base + time.Duration(run*c.Drift*1e9)
	if c.slew != 0 {
		slewed := min(now, c.slewTo) - c.since
		off += time.Duration(slewed.Seconds() * c.slew * 1e9)
	}
	return off
}

// Step changes the clock by d at once.
func (c *Clock) Step(now, d time.Duration) { c.Set(now, c.Offset(now)+d) }

// Slew changes the clock by d without ever letting it stand or go back, at a
// rate of at most the given fraction (500e-6 is what Unix systems allow).
func (c *Clock) Slew(now, d time.Duration, rate float64) {
	c.Set(now, c.Offset(now))
	if d == 0 {
		return
	}
	took := time.Duration(float64(d.Abs()) / rate)
	c.slew, c.slewTo = rate, now+took
	if d < 0 {
		c.slew = -rate
	}
}

// read returns what the clock shows, in nanoseconds since 1970.
func (c *Clock) read(now time.Duration) int64 {
	return Epoch + int64(now) + int64(c.Offset(now))
}
