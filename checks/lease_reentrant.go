package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// slipFinding is an acquire of what its holder held, or a release of what
// nobody held, where locks are not reentrant.
func slipFinding(s slip) Finding {
	f := Finding{Certainty: s.certainty, Subject: subject(s.resource)}
	if s.release {
		f.Events = []Witness{{"release", s.event}}
		f.Tell = func(w *Words) string {
			return fmt.Sprintf("%s released %s at %s, but its log shows no acquire that still stood; the lock is not reentrant, and releasing it twice may free it for two",
				parse.Escape(s.holder), subject(s.resource), w.Name(s.event))
		}
		return f
	}
	f.Events = []Witness{{"acquire", s.before}, {"acquire again", s.event}}
	f.Claims = []Claim{{s.before, s.event}}
	f.Tell = func(w *Words) string {
		end := "and nothing between them ended the first"
		if s.certainty == Possible {
			end = "and nothing shows that the first had expired"
		}
		return fmt.Sprintf("%s acquired %s at %s while it held it since %s: %s, %s, but the lock is not reentrant",
			parse.Escape(s.holder), subject(s.resource), w.Name(s.event), w.Name(s.before), w.Before(s.before, s.event), end)
	}
	return f
}
