package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// patience is the GC percentage up to the first collection of garbage, which so
// comes at a heap of 32 MB: the least heap at which one begins is 4 MB at 100
// percent, and grows with it (see the runtime's guide to the collector).
const patience = 800

// deferGarbage puts the first collection of garbage off, unless GOGC says when it
// is to be. Nearly all that a run allocates is kept until its end, so collections
// of a small heap find nothing: without them a million events take 3 % less time.
// From the first one on all is as the runtime has it.
func deferGarbage() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(patience)
	first := new([4]uint64) // not so small that it shares its place with what is kept
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, 100)
}
