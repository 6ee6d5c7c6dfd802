package checks_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// moneyRun is a random run of nodes that send each other money and record
// their balances at random, with channels whose records may be wrong.
type moneyRun struct {
	rng     *rand.Rand
	log     []map[string]any
	balance []int
	msgs    []moneyMsg
	records map[[2]int]int // snapshot, node → place in the log
}

type moneyMsg struct{ from, to, amount, sent, received int } // places in the log; received -1 is never

func newMoneyRun(rng *rand.Rand) *moneyRun {
	r := &moneyRun{rng: rng, records: map[[2]int]int{}}
	for range 2 + rng.IntN(2) {
		r.balance = append(r.balance, 20)
	}
	for range 10 + rng.IntN(15) {
		r.step()
	}
	for p := range r.balance { // hardly a snapshot stays without a record
		for snapshot := 1; snapshot <= 2 && rng.IntN(8) > 0; snapshot++ {
			r.snapshot(p, snapshot)
		}
	}
	for m := range r.msgs { // what is on its way arrives, all but a few
		if r.msgs[m].received < 0 && rng.IntN(40) > 0 {
			r.receive(m)
		}
	}
	return r
}

func (r *moneyRun) add(node int, kind string, fields map[string]any) {
	fields["node"], fields["kind"] = procName(node), kind
	r.log = append(r.log, fields)
}

func (r *moneyRun) step() {
	p := r.rng.IntN(len(r.balance))
	switch r.rng.IntN(5) {
	case 0, 1:
		q, amount := (p+1+r.rng.IntN(len(r.balance)-1))%len(r.balance), 1+r.rng.IntN(5)
		r.balance[p] -= amount
		r.msgs = append(r.msgs, moneyMsg{p, q, amount, len(r.log), -1})
		r.add(p, "send", map[string]any{"to": procName(q), "msg_id": len(r.msgs), "amount": amount})
	case 2, 3:
		if len(r.msgs) > 0 {
			if m := r.rng.IntN(len(r.msgs)); r.msgs[m].received < 0 {
				r.receive(m)
			}
		}
	default:
		r.snapshot(p, 1+r.rng.IntN(2))
	}
}

func (r *moneyRun) snapshot(p, number int) {
	if !r.has(number, p) {
		r.records[[2]int{number, p}] = len(r.log)
		r.add(p, "snapshot", map[string]any{"snapshot": number, "state": r.balance[p]})
	}
}

func (r *moneyRun) receive(m int) {
	msg := &r.msgs[m]
	msg.received = len(r.log)
	r.balance[msg.to] += msg.amount
	r.add(msg.to, "receive", map[string]any{"from": procName(msg.from), "msg_id": m + 1})
}

// inFlight lists the messages of a channel at a snapshot whose two records are
// there; lost reports that one of them never arrived.
func (r *moneyRun) inFlight(snapshot, p, q int) (ids []int, lost bool) {
	for m, msg := range r.msgs {
		if msg.from != p || msg.to != q || msg.sent > r.records[[2]int{snapshot, p}] {
			continue
		}
		if msg.received < 0 {
			lost = true
		} else if msg.received > r.records[[2]int{snapshot, q}] {
			ids = append(ids, m+1)
		}
	}
	return ids, lost
}

func (r *moneyRun) has(snapshot, node int) bool {
	_, ok := r.records[[2]int{snapshot, node}]
	return ok
}

// recordChannels logs the channels of every snapshot, rightly for the most
// part, and returns what cut/channel has to say, and the recorded amounts: by
// snapshot and channel, -1 where the record does not tell.
func (r *moneyRun) recordChannels() (wrong, unknown bool, amounts map[[3]int]int) {
	amounts = map[[3]int]int{}
	for snapshot := 1; snapshot <= 2; snapshot++ {
		for p := range r.balance {
			for q := range r.balance {
				if p == q || !r.has(snapshot, p) || !r.has(snapshot, q) {
					continue
				}
				ids, lost := r.inFlight(snapshot, p, q)
				recorded := r.mistaken(ids)
				if r.rng.IntN(10) == 0 { // no record
					unknown = unknown || len(ids) > 0 || lost
					continue
				}
				amounts[[3]int{snapshot, p, q}] = r.recordChannel(snapshot, p, q, recorded)
				w, u := r.judge(snapshot, p, q, recorded)
				wrong, unknown = wrong || w, unknown || u || !w && lost
			}
		}
	}
	return wrong, unknown, amounts
}

// mistaken returns a list of messages, sometimes with one too few or too many.
func (r *moneyRun) mistaken(ids []int) []int {
	recorded := append([]int{}, ids...)
	switch r.rng.IntN(12) {
	case 0:
		if len(recorded) > 0 {
			return recorded[1:]
		}
	case 1:
		if len(r.msgs) > 0 {
			return append(recorded, 1+r.rng.IntN(len(r.msgs)))
		}
	}
	return recorded
}

// recordChannel logs a record in one of its forms and returns its amount, -1
// where it lists a message that was not sent on the channel, without an amount.
func (r *moneyRun) recordChannel(snapshot, p, q int, recorded []int) (amount int) {
	foreign := false
	objects := []map[string]any{}
	for _, id := range recorded {
		amount += r.msgs[id-1].amount
		foreign = foreign || r.msgs[id-1].from != p || r.msgs[id-1].to != q
		objects = append(objects, map[string]any{"msg_id": fmt.Sprint(id), "amount": r.msgs[id-1].amount})
	}
	fields := map[string]any{"snapshot": snapshot, "from": procName(p), "to": procName(q), "messages": recorded}
	switch r.rng.IntN(3) {
	case 0:
		fields["amount"] = amount
	case 1:
		fields["messages"] = objects
	default:
		if foreign {
			amount = -1
		}
	}
	r.add(q, "channel", fields)
	return amount
}

// judge compares one recorded channel with what was in flight, message by
// message. One that was not sent on the channel tells nothing.
func (r *moneyRun) judge(snapshot, p, q int, recorded []int) (wrong, unknown bool) {
	count := map[int]int{}
	for _, id := range recorded {
		count[id]++
	}
	for m, msg := range r.msgs {
		n := count[m+1]
		if msg.from != p || msg.to != q {
			unknown = unknown || n > 0
			continue
		}
		before := msg.sent < r.records[[2]int{snapshot, p}]
		switch {
		case !before || msg.received >= 0 && msg.received < r.records[[2]int{snapshot, q}]:
			wrong = wrong || n > 0
		case msg.received < 0:
			wrong = wrong || n > 1
		default:
			wrong = wrong || n != 1
		}
	}
	return wrong, unknown && !wrong
}

// totals adds up the complete snapshots. Where a channel that was used has no
// record the sum may be greater than it seems: most[i] is then out of reach.
func (r *moneyRun) totals(amounts map[[3]int]int) (totals, most []int, incomplete bool) {
	for snapshot := 1; snapshot <= 2; snapshot++ {
		total, open, complete, any := 0, 0, true, false
		for p := range r.balance {
			at, has := r.records[[2]int{snapshot, p}]
			any = any || has
			if !has {
				complete = complete && !r.counts(p)
				continue
			}
			total += r.log[at]["state"].(int)
			for q := range r.balance {
				if p == q || !r.has(snapshot, q) {
					continue
				}
				amount, recorded := amounts[[3]int{snapshot, p, q}]
				ids, lost := r.inFlight(snapshot, p, q)
				complete = complete && amount >= 0 && (recorded || len(ids) == 0 && !lost)
				total += amount
				if !recorded && slices.ContainsFunc(r.msgs, func(m moneyMsg) bool { return m.from == p && m.to == q }) {
					open = 1 << 30
				}
			}
		}
		if complete && any {
			totals, most = append(totals, total), append(most, total+open)
		}
		incomplete = incomplete || any && !complete
	}
	return totals, most, incomplete
}

// counts reports whether a node takes part: it made a record, or was an end of
// a message that arrived.
func (r *moneyRun) counts(p int) bool {
	return r.has(1, p) || r.has(2, p) || slices.ContainsFunc(r.msgs, func(m moneyMsg) bool { return m.received >= 0 && (m.from == p || m.to == p) })
}

// TestCutTwins compares cut/channel and cut/conserved with all messages for
// every channel of every snapshot.
func TestCutTwins(t *testing.T) {
	runs := checks.Fewer(2000)
	channel, conserved := map[string]int{}, map[string]int{}
	for i := range runs {
		r := newMoneyRun(rand.New(rand.NewPCG(uint64(i), 29)))
		wrong, unknown, amounts := r.recordChannels()
		want := status(wrong, unknown && len(amounts) > 0, len(amounts) > 0)
		if got := judgeWith(t, jsonLines(r.log), "cut/channel"); got.Status.String() != want {
			t.Fatalf("run %d: cut/channel is %v (%s), want %s\n%s", i, got.Status, got.Reason, want, jsonLines(r.log))
		}
		channel[want]++
		totals, most, incomplete := r.totals(amounts)
		two := len(totals) == 2
		differ := two && (totals[0] > most[1] || totals[1] > most[0])
		mayDiffer := two && totals[0] != totals[1]
		want = status(differ, incomplete || mayDiffer || len(totals) == 1, len(r.records) > 0)
		if got := judgeWith(t, jsonLines(r.log), "cut/conserved"); got.Status.String() != want && len(r.msgs) > 0 {
			t.Fatalf("run %d: cut/conserved is %v (%s; %s), want %s with %v\n%s", i, got.Status, got.Reason, got.Examined, want, totals, jsonLines(r.log))
		}
		conserved[want]++
	}
	t.Logf("cut/channel %v, cut/conserved %v", channel, conserved)
	if channel["fail"] < runs/10 || channel["pass"] < runs/10 || conserved["fail"] < runs/10 || conserved["pass"] < runs/50 {
		t.Error("the generated runs try too little")
	}
}

func status(wrong, unknown, some bool) string {
	switch {
	case wrong:
		return "fail"
	case unknown:
		return "inconclusive"
	case some:
		return "pass"
	}
	return "not applicable"
}
