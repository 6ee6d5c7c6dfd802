package simulate

import (
	"math"
	"time"
)

// oracle hands out timestamps that rise: an active server issues them, and a
// standby takes over when it fails (the time oracle of Percolator and of the
// exercise The Timekeeper).
//
//   - A timestamp is a hybrid logical clock's (pt, c): milliseconds by the
//     server's clock, and a count where the clock has not moved on.
//   - Every oracleBeat, and before it answers with a new pt, the active server
//     tells the standby how far it is; of the counts since then the standby does
//     not know. The answer is a lease: without one for oracleLease the active
//     server issues no more.
//   - A client that gets no answer asks the standby to take over. It does if it
//     has heard nothing for longer than the lease, and starts a safety margin
//     above the last timestamp it knows of.
//
// Simplified: one server fails at a time, and no message between two servers
// that reach each other is lost.
var oracle = System{
	Name:   "oracle",
	Title:  "a timestamp oracle with primary, backup and failover",
	Source: "000",
	About: "A primary issues timestamps (pt, c) and a backup takes over when it crashes or is cut off, 100 ms above the last timestamp it knows of: after (1000, c) comes (1100, 0). " +
		"The clock of the active server is set back on the way, and its timestamps rise all the same. A server that hears nothing from its standby stops issuing before the standby may begin. " +
		"After the time-oracle exercise of Build Distributed Systems (The Timekeeper), and D. Peng and F. Dabek, Large-scale Incremental Processing, 2010.",
	Checks: []string{"oracle/unique", "oracle/monotone", "oracle/failover", "lease/overlap", "message/match"},
	Faults: []Fault{
		{"no-margin", "the backup goes on from the last timestamp that it knows of", []string{"oracle/unique", "oracle/monotone", "oracle/failover"}},
		{"both-active", "a primary that is cut off does not mind its lease, and answers when it is back", []string{"lease/overlap", "oracle/monotone", "oracle/failover"}},
		{"clock-back", "timestamps follow a clock that is set back", []string{"oracle/monotone"}},
	},
	record: recordOracle,
}

const (
	oracleBeat    = 25 * time.Millisecond
	oracleLease   = 60 * time.Millisecond // since the sending of the last beat that was answered
	oracleSilence = 75 * time.Millisecond // since the last beat that came, before the standby takes over
	oracleMargin  = 100                   // milliseconds
)

// oracleTime is a timestamp.
type oracleTime struct{ pt, c int64 }

func (t oracleTime) less(u oracleTime) bool { return t.pt < u.pt || t.pt == u.pt && t.c < u.c }

// oracleServer issues timestamps, or stands by.
type oracleServer struct {
	run    *oracleRun
	name   string
	peer   string
	active bool
	lives  int
	term   int // rises with every failover
	last   oracleTime
	told   int64 // the last pt that the standby was told of
	floor  int64 // pt of the first timestamp after a failover
	issued int
	synced bool          // the standby hears this server, and knows that it is known to
	lease  time.Duration // on the own clock: until when it may issue while synced
	heard  time.Duration // on the own clock: when the last beat or the answer to one came
}

// oracleBeatBody is what a beat tells. The answer returns when it was sent.
type oracleBeatBody struct {
	term   int
	last   oracleTime
	issued int
	synced bool
	sent   time.Duration
}

func (s *oracleServer) Start(n *Node) {
	s.lives++
	if s.lives > 1 { // after a crash it stands by and knows nothing
		*s = oracleServer{run: s.run, name: s.name, peer: s.peer, lives: s.lives}
		return
	}
	if s.active {
		s.term, s.synced, s.lease = 1, true, n.Monotonic()+oracleLease
		s.beats(n, s.lives)
	}
}

// beats tells the standby the state again and again.
func (s *oracleServer) beats(n *Node, life int) {
	if !s.active || s.lives != life || s.run.over() {
		return
	}
	s.beat(n)
	n.After(oracleBeat, func() { s.beats(n, life) })
}

func (s *oracleServer) beat(n *Node) {
	s.told = s.last.pt
	n.Send("beat", oracleBeatBody{s.term, s.last, s.issued, s.synced, n.Monotonic()},
		[]Pair{{"term", s.term}, {"last_pt", s.last.pt}, {"last_c", s.last.c}, {"synced", s.synced}}, s.peer)
}

func (s *oracleServer) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "beat":
		s.heardBeat(n, m, m.Body.(oracleBeatBody))
	case "beat_ok":
		s.heard = n.Monotonic()
		s.synced, s.lease = true, max(s.lease, m.Body.(time.Duration)+oracleLease)
	case "oracle_get_time":
		s.getTime(n, m)
	case "oracle_fail_primary":
		s.takeOver(n, m)
	case "oracle_status":
		n.Reply(m, "oracle_status_ok", nil, Pair{"primary_alive", n.Monotonic()-s.heard <= oracleSilence},
			Pair{"active_oracle", s.name}, Pair{"timestamps_issued", s.issued})
	}
}

// heardBeat takes over the state of the active server. A server that was
// replaced while it was cut off stands by from here on.
func (s *oracleServer) heardBeat(n *Node, m Message, b oracleBeatBody) {
	if b.term < s.term || s.active && (b.term == s.term || s.run.fault("both-active")) {
		return
	}
	s.active, s.term, s.issued, s.synced = false, b.term, b.issued, b.synced
	if s.last.less(b.last) {
		s.last = b.last
	}
	s.heard = n.Monotonic()
	n.Reply(m, "beat_ok", b.sent)
}

// mayIssue reports that this server is the only one that issues. Once the
// standby hears it, that needs a lease.
func (s *oracleServer) mayIssue(n *Node) bool {
	return s.active && (!s.synced || n.Monotonic() < s.lease || s.run.fault("both-active"))
}

func (s *oracleServer) getTime(n *Node, m Message) {
	if !s.mayIssue(n) {
		s.refuse(n, m, "not active")
		return
	}
	s.last = s.next(n)
	s.issued++
	if s.last.pt != s.told {
		s.beat(n)
	}
	n.Reply(m, "oracle_get_time_ok", s.last, Pair{"pt", s.last.pt}, Pair{"c", s.last.c}, Pair{"oracle", s.name})
	s.run.answered(n)
}

// next is the rule of a hybrid logical clock: follow the wall clock, and count
// where it does not move on.
func (s *oracleServer) next(n *Node) oracleTime {
	least := max(s.last.pt, s.floor)
	if s.run.fault("clock-back") {
		least = s.floor // but forget what was issued
	}
	s.floor = math.MinInt64
	pt := max(n.WallMS()-Epoch/1e6, least)
	if pt == s.last.pt {
		return oracleTime{pt, s.last.c + 1}
	}
	return oracleTime{pt, 0}
}

// takeOver makes a standby the active server, if the other one has been silent
// for longer than its lease lasts.
func (s *oracleServer) takeOver(n *Node, m Message) {
	if s.active || !s.synced || n.Monotonic()-s.heard < oracleSilence {
		s.refuse(n, m, "no failover")
		return
	}
	margin := int64(oracleMargin)
	if s.run.fault("no-margin") {
		margin = 0
	}
	s.active, s.synced, s.floor = true, false, s.last.pt+margin
	s.term++
	n.Reply(m, "oracle_fail_primary_ok", nil, Pair{"new_oracle", s.name}, Pair{"safety_margin_ms", margin})
	s.beats(n, s.lives)
}

// refuse answers with Maelstrom's error for what is temporarily unavailable.
func (s *oracleServer) refuse(n *Node, m Message, why string) {
	n.Reply(m, "error", nil, Pair{"code", 11}, Pair{"text", why})
}
