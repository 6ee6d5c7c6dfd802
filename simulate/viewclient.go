package simulate

import (
	"fmt"
	"time"
)

// pbClient has one request outstanding at a time. It asks the primary that it
// knows of, and the next server where it is turned away.
type pbClient struct {
	run    *pbRun
	name   string
	view   pbView
	server int // index of the server it asks
	sent   int // requests
	op     string
	asks   int // tries, in all
}

// Start waits for the first view.
func (c *pbClient) Start(n *Node) { n.Log("start", "client") }

// Receive follows the views, and goes on to the next request when one is done.
func (c *pbClient) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "view":
		c.follow(n, m.Body.(pbView))
	case "done":
		if m.Body.(string) == c.op {
			c.op = ""
			c.run.answered()
			c.next(n)
		}
	case "not primary":
		c.again(n, 20*time.Millisecond, 1)
	}
}

func (c *pbClient) follow(n *Node, v pbView) {
	if v.Number <= c.view.Number {
		return
	}
	first := c.view.Number == 0
	c.view = v
	for i, name := range c.run.servers {
		if name == v.Primary {
			c.server = i
		}
	}
	if first {
		c.next(n)
	} else if c.op != "" {
		c.again(n, 0, 0)
	}
}

// next makes a request after a while.
func (c *pbClient) next(n *Node) {
	n.After(40*time.Millisecond+time.Duration(c.run.world.Rand.Int64N(int64(60*time.Millisecond))), func() {
		if c.run.over() {
			return
		}
		c.sent++
		c.op = fmt.Sprintf("%s-%d", c.name, c.sent)
		c.ask(n)
	})
}

// again asks again after a while, unless that has been done or is not needed
// any more: the server that is so many further on.
func (c *pbClient) again(n *Node, d time.Duration, further int) {
	op, asks := c.op, c.asks
	n.After(d, func() {
		if c.op == op && c.asks == asks && op != "" {
			c.server = (c.server + further) % len(c.run.servers)
			c.ask(n)
		}
	})
}

// ask sends the request, and to the next server where no answer comes.
func (c *pbClient) ask(n *Node) {
	c.asks++
	n.Send("put", c.op, []Pair{{"op", c.op}}, c.run.servers[c.server])
	c.again(n, 600*time.Millisecond, 1)
}
