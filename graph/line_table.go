package graph

import "github.com/tracecausal/tracecausal/parse"

// lineTable finds the send on a line that holds both ends of its message. Lines
// are numbered through all files, and most of those of such a file hold one, so
// the number is the place in a table. Pages keep it small where few do.
type lineTable struct {
	pages []*linePage
}

const (
	linePageBits = 8
	linePageSize = 1 << linePageBits
)

// linePage holds, for lines that follow one another, the send from 1, 0 where
// there is none.
type linePage [linePageSize]parse.EventID

// put notes the send on a line.
func (t *lineTable) put(line uint32, send parse.EventID) {
	i := int(line >> linePageBits)
	for i >= len(t.pages) {
		t.pages = append(t.pages, nil)
	}
	if t.pages[i] == nil {
		t.pages[i] = new(linePage)
	}
	t.pages[i][line%linePageSize] = send + 1
}

// at returns the send on a line, if there is one.
func (t *lineTable) at(line uint32) (send parse.EventID, ok bool) {
	i := int(line >> linePageBits)
	if i >= len(t.pages) || t.pages[i] == nil {
		return parse.NoEvent, false
	}
	n := t.pages[i][line%linePageSize]
	return n - 1, n != 0
}
