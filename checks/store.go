package checks

import (
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// store is what a log tells of a versioned store. What a replica holds is
// followed in an order that respects happens-before:
//
//  1. a put leaves its version at the replica, and removes what its context
//     descends from;
//  2. a merge adds what the other replica held in the state that was taken, as
//     far as that is certain;
//  3. a get shows what is there. A version that was held, and from which
//     nothing that is returned descends, is gone.
type store struct {
	in         *Input
	keys       map[string]*keyVersions
	versionOf  map[parse.EventID]*version   // of puts
	returned   map[parse.EventID][]*version // of gets; nil elements are not known
	replicas   map[parse.NodeID]bool
	held       map[shelf]*holding
	puts, gets []parse.EventID
	unreadable []parse.EventID
	merges     *merges
	holes      func() bool
	merging    bool              // some replica merges a key
	events     int               // puts, gets and merges
	kept       int               // versions in the states that are kept for merges
	unfollowed []parse.EventID   // where a replica held too many versions to be followed
	watch      func(parse.Event) // called by follow for each event, before what it changes; may be nil
}

// shelf is where a replica keeps what it holds of a key.
type shelf struct {
	node parse.NodeID
	key  string
}

// holding is what a replica surely holds of a key, after each change.
type holding struct {
	states   []holdState
	lastTake parse.EventID // the last merge, NoEvent before
}

type holdState struct {
	at   parse.EventID
	life int
	list []hold
}

// hold is a version with the event at which the replica took it in.
type hold struct {
	*version
	at parse.EventID
	// passed reports that since it was put or returned, a put that does not
	// descend from it came to where it was held, and may have discarded it.
	passed bool
}

// missed is a version that a get should have shown, in itself or in what
// descends from it.
type missed struct {
	key   string
	hold  hold
	get   parse.EventID
	by    []*version // what was returned; empty where nothing was
	merge bool       // the replica took another state in between
	sure  bool       // false where the clocks of what was returned do not say
	lower bool       // by its clock, if not by its context, something that was returned is above it
}

func isStoreEvent(e parse.Event) bool {
	switch e.Kind() {
	case parse.Put, parse.Get:
		return !failed(e)
	case parse.Merge:
		_, ofKey := e.Payload(parse.FKey)
		return ofKey && !failed(e)
	}
	return false
}

// readStore reads versions, and which nodes are replicas: those that merge, and
// those that versions are named after; a node that keeps the only log of a
// store is one too.
func readStore(in *Input) *store {
	s := &store{in: in, keys: map[string]*keyVersions{}, versionOf: map[parse.EventID]*version{}, returned: map[parse.EventID][]*version{},
		replicas: map[parse.NodeID]bool{}, held: map[shelf]*holding{}, holes: in.holes()}
	events := ofKinds(in.Run, kindsOf(parse.Put, parse.Get, parse.Merge))
	events = slices.DeleteFunc(events, func(e parse.EventID) bool { return !isStoreEvent(in.Run.Event(e)) })
	var merging []parse.EventID
	nodes := map[parse.NodeID]bool{}
	for _, id := range events {
		e := in.Run.Event(id)
		nodes[e.Node()] = true
		switch e.Kind() {
		case parse.Put:
			s.puts = append(s.puts, id)
			s.readPut(e)
		case parse.Get:
			s.gets = append(s.gets, id)
		case parse.Merge:
			s.replicas[e.Node()] = true
			merging = append(merging, id)
		}
	}
	for _, id := range s.gets {
		s.readGet(in.Run.Event(id))
	}
	if len(nodes) == 1 {
		s.replicas = nodes
	}
	s.merges, s.merging, s.events = mergesOf(in, merging), len(merging) > 0, len(events)
	return s
}

func (s *store) key(e parse.Event) *keyVersions {
	name := e.Text(parse.FKey)
	k := s.keys[name]
	if k == nil {
		k = &keyVersions{name: name, byValue: map[string][]*version{}, byDot: map[dot][]*version{}}
		s.keys[name] = k
	}
	return k
}

func (s *store) readPut(e parse.Event) {
	value, has := e.Payload(parse.FValue)
	v := &version{put: e.ID(), value: valueKey(value), shown: showValue(value), tombstone: !has || value.Raw() == "null"}
	if context, has := e.Payload(parse.FContext); has {
		counts, err := context.Counts()
		if err != nil {
			s.unreadable = append(s.unreadable, e.ID())
		}
		v.context, v.hasContext = counts, err == nil
		s.named(v.context)
	}
	if d, has := e.Payload(parse.FDot); has {
		if v.dot, has = readDot(d); !has {
			s.unreadable = append(s.unreadable, e.ID())
		}
		s.named(clock{{Name: v.dot.actor}})
	}
	if v.hasContext && v.dot.n > v.context.at(v.dot.actor) {
		v.vc, v.hasVC = v.context.with(v.dot), true
	}
	s.versionOf[e.ID()] = s.key(e).add(v)
}

func (s *store) readGet(e parse.Event) {
	value, _ := e.Payload(parse.FValues)
	all, ok := readReturned(value)
	if !ok {
		s.unreadable = append(s.unreadable, e.ID())
		return
	}
	list := make([]*version, 0, len(all))
	for _, r := range all {
		s.named(r.vc)
		s.named(clock{{Name: r.dot.actor}})
		list = append(list, s.key(e).of(r))
	}
	s.returned[e.ID()] = list
}

// named takes the nodes that a clock counts writes of for replicas.
func (s *store) named(c clock) {
	for _, entry := range c {
		if n, ok := s.in.Run.Node(entry.Name); ok {
			s.replicas[n] = true
		}
	}
}

func keyName(key string) string {
	if key == "" {
		return "the key"
	}
	return "key " + parse.Quote(key)
}

// missing says what keeps the log of a store from being judged.
func (s *store) missing() []string {
	var words []string
	if len(s.unreadable) > 0 {
		words = append(words, fmt.Sprintf("puts and gets whose context, dot or values cannot be read: %s", some(s.in.Run, s.unreadable)))
	}
	if len(s.replicas) == 0 {
		words = append(words, "nothing says which nodes are replicas: log merge with key and from, or name them in clocks and dots")
	}
	if len(s.unfollowed) > 0 {
		words = append(words, fmt.Sprintf("replicas held too many versions of a key to compare them all, so that what they held before was left out: %s", some(s.in.Run, s.unfollowed)))
	}
	return words
}
