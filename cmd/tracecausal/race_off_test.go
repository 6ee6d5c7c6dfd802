//go:build !race

package main

// raceDetector reports that the race detector slows everything down.
const raceDetector = false
