//go:build !race

package graph

// oneOf is what tests divide large sizes by.
const oneOf = 1
