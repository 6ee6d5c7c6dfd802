//go:build !unix

package main

import (
	"os"
	"os/signal"
)

// notifySignals returns the channel on which a request to stop arrives.
func notifySignals() <-chan os.Signal {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	return stop
}
