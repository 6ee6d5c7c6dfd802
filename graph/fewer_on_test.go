//go:build race

package graph

// oneOf is what tests divide large sizes by: the race detector makes all ten
// times slower, and they are tried without it, too.
const oneOf = 10
