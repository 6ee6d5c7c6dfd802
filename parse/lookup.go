package parse

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Lookup returns the events that a name stands for, at least one:
//
//   - NODE:POSITION is the event at that position of the node's first life,
//     NODE@2:POSITION of its second; split at the last colon.
//   - FILE:LINE stands for the events read from that line: mostly one, two
//     where a line logs both ends of a message. FILE is the path as it was
//     given, or its last part.
//
// Where a node and a file have the same name, it is the node's; write
// ./FILE:LINE for the other. A name that fits nothing is an error that says
// what there is. The first place in a file takes O(events of the run) time and
// makes an index for those after it.
func (r *Run) Lookup(name string) ([]EventID, error) {
	left, digits, _ := cutLast(name, ":")
	number, err := strconv.Atoi(digits) // which the empty text is not
	if err != nil || number < 1 {
		return nil, fmt.Errorf("%s does not name an event; want NODE:POSITION, NODE@LIFE:POSITION or FILE:LINE", Quote(name))
	}
	if n, ok := r.Node(left); ok {
		return r.LookupPosition(n, 1, number)
	}
	if node, lifeDigits, ok := cutLast(left, "@"); ok {
		n, isNode := r.Node(node)
		if life, err := strconv.Atoi(lifeDigits); err == nil && isNode {
			return r.LookupPosition(n, life, number)
		}
	}
	return r.lookupPlace(left, number)
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// LookupPosition returns the event at a position of one life of a node, as
// [Run.Find] does, or an error that says what there is.
func (r *Run) LookupPosition(n NodeID, life, position int) ([]EventID, error) {
	if id, ok := r.Find(n, life, position); ok {
		return []EventID{id}, nil
	}
	name := Quote(r.nodes[n].Name)
	switch {
	case r.nodes[n].Events == 0:
		return nil, fmt.Errorf("node %s has no events in the log", name)
	case life < 1 || life > r.nodes[n].Lives:
		return nil, fmt.Errorf("node %s has %s, not %d", name, Plural(r.nodes[n].Lives, "life"), life)
	}
	which := ""
	if r.nodes[n].Lives > 1 {
		which = fmt.Sprintf(" in life %d", life)
	}
	return nil, fmt.Errorf("node %s has %s%s, none at position %d", name, Plural(r.lifeLen(n, life), "event"), which, position)
}

// maxNames is how many nodes an error lists.
const maxNames = 8

// NodeNames lists the nodes of the run for an error about a name that is none:
// "the nodes are A, B and 3 more", "the only node is A".
func (r *Run) NodeNames() string {
	var names []string
	for _, n := range r.nodes[:min(len(r.nodes), maxNames)] {
		names = append(names, Escape(n.Name))
	}
	list := "the nodes are "
	if len(names) == 1 {
		list = "the only node is "
	}
	list += strings.Join(names, ", ")
	if more := len(r.nodes) - len(names); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// lifeLen returns the number of events in one life of a node.
func (r *Run) lifeLen(n NodeID, number int) int {
	total := 0
	for _, s := range r.ofNode[n] {
		st := &r.strands[s]
		for i, l := range st.lives {
			if l.number == number {
				total += int(st.lifeEnd(i) - l.first)
			}
		}
	}
	return total
}

// lookupPlace returns the events of one line.
func (r *Run) lookupPlace(file string, line int) ([]EventID, error) {
	index, err := r.files.named(file)
	switch {
	case err != nil:
		return nil, err
	case index < 0:
		return nil, fmt.Errorf("no node and no file is called %s; %s", Quote(file), r.NodeNames())
	}
	var ids []EventID
	if global := uint64(r.files.base[index]) + uint64(line); global <= math.MaxUint32 && r.files.file(uint32(global)) == index {
		ids = r.onLine(global)
	}
	if ids == nil {
		return nil, fmt.Errorf("no event of this run was read from line %d of %s", line, Quote(r.files.paths[index]))
	}
	return ids, nil
}

// fileNames finds files by name; it is made when the first is asked for.
type fileNames struct {
	once   sync.Once
	byPath map[string]int
	byLast map[string]int // by the last part of the path; -1 where several have it
}

func (n *fileNames) fill(paths []string) {
	n.byPath, n.byLast = make(map[string]int, len(paths)), make(map[string]int, len(paths))
	for i, path := range paths {
		if _, twice := n.byPath[path]; !twice {
			n.byPath[path] = i
		}
		last := filepath.Base(path)
		if _, several := n.byLast[last]; several {
			i = -1
		}
		n.byLast[last] = i
	}
}

// named returns the index of the file of that path, or else of the only file
// whose path ends in that name, or -1.
func (f *files) named(name string) (int, error) {
	f.names.once.Do(func() { f.names.fill(f.paths) })
	for _, path := range []string{name, filepath.Clean(name)} {
		if i, ok := f.names.byPath[path]; ok {
			return i, nil
		}
	}
	i, ok := f.names.byLast[name]
	switch {
	case !ok:
		return -1, nil
	case i < 0:
		return 0, fmt.Errorf("several files are called %s; give the path", Quote(name))
	}
	return i, nil
}
