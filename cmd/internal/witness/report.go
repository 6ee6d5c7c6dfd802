package witness

// Report is the part of a tracecausal.report/v1 that is verified.
type Report struct {
	Schema  string
	Verdict string
	Inputs  []struct {
		Path   string
		Format string
		Bad    int
		Errors []struct{ Line int }
	}
	Runs []Run
}

// Run is a run of a report.
type Run struct {
	Run      string
	Events   int
	Checks   []struct{ ID, Status string }
	Findings []Finding
}

// Finding is a finding as the report prints it.
type Finding struct {
	Check, Certainty, Fingerprint, Subject, Message string
	Events                                          []Event
	Proof                                           []Proof
}

// Event is an event's part in a finding.
type Event struct {
	Role, Event, Node, Kind, Label, File string
	Life, Position, Line                 int
}

// Proof is a path that shows that From happens before To.
type Proof struct {
	From, To      string
	Path, Reasons []string
}
