package checks

import "sync"

// kept holds what the last check read of a run, for the next one that reads the
// same: checks of one group follow one another. Of one group at a time, so that
// memory is that of the largest.
type kept struct {
	mu    sync.Mutex
	value any
}

// keep returns what read makes of the input, made anew unless it was the last
// thing that was asked for. It must not be changed.
func keep[T any](in *Input, read func(*Input) *T) *T {
	in.last.mu.Lock()
	defer in.last.mu.Unlock()
	if v, ok := in.last.value.(*T); ok {
		return v
	}
	v := read(in)
	in.last.value = v
	return v
}
