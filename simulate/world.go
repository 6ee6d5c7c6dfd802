package simulate

import (
	"container/heap"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// World is the loop of one simulated run: true time, the queue of what is to
// happen, the nodes and the network between them.
type World struct {
	// Rand is the only source of chance of the run.
	Rand *rand.Rand
	// Net decides what becomes of each message.
	Net Network

	now   time.Duration // true time since the start of the run
	queue queue
	seq   int
	nodes []*Node
	rec   Recorder
	limit int // events to record; 0 is no limit
	count int
	err   error
}

// NewWorld makes a world that records to rec. The run ends when nothing is
// left to do or when limit events are recorded (0 is no limit).
func NewWorld(seed uint64, rec Recorder, limit int) *World {
	w := &World{Rand: rand.New(rand.NewPCG(seed, 0x7472616365)), rec: rec, limit: limit}
	w.Net = Network{Latency: Uniform(2*time.Millisecond, 10*time.Millisecond)}
	return w
}

// Now returns true time since the start of the run. Nodes do not see it; a
// system may log it as the reference that a real run would not have.
func (w *World) Now() time.Duration { return w.now }

// At does f at a true time. It is how a system's environment acts: a client's
// request, a crash, a partition that heals.
func (w *World) At(t time.Duration, f func()) {
	w.seq++
	heap.Push(&w.queue, task{at: max(t, w.now), seq: w.seq, do: f})
}

// Nodes returns the nodes in the order in which they were added.
func (w *World) Nodes() []*Node { return w.nodes }

// Node returns the node of that name. It panics where there is none: a system
// that names it wrongly is a mistake in the program.
func (w *World) Node(name string) *Node {
	for _, n := range w.nodes {
		if n.Name == name {
			return n
		}
	}
	panic(fmt.Sprintf("simulate: no node %q", name))
}

// Done reports whether the run has recorded as many events as it may. Systems
// that go on by themselves stop starting new work then.
func (w *World) Done() bool { return w.err != nil || w.limit > 0 && w.count >= w.limit }

// Run starts every node and lets time pass until nothing is left to do or
// until true time reaches the end, whichever comes first. It returns the first
// error of the recorder.
func (w *World) Run(end time.Duration) error {
	for _, n := range w.nodes {
		w.At(0, func() { n.start() })
	}
	for len(w.queue) > 0 && w.err == nil {
		t := heap.Pop(&w.queue).(task)
		if t.at > end {
			break
		}
		w.now = t.at
		t.do()
	}
	return w.err
}

// RunAll runs until the end, logs a stop at every node that is up, and closes
// the recorder.
func (w *World) RunAll(end time.Duration) error {
	err := w.Run(end)
	for _, n := range w.nodes {
		if err == nil && n.up {
			n.Log("stop", "stop")
		}
	}
	return errors.Join(err, w.err, w.rec.Close())
}

// record hands one event to the recorder. A system that goes on and on after
// its limit is a mistake in the program, and must not fill a disk.
func (w *World) record(node string, e Entry) {
	if w.err != nil {
		return
	}
	w.count++
	if w.limit > 0 && w.count > 10*w.limit+10_000 {
		w.err = fmt.Errorf("simulate: %d events were to be recorded, and %d did not end the run", w.limit, w.count)
		return
	}
	w.err = w.rec.Record(node, e)
}

// task is something to be done at a true time. Tasks of one time are done in
// the order in which they were planned.
type task struct {
	at  time.Duration
	seq int
	do  func()
}

type queue []task

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].seq < q[j].seq
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(task)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
