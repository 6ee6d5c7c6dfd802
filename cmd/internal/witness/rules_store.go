package witness

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// dot names one write: the n-th of an actor.
type dot struct {
	actor string
	n     uint64
}

// version is a value under a key with what a line says of its history.
type version struct {
	put     *event // nil where it is known from an answer only
	value   string
	dot     dot
	context map[string]uint64 // what its writer had seen; nil where it does not say
	clock   map[string]uint64 // beside the value in an answer
}

// counts reads a version vector, nil where there is none.
func counts(raw json.RawMessage) map[string]uint64 {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	e := &event{}
	if e.readVector(raw) != nil {
		return nil
	}
	return e.vector
}

func dotOf(raw json.RawMessage) dot {
	var pair []json.RawMessage
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
		n, _ := integer(pair[1])
		return dot{scalar(pair[0]), n.Uint64()}
	}
	if json.Unmarshal(raw, &object) == nil && object["node"] != nil {
		n, _ := integer(object["counter"])
		return dot{scalar(object["node"]), n.Uint64()}
	}
	for actor, n := range counts(raw) {
		return dot{actor, n}
	}
	return dot{}
}

// canonical writes a JSON value so that equal ones are equal texts.
func canonical(raw json.RawMessage) string {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return "null"
	}
	text, err := json.Marshal(v)
	need(err == nil, "%v", err)
	return string(text)
}

func versionOf(put *event) *version {
	need(put.is("put"), "%s puts nothing", put.name())
	return &version{put: put, value: canonical(put.fields["value"]), dot: dotOf(put.fields["dot"]), context: counts(put.fields["context"])}
}

// versions returns what an event shows of a key: what it puts, or what it
// returns or sends, each joined with its put.
func (l *log) versions(e *event) (list []*version) {
	if e.is("put") {
		return []*version{versionOf(e)}
	}
	list = returned(e)
	for _, v := range list {
		l.join(v, e.text("key"))
		if v.put == nil && v.clock == nil && v.dot.n > 0 {
			v.clock = l.clockOf(v, e.text("key"))
		}
	}
	return list
}

// returned reads the values of an answer as they stand.
func returned(e *event) (list []*version) {
	var items []json.RawMessage
	if json.Unmarshal(e.fields["values"], &items) != nil {
		return nil
	}
	for _, item := range items {
		var fields map[string]json.RawMessage
		v := &version{value: canonical(item)}
		if json.Unmarshal(item, &fields) == nil && fields["value"] != nil && (fields["vc"] != nil || fields["dot"] != nil) {
			v.value, v.clock, v.dot = canonical(fields["value"]), counts(fields["vc"]), dotOf(fields["dot"])
		}
		list = append(list, v)
	}
	return list
}

// clockOf looks for the clock of a version in other answers that show its dot.
func (l *log) clockOf(v *version, key string) map[string]uint64 {
	for _, e := range l.events {
		for _, w := range returned(e) {
			if e.text("key") == key && w.dot == v.dot && w.value == v.value && w.clock != nil {
				return w.clock
			}
		}
	}
	return nil
}

// join finds the put of a version that was returned: that of its dot and value,
// else the only one of its value whose context its clock covers.
func (l *log) join(v *version, key string) {
	var fit []*version
	for _, e := range l.events {
		if !e.is("put") || e.failed || e.text("key") != key {
			continue
		}
		p := versionOf(e)
		if p.value != v.value || v.dot.n > 0 && p.dot != v.dot {
			continue
		}
		if v.clock != nil && v.dot.n == 0 && (!covers(v.clock, p.context) || covers(p.context, v.clock) || p.dot.n > 0 && v.clock[p.dot.actor] < p.dot.n) {
			continue
		}
		if v.clock != nil && v.dot.n == 0 && p.dot.n > 0 && p.context != nil { // the clock it got is known
			got := maps.Clone(p.context)
			got[p.dot.actor] = max(got[p.dot.actor], p.dot.n)
			if p.context[p.dot.actor] >= p.dot.n || !covers(got, v.clock) {
				continue
			}
			fit = []*version{p}
			break
		}
		fit = append(fit, p)
	}
	if len(fit) == 0 || len(fit) > 1 && v.dot.n == 0 {
		return
	}
	v.put, v.context = fit[0].put, fit[0].context
	if v.dot.n == 0 {
		v.dot = fit[0].dot
	}
}

// same reports that two versions are one.
func (v *version) same(w *version) bool {
	return v == w || v.put != nil && v.put == w.put || v.dot.n > 0 && v.dot == w.dot ||
		v.put == nil && w.put == nil && v.clock != nil && w.clock != nil && v.value == w.value && covers(v.clock, w.clock) && covers(w.clock, v.clock)
}

// descends reports that the history of w holds v: what its writer had seen, else
// its clock.
func (w *version) descends(v *version) bool {
	history := w.context
	if history == nil {
		history = w.clock
	}
	switch {
	case w.same(v):
		return true
	case history == nil:
		return false
	case v.dot.n > 0:
		return history[v.dot.actor] >= v.dot.n
	case v.clock != nil:
		return covers(history, v.clock)
	}
	return false
}

// unrelated reports that the lines say that w does not descend from v.
func (w *version) unrelated(v *version) bool {
	history := w.context
	if history == nil {
		history = w.clock
	}
	return !w.descends(v) && history != nil && (v.dot.n > 0 || v.clock != nil || len(history) == 0 || v.context != nil && !covers(history, v.context))
}

// gone is a need for a version that a replica took in to be missing in what it
// returned later, in itself and in what descends from it. It returns what was
// returned.
func (c *claim) gone() []*version {
	held, get := c.one("held"), c.one("get")
	key := get.text("key")
	c.order(held, get)
	need(get.is("get") && held.node == get.node && held.life == get.life && held.text("key") == key, "%s and %s are not of one replica and key", held.name(), get.name())
	var lost []*version
	if puts := c.all("lost put"); len(puts) > 0 {
		lost = []*version{versionOf(puts[0])}
		need(puts[0].text("key") == key, "%s is of another key", puts[0].name())
		if c.surely(puts[0], held) {
			c.order(puts[0], held)
		}
		there := held.is("merge") && c.before(puts[0], held)
		for _, v := range c.versions(held) {
			there = there || v.same(lost[0]) || v.value == lost[0].value && lost[0].context == nil && lost[0].dot.n == 0
		}
		need(there, "%s does not take in what was put at %s", held.name(), puts[0].name())
	} else {
		lost = c.versions(held)
		for _, e := range c.nodes[held.from] {
			if held.is("merge") && e.is("put", "get") && e.text("key") == key && c.before(e, held) {
				lost = append(lost, c.versions(e)...)
			}
		}
	}
	shows := c.versions(get)
	missing := slices.ContainsFunc(lost, func(v *version) bool {
		return v.value != "null" && !slices.ContainsFunc(shows, func(w *version) bool { return !w.unrelated(v) }) && !c.replaced(v, held, get)
	})
	need(missing, "what %s returns descends from all that was taken in at %s", get.name(), held.name())
	return shows
}

// replaced reports that between two events of a replica a put came there that
// descends from a version.
func (c *claim) replaced(v *version, held, get *event) bool {
	return slices.ContainsFunc(c.nodes[held.node], func(e *event) bool {
		return inOrder(held, e) && inOrder(e, get) && e.is("put") && e.text("key") == get.text("key") && versionOf(e).descends(v)
	})
}

func storeLostUpdate(c *claim) {
	returned := c.gone()
	need(len(returned) > 0, "%s returns nothing, so nothing replaced it", c.one("get").name())
	for _, put := range c.all("put") {
		winner := slices.ContainsFunc(returned, func(v *version) bool { return v.put == put })
		need(winner, "what was put at %s is not returned", put.name())
	}
	need(len(c.at) == len(c.all("put"))+len(c.all("lost put"))+2, "the events are %s", c.roles())
}

func storeSiblings(c *claim) {
	if len(c.all("held")) > 0 {
		c.gone()
		held, get := c.one("held"), c.one("get")
		for _, e := range c.nodes[get.node] {
			between := inOrder(held, e) && inOrder(e, get) && e.is("put") && e.text("key") == get.text("key")
			need(!between || !strings.Contains(c.Message, "no put came between"), "%s is a put in between", e.name())
		}
		return
	}
	get := c.one("get")
	need(get.is("get"), "%s returns nothing", get.name())
	shows := func(v *version, role string) bool {
		puts := c.all(role)
		return len(puts) == 0 || v.put == puts[0]
	}
	list := c.versions(get)
	found := false
	for i, old := range list {
		for j, v := range list {
			found = found || i != j && shows(old, "obsolete put") && shows(v, "newer put") && v.descends(old)
		}
	}
	need(found, "no value that %s returns descends from another", get.name())
}

func storeDots(c *claim) {
	roles := c.roles()
	switch {
	case roles == "first, again":
		c.dotTwice(c.one("first"), c.one("again"))
	case strings.HasPrefix(roles, "claim"):
		c.falseClaim(c.one("claim"))
	case roles == "request, reply", roles == "request, reply, held":
		c.wrongReply()
	default:
		c.unknown()
	}
}

// namedDot is the dot that the finding is about.
func (c *claim) namedDot() dot {
	text := strings.TrimSuffix(strings.TrimPrefix(c.Subject, "dot ("), ")")
	actor, n, ok := strings.Cut(text, ", ")
	count, fine := integer(json.RawMessage(n))
	need(ok && fine, "the finding names no dot")
	return dot{actor, count.Uint64()}
}

// dotTwice: two events of one key show one dot with two values, or two writes
// of one value at one node.
func (c *claim) dotTwice(a, b *event) {
	name := c.namedDot()
	need(a.text("key") == b.text("key"), "%s and %s are of two keys", a.name(), b.name())
	found := false
	for _, v := range c.versions(a) {
		for _, w := range c.versions(b) {
			two := v.value != w.value || a.node == b.node && a.is("put") && b.is("put")
			found = found || v.dot == name && w.dot == name && two
		}
	}
	need(found, "%s and %s do not show the dot %v of two writes", a.name(), b.name(), name)
	if len(c.Proof) > 0 {
		c.order(a, b)
	}
}

// falseClaim: a context counts a write that no put made before it.
func (c *claim) falseClaim(e *event) {
	name := c.namedDot()
	need(counts(e.fields["context"])[name.actor] == name.n, "%s does not claim %v", e.name(), name)
	var last *event
	owner := name.actor
	for _, p := range c.events {
		if !p.is("put") || !p.has("dot") {
			continue
		}
		d := dotOf(p.fields["dot"])
		if d.actor == name.actor {
			last, owner = p, p.node
			issued := d == name && c.before(p, e) && slices.ContainsFunc(c.all("issue"), func(i *event) bool { return i.text("key") == p.text("key") }) || len(c.all("issue")) == 0 && d.n >= name.n && p.text("key") == e.text("key")
			need(!issued, "%s issued %v", p.name(), d)
		}
	}
	for _, p := range c.all("issue") {
		c.order(e, p)
		need(p.is("put") && dotOf(p.fields["dot"]) == name, "%s does not issue %v", p.name(), name)
		return
	}
	for _, p := range c.all("last dot") {
		need(last != nil && dotOf(p.fields["dot"]).actor == name.actor && dotOf(p.fields["dot"]).n < name.n, "%s is no last dot before %v", p.name(), name)
	}
	events := c.nodes[owner]
	goesOn := len(events) > 0 && (events[len(events)-1].is("stop", "crash") || owner == e.node || c.before(e, events[len(events)-1]))
	need(!c.definite() || goesOn, "the log of %s may end before it issued %v", owner, name)
}

// wrongReply: a reply sends what the context that it answers holds, or leaves
// out what that lacks and the replica held.
func (c *claim) wrongReply() {
	request, reply := c.one("request"), c.one("reply")
	need(reply.end == sends && (c.requestArrived(reply) == request || c.requestSent(reply) == request), "%s does not answer %s", reply.name(), request.name())
	context := counts(request.fields["context"])
	sent := c.versions(reply)
	helds := c.all("held")
	if len(helds) == 0 {
		needless := slices.ContainsFunc(sent, func(v *version) bool { return v.dot.n > 0 && context[v.dot.actor] >= v.dot.n })
		need(needless, "%s sends nothing that the context holds", reply.name())
		return
	}
	held := helds[0]
	c.order(held, reply)
	need(held.node == reply.node && held.text("key") == reply.text("key"), "%s is of another replica or key", held.name())
	lacks := slices.ContainsFunc(c.versions(held), func(v *version) bool {
		return v.dot.n > 0 && context[v.dot.actor] < v.dot.n && !slices.ContainsFunc(sent, func(w *version) bool { return w.descends(v) }) && !c.replaced(v, held, reply)
	})
	need(lacks || held.is("merge"), "%s sends all that the context lacks of what was held at %s", reply.name(), held.name())
}
