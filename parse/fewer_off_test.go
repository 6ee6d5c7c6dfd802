//go:build !race

package parse

// oneOf is what tests divide large sizes by.
const oneOf = 1
