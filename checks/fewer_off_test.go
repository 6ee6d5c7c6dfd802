//go:build !race

package checks

// oneOf is how many of the cases that a test should try make the one it tries.
const oneOf = 1
