package checks

// All returns every check, in the order reports show them.
func All() []Check { return nil }

// Run judges a run by the given checks, one Result each.
func Run(in *Input, list []Check) []Result { panic("checks: not built yet") }

// Promises says which properties the system under test promises beside the laws that bind every run.
type Promises struct{}

// Verdict is the answer for a run or for all of the input.
type Verdict uint8
