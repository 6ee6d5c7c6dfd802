//go:build race

package checks

// oneOf is how many of the cases that a test should try make the one it tries:
// the race detector makes each ten times slower, and all are tried without it.
const oneOf = 10
