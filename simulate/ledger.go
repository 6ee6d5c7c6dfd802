package simulate

import (
	"fmt"
	"slices"
	"time"
)

// ledger is a replicated ledger that puts the other systems together. Each
// replica keeps an account and posts payments to all replicas; whoever posts
// something after it has seen a payment, posts a reply, and no replica gets the
// reply first (causal order, see causalOrder). A leader is chosen by a lease
// with a fencing token (Gray & Cheriton 1989; Kleppmann 2017). It takes a
// snapshot of all accounts and of the money under way (Chandy & Lamport 1985),
// and writes it to an archive, which refuses the tokens of earlier leaders.
// Every event carries a hybrid logical clock (Kulkarni et al. 2014).
//
// Simplified: no node crashes and no message is lost; each leader takes one
// snapshot; the lock service and the archive are one node each. Clocks lose up
// to 2 % and a daemon keeps them to within a second, so that seconds show what
// would take days.
var ledger = System{
	Name:   "ledger",
	Title:  "a ledger of hybrid logical clocks, causal order, snapshots, leases and fencing",
	Source: "001-final",
	About: "Replicas pay each other and tell all others, in causal order. A leader with a lease of ten seconds takes a snapshot of all accounts and of the money under way, and writes it to an archive with its fencing token. " +
		"The first leader is paused just before that; the second one has begun its own snapshot when the first wakes up, and the archive refuses the old token. " +
		"After the final project of a course on time in distributed systems; Raynal, Schiper & Toueg 1991; Chandy & Lamport 1985; Gray & Cheriton 1989; Kulkarni et al. 2014.",
	Nodes: 3,
	Min:   3,
	Max:   30,
	Checks: []string{"clock/hlc", "message/match", "delivery/fifo", "delivery/causal", "cut/consistent", "cut/channel", "cut/conserved",
		"lease/overlap", "lease/fencing", "lease/expired-use"},
	Faults: []Fault{
		{"drift", "the lock service allows nothing for clocks that drift", []string{"lease/overlap"}},
		{"no-fence", "the archive takes any token", []string{"lease/fencing", "lease/expired-use"}},
		{"no-channel", "a snapshot leaves out what is under way", []string{"cut/channel", "cut/conserved"}},
		{"wall-clock", "all nodes take the snapshot when their clocks show the same time", []string{"cut/consistent", "cut/conserved"}},
		{"on-arrival", "messages are not held back", []string{"delivery/causal"}},
		{"no-max", "hybrid clocks forget what they showed before", []string{"clock/hlc"}},
		{"all", "all of these in one run", []string{"clock/hlc", "delivery/causal", "cut/consistent", "cut/channel", "cut/conserved", "lease/overlap", "lease/fencing", "lease/expired-use"}},
	},
	record: recordLedger,
}

const (
	ledgerTerm    = 10 * time.Second
	ledgerSkew    = time.Second    // no two clocks differ by more
	ledgerMargin  = 3 * ledgerSkew // as in the lease system
	ledgerPause   = ledgerTerm + ledgerMargin + 1500*time.Millisecond
	ledgerSpread  = 150 * time.Millisecond // the daemon leaves clocks this much ahead or behind
	ledgerAccount = 100                    // what each account begins with
	ledgerLarge   = 10                     // larger payments are confirmed by a witness
)

// ledgerRun is the environment: customers, clocks, slow paths.
type ledgerRun struct {
	*Setup
	world    *World
	replicas []string
	group    []string // the replicas, the lock service, the archive
	tenures  int
	stalled  int                      // leaders that are to be paused, or are, before their write
	offset   map[string]time.Duration // what the daemon leaves a clock ahead
	payer    string                   // its customers come while a snapshot is taken
	far      string                   // the replica that takes long to reach from the payer
}

func recordLedger(s *Setup) error {
	known := []Pair{{"max_skew_ms", ledgerSkew.Milliseconds()}, {"same_reading", true}, {"total", ledgerAccount * s.Nodes}}
	settings := NewSettings(s.Create, known...)
	lines, service, text := NewJSONLines(s.Create, known...), NewServiceLines(settings), NewTextLines(settings, "payee", "sum", "text")
	run := &ledgerRun{Setup: s, offset: map[string]time.Duration{}}
	for i := range s.Nodes {
		run.replicas = append(run.replicas, fmt.Sprintf("n%d", i+1))
	}
	run.group = append(slices.Clone(run.replicas), "lock", "archive")
	recorderOf := func(node string) Recorder {
		switch node {
		case "lock":
			return service
		case run.replicas[s.Nodes-1]:
			return text
		}
		return lines
	}
	w := NewWorld(s.Seed, NewMixed(settings, recorderOf, lines, service, text), s.limit(1))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 9*time.Millisecond), true
	w.Net.Path = run.path
	run.world = w
	for i := range run.replicas {
		run.add(i, newLedgerReplica(run, i))
	}
	run.add(s.Nodes, &ledgerLock{run: run, base: newLedgerBase(run, s.Nodes)})
	run.add(s.Nodes+1, &ledgerArchive{run: run, base: newLedgerBase(run, s.Nodes+1)})
	run.setClocks()
	w.At(run.between(time.Second, 3*time.Second), run.customer)
	return w.RunAll(horizon)
}

func (r *ledgerRun) add(i int, p Process) {
	r.world.AddNode(r.group[i], p, &HLC{NoMax: r.broken("no-max")})
}

// broken reports that the run has that fault, alone or with all others.
func (r *ledgerRun) broken(fault string) bool { return r.fault(fault) || r.fault("all") }

// over reports that nothing new is to be started. A run shows a few leaders at
// least, and one after a leader that is paused: nobody would overtake it
// otherwise, and its write would be late but harmless.
func (r *ledgerRun) over() bool { return r.last() && r.stalled == 0 }

// last reports that the present leader may be the last.
func (r *ledgerRun) last() bool {
	least := 2
	if r.fault("all") {
		least = 3
	}
	return r.world.Done() && r.tenures >= least
}

func (r *ledgerRun) between(low, high time.Duration) time.Duration {
	return Uniform(low, high)(r.world.Rand)
}

// setClocks gives every replica's clock a place between early and late.
func (r *ledgerRun) setClocks() {
	n := len(r.replicas)
	for i, k := range r.world.Rand.Perm(n) {
		node := r.world.Node(r.replicas[k])
		node.Clock.Drift = -0.012 - 0.008*r.world.Rand.Float64()
		r.offset[node.Name] = ledgerSpread - 2*ledgerSpread*time.Duration(i)/time.Duration(n-1)
		r.discipline(node)
	}
}

// discipline is the daemon that sets a clock from time to time, but not while
// its node counts a lease on it.
func (r *ledgerRun) discipline(n *Node) {
	if p := n.proc.(*ledgerReplica); p.token == 0 && !p.asking {
		n.Clock.Set(r.world.Now(), r.offset[n.Name])
	}
	if !r.over() {
		r.world.At(r.world.Now()+time.Second, func() { r.discipline(n) })
	}
}

// path is slow from the payer to one other replica.
func (r *ledgerRun) path(from, to string) Distribution {
	if from == r.payer && to == r.far {
		return Uniform(50*time.Millisecond, 60*time.Millisecond)
	}
	return nil
}

// customer lets some replica pay another, again and again.
func (r *ledgerRun) customer() {
	if r.over() {
		return
	}
	from := r.replicas[r.world.Rand.IntN(len(r.replicas))]
	r.pay(from, r.other(from), 1+r.world.Rand.IntN(2*ledgerLarge))
	r.world.At(r.world.Now()+r.between(4*time.Second, 9*time.Second), r.customer)
}

// pay lets a replica pay another as soon as it is not paused.
func (r *ledgerRun) pay(from, to string, amount int) {
	n := r.world.Node(from)
	n.After(0, func() { n.proc.(*ledgerReplica).pay(n, to, amount) })
}

func (r *ledgerRun) other(name string) string {
	others := without(r.replicas, name)
	return others[r.world.Rand.IntN(len(others))]
}

// snapshotBegins decides where the network is slow while a snapshot is taken.
// Customers do not wait for it: one comes to the payer just then.
func (r *ledgerRun) snapshotBegins(leader string) {
	r.payer = r.byClock(leader)[0]
	r.far = r.other(r.payer)
	r.pay(r.payer, r.far, ledgerLarge+1+r.world.Rand.IntN(ledgerLarge))
}

// snapshotTaken brings the next customer to the payer once it has recorded its
// account.
func (r *ledgerRun) snapshotTaken(name string) {
	if name == r.payer {
		late := r.byClock(name)
		r.world.At(r.world.Now()+5*time.Millisecond, func() { r.pay(name, late[len(late)-1], 1+r.world.Rand.IntN(ledgerLarge)) })
	}
}

// byClock returns the replicas but one, those with early clocks first.
func (r *ledgerRun) byClock(but string) []string {
	names := without(r.replicas, but)
	slices.SortFunc(names, func(a, b string) int { return int(r.offset[b] - r.offset[a]) })
	return names
}

// end decides how the next tenure ends: the first so that the fault shows, and
// every other one after it in a long run.
func (r *ledgerRun) end() ledgerEnd {
	r.tenures++
	end := [...]ledgerEnd{ledgerHandOver, ledgerHandOver, ledgerRunsOut, ledgerStalled}[r.world.Rand.IntN(4)]
	odd := r.tenures%2 == 1
	switch {
	case r.broken("drift") && odd:
		end = ledgerRunsOut
	case r.fault("drift"), r.fault("wall-clock"):
		end = ledgerHandOver
	case r.tenures == 1, r.fault("no-fence") && odd, r.fault("all"):
		end = ledgerStalled
	}
	if end == ledgerStalled && (r.last() || r.stalled > 0) { // the next snapshot waits for whoever is paused
		end = ledgerHandOver
	}
	if end == ledgerStalled {
		r.stalled++
	}
	return end
}

// ledgerEnd is how a leader comes to lose its lease.
type ledgerEnd int

const (
	ledgerHandOver ledgerEnd = iota
	ledgerRunsOut            // the leader does nothing more
	ledgerStalled            // the leader is paused between its check and its write
)
