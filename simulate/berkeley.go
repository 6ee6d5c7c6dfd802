package simulate

import (
	"fmt"
	"time"
)

// berkeleySystem keeps clocks in step with each other by the Berkeley algorithm
// (R. Gusella & S. Zatti, 1989): a leader asks all nodes for their time, takes
// half a round trip off each report, averages those that are no outliers, and
// tells every node by how much to correct its clock.
//
// As the first project of the course has it, the average is that of the nodes
// that were asked, without the leader's own clock, and a node is told the
// average less what it reported. So half a round trip stays in its clock, which
// the bound allows for, and the group runs slow by as much each round.
var berkeleySystem = System{
	Name:   "berkeley",
	Title:  "clocks that follow their own average by the Berkeley algorithm",
	Source: "001-1",
	About: "A leader asks all nodes for their time every sixteen seconds, averages the answers less half their round trips without the outliers, and tells each node by how much to correct its clock, by slewing. " +
		"After R. Gusella and S. Zatti, The Accuracy of the Clock Synchronization Achieved by TEMPO in Berkeley UNIX 4.3BSD, 1989.",
	Nodes: 4, Min: 3,
	Checks: syncChecks,
	Faults: syncFaults(),
	record: recordBerkeley,
}

// berkeleyOutlier is how far a clock may be from the median to count.
const berkeleyOutlier = 50_000

func recordBerkeley(s *Setup) error {
	d := &daemon{Setup: s, bound: 15_000}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, d.header()...), s.limit(100))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 6*time.Millisecond), true
	leader := &berkeleyLeader{daemon: d}
	d.spoil(w.AddNode("n1", leader), false)
	for i := range s.Nodes - 1 {
		n := w.AddNode(fmt.Sprintf("n%d", i+2), &berkeleyFollower{daemon: d, leader: leader})
		leader.nodes = append(leader.nodes, n.Name)
		d.spoil(n, i == 0)
	}
	return w.RunAll(horizon)
}

// berkeleyReport is what one node answered.
type berkeleyReport struct {
	node       string
	time, rtt  micro
	used       bool
	adjustment micro
}

// averageReports is the rule of the algorithm: the average of the reports that
// are used, each less its way back, and what every node is told.
func averageReports(own micro, reports []berkeleyReport, back func(rtt micro) micro) (average micro) {
	values := []micro{own}
	for _, r := range reports {
		values = append(values, r.time-r.rtt/2)
	}
	middle, n := median(values), micro(0)
	for i := range reports {
		r := &reports[i]
		r.used = max(r.time-r.rtt/2-middle, middle-r.time+r.rtt/2) <= berkeleyOutlier
		if r.used {
			average += r.time - back(r.rtt) - own
			n++
		}
	}
	average = own + average/max(n, 1)
	for i := range reports {
		reports[i].adjustment = average - reports[i].time
	}
	return average
}

type berkeleyLeader struct {
	*daemon
	nodes   []string
	asked   micro         // own clock when it asked
	since   time.Duration // true time then
	average micro
	reports []berkeleyReport
}

// berkeleyTold is what the leader tells a node.
type berkeleyTold struct{ asked, report, adjustment micro }

func (l *berkeleyLeader) Start(n *Node) {
	repeat(n, stagger(n), syncEvery, func() {
		l.asked, l.since, l.reports = readClock(n), n.World().Now(), nil
		n.Send("what time is it?", nil, nil, l.nodes...)
	})
}

func (l *berkeleyLeader) Receive(n *Node, m Message) {
	n.Received(m)
	l.reports = append(l.reports, berkeleyReport{node: m.From, time: m.Body.(micro), rtt: readClock(n) - l.asked})
	if len(l.reports) < len(l.nodes) {
		return
	}
	l.average = averageReports(l.asked, l.reports, l.trip)
	var sources []any
	for _, r := range l.reports {
		sources = append(sources, object{{"node", r.node}, {"time", r.time}, {"rtt", r.rtt}, {"used", r.used}, {"adjustment", r.adjustment}})
	}
	l.round(n, l.group(n), l.average-l.asked, Pair{"algorithm", "berkeley"}, Pair{"t1", l.asked}, Pair{"sources", sources})
	for _, r := range l.reports {
		n.Send("correct your clock", berkeleyTold{l.asked, r.time, r.adjustment}, nil, r.node)
	}
}

// group is the time of the group, which all clocks are to show: the average
// and what has passed since.
func (l *berkeleyLeader) group(n *Node) micro {
	return l.average + micro((n.World().Now()-l.since)/time.Microsecond)
}

type berkeleyFollower struct {
	*daemon
	leader *berkeleyLeader // for the reference only
}

func (f *berkeleyFollower) Start(*Node) {}

func (f *berkeleyFollower) Receive(n *Node, m Message) {
	n.Received(m)
	told, ok := m.Body.(berkeleyTold)
	if !ok {
		n.Reply(m, "my time", readClock(n))
		return
	}
	f.round(n, f.leader.group(n), told.adjustment, Pair{"algorithm", "berkeley"}, Pair{"peer", m.From}, Pair{"t1", told.asked}, Pair{"t2", told.report})
}
