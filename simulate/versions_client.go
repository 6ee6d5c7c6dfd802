package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

const carts = 2

func cartName(i int) string { return fmt.Sprintf("cart-%d", i+1) }

// versionClient reads a cart, puts an item into it, and writes it back.
type versionClient struct {
	run   *versionRun
	name  string
	first string // the replica it begins with: the first two begin with one
	items int
	turns int
	tries int // rises with every request: the answer to an earlier one is ignored
	asked int // id of the request that it waits for
	key   string
	at    string // the replica
}

func (c *versionClient) Start(n *Node) {
	c.key, c.at = cartName(0), c.first
	c.read(n)
}

// read begins a turn.
func (c *versionClient) read(n *Node) {
	if !c.run.world.Done() {
		c.ask(n, "get", getBody{c.key})
	}
}

// ask sends a request, and begins anew where no answer comes.
func (c *versionClient) ask(n *Node, what string, body any) {
	c.tries++
	try := c.tries
	c.asked = n.Send(what, body, []Pair{{"key", c.key}}, c.at)
	n.After(clientWaits, func() {
		if c.tries == try {
			c.next(n)
		}
	})
}

// next begins another turn: the second as the first, to see what became of it,
// later ones with any cart, and mostly at the nearest replica.
func (c *versionClient) next(n *Node) {
	rand := c.run.world.Rand
	c.tries++
	if c.turns++; c.turns == 1 {
		c.read(n)
		return
	}
	c.key, c.at = cartName(rand.IntN(carts)), c.first
	if rand.IntN(4) == 0 {
		c.at = c.run.replicas[rand.IntN(len(c.run.replicas))]
	}
	c.read(n)
}

func (c *versionClient) Receive(n *Node, m Message) {
	n.Received(m)
	if m.InReplyTo != c.asked {
		return
	}
	c.asked = 0
	switch m.Type {
	case "values":
		b := m.Body.(stateBody)
		c.tries++ // it does not wait for an answer now
		n.After(Uniform(thinks, 2*thinks)(c.run.world.Rand), func() {
			c.ask(n, "put", putBody{c.key, c.fill(b.values), b.values.clock()})
		})
	case "read again":
		c.read(n)
	case "written":
		c.tries++
		n.After(Uniform(10*time.Millisecond, 40*time.Millisecond)(c.run.world.Rand), func() { c.next(n) })
	}
}

// fill merges the carts that were read, and adds an item of its own. No two
// carts are alike, because no two items are.
func (c *versionClient) fill(values siblings) string {
	c.items++
	item := fmt.Sprintf("%s.%d", c.name, c.items)
	var items []string
	for _, v := range values {
		items = append(items, strings.Split(v.Value, "+")...)
	}
	slices.Sort(items)
	items = slices.Compact(items)
	if len(items) > cartItems {
		return item
	}
	return strings.Join(append(items, item), "+")
}
