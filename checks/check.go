package checks

import (
	"math/big"
	"time"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// Check is one named property.
type Check struct {
	ID    string // "group/name"
	Title string // one line, without a full stop
	Doc   Doc
	// UsesOrder says that the verdict rests on happens-before: it can be no
	// better than the edges, so contradictory evidence weakens it.
	UsesOrder bool
	// Collect examines the run. It must be deterministic and must not change
	// anything.
	Collect func(*Input) Evidence
}

// Doc is what `explain` shows of a check. All of it is plain text.
type Doc struct {
	Definition string // what holds in a lawful run
	Needs      string // what the log must contain
	Example    string // JSON lines of a small failing run
	Source     string // paper, RFC, project
	Blind      string // what the check cannot see
}

// Input is what a check may look at. It must not be copied once it was judged.
type Input struct {
	Run     *parse.Run
	Graph   *graph.Graph
	Options Options

	// What several checks ask for is read once.
	messages sharedTraffic  // see traffic
	last     kept           // see keep
	vector   vectorEvidence // see collectVector
}

// Options are what is known beside the log. The zero value knows nothing, and
// promises the default: fifo and causal.
type Options struct {
	MaxSkew     *time.Duration // bound on the difference of any two clocks
	MaxHLCDrift *time.Duration
	MaxDrift    *time.Duration // how much any clock gains or loses in a second
	Total       *big.Rat       // what every snapshot adds up to
	Promises    Promises
	Ticks       parse.Ticks
	SameReading bool      // HLC and wall time of an event come from one reading
	Reentrant   *bool     // false: a holder must not acquire what it holds
	Strict      bool      // possible findings fail
	BadLines    int       // lines that were not read, over those that are tolerated
	Tolerated   int       // lines that were not read, and may: no check waits for them, but what rests on their absence is only possible
	Damaged     bool      // some lines may have been read wrong: every finding is only possible
	Baseline    *Baseline // findings that are accepted; nil accepts none
}

// Evidence is what a check found.
type Evidence struct {
	Examined string    // what was looked at, with counts: "2 tenures on 1 resource"; "" where there was nothing of the kind
	Findings []Finding // in any order
	Missing  []string  // what keeps the evidence from deciding, and how to supply it; binds even where Observed is set
	Note     string    // worth showing beside a pass
	Observed bool      // nobody promised the property: findings only inform
	Total    int       // findings in all, where a check dropped some itself; 0 where it did not
}

// MaxFindings bounds the findings that one check keeps; it counts them all.
const MaxFindings = 100

// Certainty says in how many of the executions that fit the log a finding holds.
type Certainty uint8

// The certainties.
const (
	Definite Certainty = iota // in every one
	Possible                  // in some
)

// String returns "definite" or "possible".
func (c Certainty) String() string { return [...]string{"definite", "possible"}[c] }

// Finding is one violation with its witness. A check sets Message or Tell, and
// names in Claims every order the finding rests on; [Run] does the rest for the
// findings it keeps, so that a check with a million findings need not prove
// and word them all.
type Finding struct {
	Check       string // set by Run
	Certainty   Certainty
	Subject     string // what it is about, in two or three words: `resource "leader"`; may be ""
	Message     string // one sentence: "T1 before T2, because …; but …"
	Events      []Witness
	Claims      []Claim
	Stamped     bool                // rests on vector clocks even where no path of a claim does
	Tell        func(*Words) string // words Message once the claims are proved; nil where Message is set
	Proof       []Proof             // set by Run, one for each claim
	Fingerprint string              // set by Run
	Known       bool                // accepted by the baseline; set by Run
}

// Claim says that From happens before To.
type Claim struct {
	From, To parse.EventID
}

// Witness is an event's part in a finding.
type Witness struct {
	Role  string // "acquire", "send", "first delivery"
	Event parse.EventID
}

// Proof is a path that shows From → To. Program edges that follow one another
// are joined into one, so a program edge may skip events of its strand.
type Proof struct {
	From, To parse.EventID
	Path     []graph.Edge
}

// Status is a check's answer.
type Status uint8

// The statuses.
const (
	NotApplicable Status = iota // the log holds nothing of the kind
	Observed                    // found, but nobody promised it would not be
	Pass
	Inconclusive
	Fail
)

// String returns the status as reports spell it.
func (s Status) String() string {
	return [...]string{"not applicable", "observed", "pass", "inconclusive", "fail"}[s]
}

// Result is a check's answer for one run.
type Result struct {
	Check    *Check
	Status   Status
	Examined string
	Reason   string // why not a pass; "" for pass and fail
	Note     string
	Findings []Finding // sorted
	Total    int
	// Unpromised says that nobody promised the property: the findings inform only.
	Unpromised bool
}
