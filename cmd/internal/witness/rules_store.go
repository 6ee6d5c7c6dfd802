package witness

import (
	"encoding/json"
	"slices"
	"strings"
)

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
