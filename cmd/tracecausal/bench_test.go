package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchNode is the state of one node of a generated run.
type benchNode struct {
	name  string
	clock []int
	sent  int
	inbox []benchMsg
}

type benchMsg struct {
	from, id int
	clock    []int
}

// writeRun writes a lawful run in the canonical shape: nodes with named vector
// clocks; a third of the events are sends, a third receives. Memory is bounded
// by the messages in flight.
func writeRun(w *bufio.Writer, nodes, events int) {
	rng := rand.New(rand.NewPCG(1, 2))
	ns := make([]benchNode, nodes)
	for i := range ns {
		ns[i] = benchNode{name: fmt.Sprintf("n%d", i), clock: make([]int, nodes)}
	}
	var buf []byte
	for range events {
		p := rng.IntN(nodes)
		n := &ns[p]
		buf = fmt.Appendf(buf[:0], `{"node":"%s",`, n.name)
		q := (p + 1 + rng.IntN(nodes-1)) % nodes
		switch k := rng.IntN(3); {
		case k == 0 && len(ns[q].inbox) < 64:
			n.clock[p]++
			n.sent++
			ns[q].inbox = append(ns[q].inbox, benchMsg{p, n.sent, append([]int(nil), n.clock...)})
			buf = fmt.Appendf(buf, `"kind":"send","event":"request","to":"%s","msg_id":%d,`, ns[q].name, n.sent)
		case k == 1 && len(n.inbox) > 0:
			m := n.inbox[0]
			n.inbox = n.inbox[1:]
			for i, v := range m.clock {
				n.clock[i] = max(n.clock[i], v)
			}
			n.clock[p]++
			buf = fmt.Appendf(buf, `"kind":"receive","event":"request arrived","from":"%s","msg_id":%d,`, ns[m.from].name, m.id)
		default:
			n.clock[p]++
			buf = append(buf, `"event":"step",`...)
		}
		buf = append(buf, `"vc":{`...)
		sep := ""
		for i, v := range n.clock {
			if v > 0 {
				buf = fmt.Appendf(buf, `%s"%s":%d`, sep, ns[i].name, v)
				sep = ","
			}
		}
		buf = append(buf, "}}\n"...)
		w.Write(buf) // an error stays in w until Flush
	}
}

// benchLog returns the path and size of a log of that many events.
func benchLog(b *testing.B, nodes, events int) (path string, size int64) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "run.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	writeRun(w, nodes, events)
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if size, err = f.Seek(0, io.SeekCurrent); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path, size
}

// BenchmarkAnalyze is the whole way of the command on a million events of ten
// nodes with named vector clocks.
func BenchmarkAnalyze(b *testing.B) {
	const events = 1_000_000
	path, size := benchLog(b, 10, events)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := run([]string{"analyze", path}, strings.NewReader(""), &out, &errs); code != exitPass {
			b.Fatalf("exit %d\n%s%s", code, &out, &errs)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
