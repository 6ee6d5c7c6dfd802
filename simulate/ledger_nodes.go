package simulate

import "time"

// ledgerReplica keeps an account, and may lead.
type ledgerReplica struct {
	run     *ledgerRun
	base    *ledgerBase
	balance int

	asking bool
	asked  int64 // own clock at the last request for the lease
	expiry int64
	token  int // 0: does not lead
	end    ledgerEnd
	parts  int // of its snapshot that are still to come
}

func newLedgerReplica(run *ledgerRun, i int) *ledgerReplica {
	r := &ledgerReplica{run: run, base: newLedgerBase(run, i), balance: ledgerAccount}
	r.base.state = func() int { return r.balance }
	r.base.whole = r.recorded
	return r
}

// Start makes a ledgerReplica a Process.
func (r *ledgerReplica) Start(*Node) {}

// Receive makes a ledgerReplica a Process.
func (r *ledgerReplica) Receive(n *Node, m Message) {
	r.base.receive(n, m, func(m Message) { r.handle(n, m) }, func(m Message) int { return r.income(n, m) })
}

// payment is an entry of the ledger.
type payment struct {
	payee  string
	amount int
}

func (r *ledgerReplica) pay(n *Node, payee string, amount int) {
	amount = min(amount, r.balance)
	if amount <= 0 {
		return
	}
	r.balance -= amount
	r.base.send(n, "pay", payment{payee, amount}, []Pair{{"payee", payee}, {"sum", amount}}, without(r.run.replicas, n.Name)...)
}

// income is what a message brings to this account.
func (r *ledgerReplica) income(n *Node, m Message) int {
	if p, ok := m.Body.(payment); ok && p.payee == n.Name {
		return p.amount
	}
	return 0
}

func (r *ledgerReplica) handle(n *Node, m Message) {
	switch m.Type {
	case "pay":
		r.balance += r.income(n, m)
		if m.Body.(payment).amount > ledgerLarge && n.Name == r.witness(m) {
			n.After(time.Millisecond, func() {
				r.base.send(n, "confirm", nil, []Pair{{"text", m.From + " paid"}}, without(r.run.replicas, n.Name)...)
			})
		}
	case "free":
		r.asking, r.asked = true, n.Wall()
		r.base.send(n, "acquire", nil, []Pair{{"resource", "leader"}, {"duration_ms", ledgerTerm.Milliseconds()}}, "lock")
	case "granted":
		r.acquired(n, m.Body.(int))
	case "begun":
		r.run.snapshotBegins(n.Name)
		r.base.begin(n, r.snapshot().number)
	case "part":
		r.part(n)
	case "stored":
		r.finish(n)
	}
}

// witness is the replica that confirms a large payment: the first that has no
// part in it.
func (r *ledgerReplica) witness(m Message) string {
	return without(without(r.run.replicas, m.From), m.Body.(payment).payee)[0]
}

// acquired makes the replica the leader: it tells all others, and soon takes a
// snapshot. The lease counts from the request.
func (r *ledgerReplica) acquired(n *Node, token int) {
	r.asking, r.token, r.expiry, r.end = false, token, r.asked+int64(ledgerTerm), r.run.end()
	n.Log("lease_acquire", "", Pair{"resource", "leader"}, Pair{"token", token}, Pair{"expires_at", r.expiry / 1e6})
	r.base.send(n, "lead", nil, nil, without(r.run.replicas, n.Name)...)
	n.After(time.Duration(r.expiry-n.Wall()), func() {
		if r.token == token {
			r.lose(n, "lease_expire")
		}
	})
	n.After(r.run.between(300*time.Millisecond, 600*time.Millisecond), func() {
		r.parts = len(r.run.replicas)
		r.archive(n, "begin")
	})
}

// archive writes to the archive.
func (r *ledgerReplica) archive(n *Node, typ string) {
	fields := append(r.snapshot().field(), Pair{"resource", "leader"}, Pair{"token", r.token})
	r.base.send(n, typ, r.token, fields, "archive")
}

// snapshot returns the one that this leader takes: its token numbers it.
func (r *ledgerReplica) snapshot() snapshotCall {
	return snapshotCall{number: r.token - fencingFirst + 1}
}

// recorded tells the leader that this replica's part of the snapshot is whole.
func (r *ledgerReplica) recorded(n *Node) {
	if call := r.base.call; call.leader == n.Name {
		r.part(n)
	} else {
		r.base.send(n, "part", nil, call.field(), call.leader)
	}
}

// part counts the parts of the snapshot; with the last one the leader makes
// sure that it still leads, and writes. What happens in between it cannot know.
func (r *ledgerReplica) part(n *Node) {
	if r.parts--; r.parts > 0 || r.token == 0 {
		return
	}
	n.Log("lease_check", "", Pair{"resource", "leader"}, Pair{"valid", true}, Pair{"remaining_ms", (r.expiry - n.Wall()) / 1e6})
	if r.end == ledgerStalled {
		n.Pause(ledgerPause)
	}
	n.After(time.Millisecond, func() {
		r.archive(n, "backup")
		if r.end == ledgerStalled {
			r.run.stalled--
		}
	})
}

// finish ends the tenure once the snapshot is in the archive.
func (r *ledgerReplica) finish(n *Node) {
	if r.token != 0 && r.end == ledgerHandOver {
		token := r.token
		r.lose(n, "lease_release")
		r.base.send(n, "release", token, []Pair{{"resource", "leader"}, {"token", token}}, "lock")
	}
}

func (r *ledgerReplica) lose(n *Node, kind string) {
	n.Log(kind, "", Pair{"resource", "leader"}, Pair{"token", r.token})
	r.token = 0
}

// ledgerLock grants the lease, each time with a greater token.
type ledgerLock struct {
	run    *ledgerRun
	base   *ledgerBase
	next   int
	holder string
	token  int
}

// Start offers the lease for the first time.
func (l *ledgerLock) Start(n *Node) {
	l.token = fencingFirst - 1
	n.After(20*time.Millisecond, func() { l.offer(n) })
}

// Receive makes a ledgerLock a Process.
func (l *ledgerLock) Receive(n *Node, m Message) {
	l.base.receive(n, m, func(m Message) {
		switch {
		case m.Type == "acquire" && l.holder == "":
			l.grant(n, m)
		case m.Type == "release" && m.Body.(int) == l.token:
			l.free(n, "lease_release")
		}
	}, func(Message) int { return 0 })
}

// offer tells the next replica that the lease is free.
func (l *ledgerLock) offer(n *Node) {
	if !l.run.over() {
		l.base.send(n, "free", nil, nil, l.run.replicas[l.next])
		l.next = (l.next + 1) % len(l.run.replicas)
	}
}

// grant gives the lease, and takes it back only when the holder's clock,
// however slow, has seen the end.
func (l *ledgerLock) grant(n *Node, m Message) {
	l.holder = m.From
	l.token++
	token, margin := l.token, ledgerMargin
	if l.run.broken("drift") {
		margin = 0
	}
	n.Log("lease_acquire", "", Pair{"resource", "leader"}, Pair{"holder", l.holder}, Pair{"token", token})
	l.base.reply(n, m, "granted", token, Pair{"resource", "leader"}, Pair{"token", token})
	n.After(ledgerTerm+margin, func() {
		if l.token == token && l.holder != "" {
			l.free(n, "lease_expire")
		}
	})
}

func (l *ledgerLock) free(n *Node, kind string) {
	n.Log(kind, "", Pair{"resource", "leader"}, Pair{"holder", l.holder}, Pair{"token", l.token})
	l.holder = ""
	l.offer(n)
}

// ledgerArchive keeps snapshots. It takes nothing from a leader with a lower
// token than it has seen.
type ledgerArchive struct {
	run     *ledgerRun
	base    *ledgerBase
	highest int
}

// Start makes a ledgerArchive a Process.
func (a *ledgerArchive) Start(*Node) {}

// Receive makes a ledgerArchive a Process.
func (a *ledgerArchive) Receive(n *Node, m Message) {
	a.base.receive(n, m, func(m Message) {
		token := m.Body.(int)
		accepted := token >= a.highest || a.run.broken("no-fence")
		a.highest = max(a.highest, token)
		n.Log("write", m.Type, Pair{"resource", "leader"}, Pair{"holder", m.From}, Pair{"token", token}, Pair{"accepted", accepted})
		answer := map[string]string{"begin": "begun", "backup": "stored"}[m.Type]
		if !accepted {
			answer = "rejected"
		}
		a.base.reply(n, m, answer, nil, m.Fields[0])
	}, func(Message) int { return 0 })
}
