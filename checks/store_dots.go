package checks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var storeDots = Check{
	ID:    "store/dots",
	Title: "A dot names one write, and contexts claim only dots that were issued",
	Doc: Doc{
		Definition: "A dot (node, counter) names one write: no two writes of a key carry the same dot. " +
			"A context never claims a dot that no node has issued before. " +
			"Where a replica answers another one's context with values, it sends what that context lacks of what it holds, and nothing else.",
		Needs: "put with key, value, dot and context, and get with values, each with its dot, and context; for what sync sends, the request with key and context and the reply to it (in_reply_to) with key and values. " +
			"That a dot was never issued is certain where its node logged on after the claim, or logged stop or crash.",
		Example: `{"node":"A","kind":"put","key":"cart","value":"milk","context":{},"dot":["A",1]}
{"node":"A","kind":"put","key":"cart","value":"eggs","context":{},"dot":["A",1]}
`,
		Source: "N. Preguica, C. Baquero, P. Almeida, V. Fonte and R. Goncalves, Dotted Version Vectors: Efficient Causality Tracking for Distributed Key-Value Stores, 2012",
		Blind:  "A dot that is used again for an equal value by another node: that is taken for the same write. Sync that is not logged as a request and its reply.",
	},
	UsesOrder: true,
	Collect:   collectDots,
}

// collectDots takes three passes over the events that carry dots and contexts:
// writes, claims, sync.
func collectDots(in *Input) Evidence {
	var ev Evidence
	d := &dots{store: readStore(in), first: map[keyDot]dotWrite{}, values: map[dotValue]bool{}, putAt: map[dotPut]dotWrite{}}
	for _, p := range d.puts {
		d.addWrite(p, in.Run.Event(p).Text(parse.FKey), d.versionOf[p])
	}
	for _, g := range d.gets {
		for _, v := range d.returned[g] {
			if v != nil {
				d.addWrite(g, in.Run.Event(g).Text(parse.FKey), v)
			}
		}
	}
	if len(d.first) == 0 {
		return ev
	}
	claims := d.judgeClaims()
	answers := d.judgeSync()
	ev.Examined = fmt.Sprintf("%s and %s", count(len(d.first), "dot"), count(claims, "context"))
	if answers > 0 {
		ev.Examined += " and " + count(answers, "sync reply")
	}
	ev.Missing = d.lacking()
	d.found.into(&ev)
	return ev
}

// dots judges the dots of a store.
type dots struct {
	*store
	first   map[keyDot]dotWrite // the first write that a dot names
	values  map[dotValue]bool   // those that dots name
	putAt   map[dotPut]dotWrite // and the first put of each at a node
	found   collector
	unowned map[string]parse.EventID // actors of which no log tells what they issued, with a claim
	skipped []parse.EventID          // claims of a dot that the log lacks among others of its actor
}

type keyDot struct {
	key string
	dot dot
}

// dotValue is a value that a dot names.
type dotValue struct {
	keyDot
	value string
}

// dotPut is a put at a node of a value that a dot names.
type dotPut struct {
	dotValue
	node parse.NodeID
}

// dotWrite is one value that a dot names, with the first record of it.
type dotWrite struct {
	event   parse.EventID
	version *version
}

func (d *dots) addWrite(e parse.EventID, key string, v *version) {
	if v.dot.n == 0 {
		return
	}
	at, now := keyDot{key, v.dot}, dotWrite{e, v}
	first, known := d.first[at]
	if !known {
		d.first[at] = now
	}
	value := dotValue{at, v.value}
	if known && !d.values[value] {
		d.twice(Definite, key, first, now)
	}
	d.values[value] = true
	if v.put != e {
		return
	}
	put := dotPut{value, d.in.Run.Event(e).Node()} // of other nodes it may be the same write, as another replica tells of it
	w, again := d.putAt[put]
	if !again {
		d.putAt[put] = now
		return
	}
	certainty := Possible
	if v.hasContext && w.version.hasContext && !(v.context.covers(w.version.context) && w.version.context.covers(v.context)) {
		certainty = Definite
	}
	d.twice(certainty, key, w, now)
}

// twice is a dot that names two writes.
func (d *dots) twice(certainty Certainty, key string, a, b dotWrite) {
	name := showDot(a.version.dot)
	d.found.add(secondFinding(d.in, certainty, [2]string{"first", "again"}, a.event, b.event, "dot "+name, func(w *Words, first, again parse.EventID) string {
		one, other := a.version, b.version
		if first != a.event {
			one, other = other, one
		}
		s := fmt.Sprintf("the dot %s names %s at %s and %s at %s, both under %s", name, one.shown, w.Name(first), other.shown, w.Name(again), keyName(key))
		if certainty == Possible {
			s += "; only possible, because one write may have been logged twice"
		}
		return s
	}))
}

func showDot(d dot) string { return fmt.Sprintf("(%s, %d)", parse.Escape(d.actor), d.n) }

// judgeSync judges the values that answer a context.
func (d *dots) judgeSync() (answers int) {
	run := d.in.Run
	replies := slices.DeleteFunc(ofKinds(run, kindsOf(parse.Send)), func(e parse.EventID) bool {
		_, has := run.Event(e).Payload(parse.FValues)
		return !has || run.Event(e).InReplyTo() == 0
	})
	x := exchangesOf(d.in.Graph, replies)
	next := 0
	slices.Sort(replies)
	d.watch = func(e parse.Event) {
		if _, found := slices.BinarySearch(replies, e.ID()); found {
			if context, request, ok := d.asks(x, e.ID()); ok {
				next++
				d.judgeReply(e, request, context)
			}
		}
	}
	d.follow(func(missed) {})
	return next
}

// asks returns the context that a reply answers.
func (d *dots) asks(x *exchanges, e parse.EventID) (clock, parse.EventID, bool) {
	for _, find := range []func(parse.EventID) (parse.EventID, bool){x.arrived, x.asked} {
		if r, ok := find(e); ok {
			if v, ok := d.in.Run.Event(r).Payload(parse.FContext); ok {
				counts, err := v.Counts()
				if err != nil {
					d.unreadable = append(d.unreadable, r)
				}
				return counts, r, err == nil
			}
		}
	}
	return nil, parse.NoEvent, false
}

func (d *dots) judgeReply(e parse.Event, request parse.EventID, context clock) {
	value, _ := e.Payload(parse.FValues)
	all, ok := readReturned(value)
	if !ok {
		d.unreadable = append(d.unreadable, e.ID())
		return
	}
	var sent []*version
	for _, r := range all {
		sent = append(sent, d.key(e).of(r))
		if r.dot.n > 0 && context.at(r.dot.actor) >= r.dot.n {
			d.syncFinding(Definite, e, request, parse.NoEvent, fmt.Sprintf("sends %s with the dot %s, which the context that it answers holds already", r.shown, showDot(r.dot)))
		}
	}
	if !d.replicas[e.Node()] {
		return
	}
	for _, h := range d.holding(e).before(moment{e.ID(), e.Life()}) {
		if h.dot.n > 0 && context.at(h.dot.actor) < h.dot.n && d.covered(h.version, sent) == no {
			certainty := Definite
			if d.holes() {
				certainty = Possible
			}
			d.syncFinding(certainty, e, request, h.at, fmt.Sprintf("does not send %s with the dot %s, which the context that it answers lacks", h.shown, showDot(h.dot)))
		}
	}
}

// syncFinding is a reply that does not fit the context it answers.
func (d *dots) syncFinding(certainty Certainty, e parse.Event, request, held parse.EventID, what string) {
	f := Finding{Certainty: certainty, Subject: keyName(e.Text(parse.FKey)), Events: []Witness{{"request", request}, {"reply", e.ID()}}}
	if held != parse.NoEvent {
		f.Events = append(f.Events, Witness{"held", held})
		f.Claims = append(f.Claims, Claim{held, e.ID()})
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s answers %s for %s and %s", w.Name(e.ID()), w.Name(request), f.Subject, what)
		if held != parse.NoEvent {
			s += fmt.Sprintf("; it holds it at %s, and %s", w.Name(held), w.Before(held, e.ID()))
		}
		return s + d.doubtIf(certainty)
	}
	d.found.add(f)
}

func (d *dots) doubtIf(certainty Certainty) string {
	if certainty == Definite {
		return ""
	}
	return d.doubt()
}

// maxReasons bounds the reasons that are listed.
const maxReasons = 6

func (d *dots) lacking() []string {
	words := d.store.missing()
	if len(d.skipped) > 0 {
		words = append(words, fmt.Sprintf("contexts that claim a dot that no logged put has, though later ones are logged: %s", some(d.in.Run, d.skipped)))
	}
	for _, actor := range slices.Sorted(maps.Keys(d.unowned)) {
		words = append(words, fmt.Sprintf("nothing is logged of what %s issued, which %s claims to know: add its log", parse.Quote(actor), eventName(d.in.Run, d.unowned[actor])))
	}
	return words[:min(len(words), maxReasons)]
}
