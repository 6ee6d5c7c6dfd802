package checks

import (
	"fmt"
)

// unread ends the message of a finding that rests on what was not logged.
const unread = "; only possible, because lines were not read and may say otherwise"

// slipFinding is an acquire of what its holder held, or a release of what
// nobody held, where locks are not reentrant.
func slipFinding(s slip) Finding {
	f := Finding{Certainty: s.certainty, Subject: subject(s.resource)}
	torn := ""
	if s.torn {
		torn = unread
	}
	if s.release {
		f.Events = []Witness{{"release", s.event}}
		f.Tell = func(w *Words) string {
			return fmt.Sprintf("%s released %s at %s, but its log shows no acquire that still stood; the lock is not reentrant, and releasing it twice may free it for two",
				holderName(s.holder), subject(s.resource), w.Name(s.event)) + torn
		}
		return f
	}
	f.Events = []Witness{{"acquire", s.before}, {"acquire again", s.event}}
	f.Claims = []Claim{{s.before, s.event}}
	f.Tell = func(w *Words) string {
		end := "and nothing between them ended the first"
		if s.certainty == Possible && !s.torn {
			end = "and nothing shows that the first had expired"
		}
		return fmt.Sprintf("%s acquired %s at %s while it held it since %s: %s, %s, but the lock is not reentrant",
			holderName(s.holder), subject(s.resource), w.Name(s.event), w.Name(s.before), w.Before(s.before, s.event), end) + torn
	}
	return f
}
