package witness

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// log is one run as its lines tell it.
type log struct {
	set    *Settings
	events []*event
	nodes  map[string][]*event // in program order, strand by strand
	byName map[string]*event
	torn   bool // lines of the input were not read

	enters map[*event]*event          // of each message: arrival that enters → send
	ends   map[*event]*event          // every arrival and delivery with a send → that send
	from   map[*event][]*event        // send → its arrivals and deliveries
	counts map[string]bool            // nodes that log deliveries
	past   map[*event]map[*event]bool // what is before an event
	edges  map[*event][]*event        // its direct causes
	sights map[place]*seen            // what replicas of counters have seen
}

// arrange puts the events of each node in order and names them.
func (l *log) arrange() {
	l.nodes, l.byName = map[string][]*event{}, map[string]*event{}
	for _, e := range l.events {
		l.nodes[e.node] = append(l.nodes[e.node], e)
	}
	l.nameArrays()
	for node, events := range l.nodes {
		l.nodes[node] = l.orderNode(events)
	}
	l.events = l.events[:0]
	for _, node := range l.names() {
		for _, e := range l.nodes[node] {
			e.index = len(l.events)
			l.events = append(l.events, e)
			l.byName[e.name()] = e
		}
	}
}

// names returns the nodes that keep a log, by name.
func (l *log) names() (names []string) {
	for node := range l.nodes {
		names = append(names, node)
	}
	slices.Sort(names)
	return names
}

// orderNode numbers lives and positions: lives as the lines call them, else
// from each start to the next.
func (l *log) orderNode(events []*event) []*event {
	var lives [][]*event
	index := map[string]int{}
	for _, e := range events {
		k, ok := index[e.lifeName]
		if !ok {
			k = len(lives)
			index[e.lifeName], lives = k, append(lives, nil)
		}
		lives[k] = append(lives[k], e)
	}
	explicit := len(lives) > 1
	if explicit {
		slices.SortStableFunc(lives, func(a, b []*event) int {
			x, errX := strconv.Atoi(a[0].lifeName)
			y, errY := strconv.Atoi(b[0].lifeName)
			if errX != nil || errY != nil {
				return 0
			}
			return cmp.Compare(x, y)
		})
	}
	var all []*event
	strand, life, single := 0, 0, true
	for _, events := range lives {
		life++
		position := 0
		sequences := l.sequences(events, explicit)
		single = single && len(sequences) == 1
		for _, sequence := range sequences {
			strand++
			for i, e := range sequence {
				if e.kind == "start" && !explicit && i > 0 {
					life, position = life+1, 0
				}
				position++
				e.life, e.position, e.strand = life, position, strand
				all = append(all, e)
			}
		}
	}
	if single { // one life follows the other
		for _, e := range all {
			e.strand = 1
		}
	}
	return all
}

// sequences orders the events of one life, or of all lives of a log that does
// not number them: by the own vector entry where it is a proof, else by
// sequence number, else by file and line. What nothing orders stays apart.
func (l *log) sequences(events []*event, explicit bool) [][]*event {
	files := l.byFile(events)
	if len(files) == 1 && !explicit && restarts(files[0]) {
		return files
	}
	own := func(e *event) int64 { return int64(e.own()) }
	if l.set.Ticks != "sends" {
		if sorted, ok := distinct(events, own, 1, true); ok {
			return [][]*event{sorted}
		}
	}
	if sorted, ok := distinct(events, seqOf, noSeq+1, false); ok {
		return [][]*event{sorted}
	}
	if len(files) > 1 {
		rising := !slices.ContainsFunc(files, func(f []*event) bool {
			return !slices.IsSortedFunc(f, func(a, b *event) int { return cmp.Compare(own(a), own(b)) })
		})
		if sorted, ok := distinct(events, own, 1, false); ok && rising {
			return [][]*event{sorted}
		}
	}
	return files
}

const noSeq = -1 << 62

func seqOf(e *event) int64 {
	if e.seq == nil || !e.seq.IsInt64() {
		return noSeq
	}
	return e.seq.Int64()
}

// distinct sorts events by a key. It refuses a key below least, one that occurs
// twice and, where none may be missing, a gap.
func distinct(events []*event, key func(*event) int64, least int64, whole bool) ([]*event, bool) {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b *event) int { return cmp.Compare(key(a), key(b)) })
	for i, e := range sorted {
		switch {
		case key(e) < least, i > 0 && key(e) == key(sorted[i-1]):
			return nil, false
		case i > 0 && whole && key(e) != key(sorted[i-1])+1:
			return nil, false
		}
	}
	return sorted, true
}

// restarts reports that the parts of a log from start to start each rise in the
// own entry while some start goes back.
func restarts(events []*event) bool {
	back := false
	for i, e := range events[1:] {
		before := events[i]
		switch {
		case e.own() > before.own():
		case e.kind == "start":
			back = true
		default:
			return false
		}
	}
	return back
}

var (
	rotated = regexp.MustCompile(`^(.*?)(?:\.(\d+))?$`)
	dated   = regexp.MustCompile(`\d{4}[-_.]?\d{2}[-_.]?\d{2}([-_.T]?\d{2}[-_.:]?\d{2}([-_.:]?\d{2})?)?`)
)

// byFile splits events by file, and joins files that their names order:
// n.log.2, n.log.1, n.log, or by a date.
func (l *log) byFile(events []*event) [][]*event {
	var files [][]*event
	for i, e := range events {
		if i == 0 || e.file != events[i-1].file {
			files = append(files, nil)
		}
		files[len(files)-1] = append(files[len(files)-1], e)
	}
	if len(files) == 1 {
		return files
	}
	age := func(f []*event) (stem string, age string) {
		m := rotated.FindStringSubmatch(f[0].file)
		n := 0
		if m[2] != "" {
			n, _ = strconv.Atoi(m[2])
		}
		return m[1], strconv.Itoa(1<<30 - n)
	}
	date := func(f []*event) (stem string, age string) {
		at := dated.FindString(f[0].file)
		return strings.Replace(f[0].file, at, "", 1), at
	}
	for _, by := range []func([]*event) (string, string){age, date} {
		stem, _ := by(files[0])
		seen := map[string]bool{}
		ordered := true
		for _, f := range files {
			s, a := by(f)
			ordered = ordered && s == stem && a != "" && !seen[a]
			seen[a] = true
		}
		if ordered {
			slices.SortFunc(files, func(a, b []*event) int {
				_, x := by(a)
				_, y := by(b)
				return cmp.Compare(x, y)
			})
			return [][]*event{slices.Concat(files...)}
		}
	}
	return files
}

// nameArrays gives the indices of array clocks their nodes: the declared ones,
// else those of the only assignment in which every node's own entry is at least
// 1 and rises by one at each of its events.
func (l *log) nameArrays() {
	width := 0
	for _, e := range l.events {
		width = max(width, len(e.array))
	}
	if width == 0 {
		return
	}
	names := l.set.Nodes
	if names == nil {
		names = l.assignment(width)
	}
	for _, e := range l.events {
		if e.array == nil {
			continue
		}
		e.vector = map[string]uint64{}
		for i, n := range e.array {
			if n > 0 && i < len(names) {
				e.vector[names[i]] = n
			}
		}
	}
}

// assignment returns a node for each index, where each index fits one node only.
func (l *log) assignment(width int) []string {
	names := make([]string, width)
	for node, events := range l.nodes {
		for i := range names {
			fits := true
			for k, e := range events {
				fits = fits && i < len(e.array) && e.array[i] >= 1 && (k == 0 || e.array[i] == events[k-1].array[i]+1)
			}
			if fits {
				names[i] = node
			}
		}
	}
	return names
}
