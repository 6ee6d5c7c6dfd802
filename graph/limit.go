package graph

import "fmt"

// maxClockBytes bounds the clocks that one sweep keeps at a time: thousands of
// nodes that all wait for one another need memory in the square of their number.
// maxLessons bounds the table of the order, of twelve bytes each while it is
// made; where there would be more, there is none, and every question goes to
// the edges.
const (
	maxClockBytes = 2 << 30
	maxLessons    = maxClockBytes / 12
)

// LimitError is the value with which [Build] and [Graph.Sweep] panic where a run
// is too wide to be ordered within the memory that they allow themselves.
// Nothing can be said of such a run.
type LimitError struct {
	Strands int // node logs of the run
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the clocks of %d node logs that wait for one another need more than %d MiB; analyse fewer nodes at a time", e.Strands, maxClockBytes>>20)
}
