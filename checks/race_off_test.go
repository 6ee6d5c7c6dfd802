//go:build !race && !fast

package checks_test

// raceDetector reports that the race detector slows everything down.
const raceDetector = false
