package genlog

// Log is one way of writing a run down.
type Log struct {
	Name    string // short, fit for a file name
	About   string // in a few words
	JSON    bool   // every line is a JSON object
	Pattern string // for text: the regular expression that takes a line apart

	nodes   int
	group   int    // nodes that talk among themselves; 0 for all
	vectors bool   // nodes keep vector clocks
	split   bool   // one file per node
	file    string // name of the file; what follows the node's name where split
	config  string // the mapping that lies beside it
	header  func(b []byte, s *system) []byte
	line    func(b []byte, s *system, e *event) []byte // nothing for an event that is not logged
	events  int                                        // that one call of line tells; 0 for one
}

// Logs returns all ways, in the order in which they are shown.
func Logs() []Log {
	return []Log{
		{Name: "vector", About: "ten nodes, named vector clocks", JSON: true,
			nodes: 10, vectors: true, file: "run.jsonl", line: vectorLine},
		{Name: "array", About: "ten nodes, array clocks, a header that names the nodes", JSON: true,
			nodes: 10, vectors: true, file: "run.jsonl", header: arrayHeader, line: arrayLine},
		{Name: "anyorder", About: "ten nodes, named vector clocks, keys in changing order, blanks", JSON: true,
			nodes: 10, vectors: true, file: "run.jsonl", line: anyOrderLine},
		{Name: "pernode", About: "ten nodes, named vector clocks, one file per node", JSON: true,
			nodes: 10, vectors: true, split: true, file: ".jsonl", line: vectorLine},
		{Name: "vector-100", About: "a hundred nodes, named vector clocks", JSON: true,
			nodes: 100, vectors: true, file: "run.jsonl", line: vectorLine},
		{Name: "vector-1000", About: "a thousand nodes in groups of ten, named vector clocks", JSON: true,
			nodes: 1000, group: 10, vectors: true, file: "run.jsonl", line: vectorLine},
		{Name: "ids", About: "ten nodes, message ids only", JSON: true,
			nodes: 10, file: "run.jsonl", line: idLine},
		{Name: "ids-1000", About: "a thousand nodes, message ids only", JSON: true,
			nodes: 1000, file: "run.jsonl", line: idLine},
		{Name: "hlc", About: "ten nodes, hybrid logical clocks and message ids", JSON: true,
			nodes: 10, file: "run.jsonl", line: hlcLine},
		{Name: "maelstrom", About: "ten nodes, Maelstrom requests and replies, two events a line", JSON: true,
			nodes: 10, file: "run.jsonl", line: maelstromLine, events: 2},
		{Name: "shiviz", About: "ten nodes, ShiViz text, two lines an event",
			nodes: 10, vectors: true, file: "run.log", line: shivizLine},
		{Name: "text", About: "ten nodes, times and vector clocks in text, a pattern of the user", Pattern: textPattern,
			nodes: 10, vectors: true, file: "run.log", config: textConfig, line: textLine},
		{Name: "unique", About: "ten nodes that generate identifiers", JSON: true,
			nodes: 10, file: "run.jsonl", line: uniqueLine},
	}
}

// Find returns the log of that name.
func Find(name string) (Log, bool) {
	for _, l := range Logs() {
		if l.Name == name {
			return l, true
		}
	}
	return Log{}, false
}

// system returns the system whose run the log tells.
func (l *Log) system() *system {
	group := l.group
	if group == 0 {
		group = l.nodes
	}
	return newSystem(l.nodes, group, l.vectors)
}

// WithNodes returns the same way of writing down a run of another number of
// nodes, at least two, which all talk with each other.
func (l Log) WithNodes(nodes int) Log {
	l.nodes, l.group = nodes, 0
	return l
}
