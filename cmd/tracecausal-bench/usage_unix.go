//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory returns the largest resident memory of an ended process in bytes,
// 0 where the system does not tell. At the moment of its start a child counts
// what its parent has resident, so the figure is never below that.
func peakMemory(p *os.ProcessState) int64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss) * maxrssUnit
	}
	return 0
}

// ownPeak is peakMemory of this process so far.
func ownPeak() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return int64(u.Maxrss) * maxrssUnit
}

// maxrssUnit is what ru_maxrss counts in bytes: each system has its own.
var maxrssUnit = map[string]int64{
	"linux": 1024, "freebsd": 1024, "netbsd": 1024, "openbsd": 1024, "dragonfly": 1024,
	"darwin": 1, "ios": 1,
}[runtime.GOOS]
