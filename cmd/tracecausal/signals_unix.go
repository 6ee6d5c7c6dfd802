//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// notifySignals returns the channel on which a request to stop arrives. As a
// side effect a write to a closed pipe or past the file size limit returns an
// error instead of killing the process, so that the exit code stays ours.
func notifySignals() <-chan os.Signal {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE, syscall.SIGXFSZ)
	return stop
}
