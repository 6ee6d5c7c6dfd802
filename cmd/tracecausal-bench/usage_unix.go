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
		return int64(u.Maxrss) * maxrssUnit()
	}
	return 0
}

// ownPeak is peakMemory of this process so far.
func ownPeak() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return int64(u.Maxrss) * maxrssUnit()
}

// maxrssUnit returns what ru_maxrss counts, in bytes: each system has its own.
// It is 0 where it is not known.
func maxrssUnit() int64 {
	switch runtime.GOOS {
	case "linux", "freebsd", "netbsd", "openbsd", "dragonfly":
		return 1024
	case "darwin", "ios":
		return 1
	}
	return 0
}
