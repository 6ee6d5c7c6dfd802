package checks

// Few reports that tests try a part of their cases, too small for shares of
// them to say much.
const Few = oneOf > 1

// Fewer returns how many cases a test tries that should try n.
func Fewer(n int) int { return max(1, n/oneOf) }
