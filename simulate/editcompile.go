package simulate

import (
	"fmt"
	"time"
)

// editCompile is the example that every lecture on clocks begins with (Tanenbaum
// & van Steen, Distributed Systems, chapter on synchronisation): a source is
// edited on one machine and compiled on another, and make compares the times
// that the two put on their files. An object file that is older than its
// source is compiled again; one that is not is left as it is.
var editCompile = System{
	Name:   "editcompile",
	Title:  "a source edited on one machine and compiled on another",
	Source: "003",
	About: "A programmer saves a source, stamped by the editor's clock, and asks for a build; make on the other machine compiles it if the object file is not newer, and stamps that by its own clock. " +
		"The clocks are declared to differ by at most five milliseconds. After the lecture on clock synchronisation.",
	Checks: []string{"clock/wall", "message/match"},
	Faults: []Fault{
		{"slow-clock", "the compiler's clock is seconds behind, so that an object file is older than the source it was made of", []string{"clock/wall"}},
	},
	record: recordEditCompile,
}

const editSkew = 5 * time.Millisecond // what clocks are declared to differ by at most

// sourceFile is a file and when it was changed, by the clock of its machine.
type sourceFile struct {
	name    string
	version int
	changed int64 // milliseconds
}

func recordEditCompile(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"max_skew_ms", editSkew.Milliseconds()}), s.limit(80))
	w.Net.Latency, w.Net.FIFO = Uniform(time.Millisecond, 4*time.Millisecond), true
	e := w.AddNode("editor", &editor{})
	c := w.AddNode("compiler", &compiler{objects: map[string]int64{}})
	for _, n := range []*Node{e, c} {
		n.Clock.Set(0, time.Duration(w.Rand.Int64N(int64(editSkew)))-editSkew/2)
	}
	if s.fault("slow-clock") {
		c.Clock.Set(0, -3*time.Second-time.Duration(w.Rand.Int64N(int64(time.Second))))
	}
	return w.RunAll(horizon)
}

// editor saves a source and asks for a build, again and again.
type editor struct {
	files []sourceFile
}

func (e *editor) Start(n *Node) {
	for _, name := range []string{"main", "parse", "print"} {
		e.files = append(e.files, sourceFile{name: name})
	}
	e.work(n)
}

func (e *editor) work(n *Node) {
	rand := n.World().Rand
	n.After(400*time.Millisecond+time.Duration(rand.Int64N(int64(time.Second))), func() {
		if n.World().Done() {
			return
		}
		f := &e.files[rand.IntN(len(e.files))]
		if f.version == 0 || rand.IntN(4) > 0 { // else a build without a change
			f.version++
			f.changed = n.WallMS()
			n.Log("", "save "+f.name+".c", Pair{"version", f.version}, Pair{"mtime", f.changed})
		}
		n.Send("build "+f.name, *f, nil, "compiler")
	})
}

func (e *editor) Receive(n *Node, m Message) {
	n.Received(m)
	e.work(n)
}

// compiler is the machine that make runs on. It keeps its object files.
type compiler struct {
	objects map[string]int64 // when they were changed, by its clock
}

func (c *compiler) Start(*Node) {}

func (c *compiler) Receive(n *Node, m Message) {
	n.Received(m)
	source := m.Body.(sourceFile)
	object, made := c.objects[source.name]
	fields := []Pair{{"source_mtime", source.changed}}
	if made {
		fields = append(fields, Pair{"object_mtime", object})
	}
	if made && object >= source.changed {
		n.Log("", "up to date: "+source.name+".o", fields...)
		n.Reply(m, "built "+source.name, nil)
		return
	}
	n.Log("", "compile "+source.name+".c", fields...)
	n.After(time.Duration(40+n.World().Rand.IntN(80))*time.Millisecond, func() {
		c.objects[source.name] = n.WallMS()
		n.Log("", fmt.Sprintf("write %s.o", source.name), Pair{"version", source.version}, Pair{"mtime", c.objects[source.name]})
		n.Reply(m, "built "+source.name, nil)
	})
}
