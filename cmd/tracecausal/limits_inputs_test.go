//go:build unix

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// limitCases are the inputs of TestLimits. The bounds on memory are some 1.5
// times what was measured.
func limitCases() []limitCase {
	return []limitCase{
		{name: "one line, bytes", small: 64 << 20, full: 1 << 30, smallMB: 60, fullMB: 100, code: 3, classes: "E-LIMIT", write: oneLine},
		{name: "nested [, levels", args: "--max-line 8MiB", small: 6_000_000, full: 6_000_000, smallMB: 120, fullMB: 120, code: 3, classes: "E-LIMIT", write: nested},
		{name: "zeros in gzip, bytes", small: 128 << 20, full: 1 << 30, smallMB: 60, fullMB: 100, code: 3, classes: "E-LIMIT", write: zerosGzip},
		{name: "zeros in zstd, bytes", small: 128 << 20, full: 1 << 30, smallMB: 100, fullMB: 150, code: 3, classes: "E-LIMIT", write: zerosZstd},
		{name: "like lines in gzip, lines", small: 200_000, full: 5_000_000, smallMB: 120, fullMB: 1500, code: 3, classes: "-", write: likeLines},
		{name: "nodes", small: 40_000, full: 1_000_000, smallMB: 180, fullMB: 2000, code: 0, classes: "-", write: manyNodes},
		{name: "chain of two nodes, events", small: 200_000, full: 1_000_000, smallMB: 80, fullMB: 150, code: 0, classes: "-", write: chain},
		{name: "chain of nodes, nodes", small: 20_000, full: 200_000, smallMB: 150, fullMB: 1500, code: 0, classes: "-", write: nodeChain},
		{name: "clocks of 2,000 counts, events", small: 4_000, full: 100_000, smallMB: 90, fullMB: 2200, code: 0, classes: "-", write: wideClocks},
		{name: "star, receives", small: 20_000, full: 100_000, smallMB: 120, fullMB: 400, code: 0, classes: "-", write: star},
		{name: "one id, messages", small: 25_000, full: 100_000, smallMB: 80, fullMB: 160, code: 3, classes: "-", write: oneID},
		{name: "leases at once", args: "--max-skew 1ms", small: 10_000, full: 100_000, smallMB: 80, fullMB: 500, code: 1, classes: "-", write: leasesAtOnce},
		{name: "leases at once, possible", args: "--max-skew 1h", small: 10_000, full: 100_000, smallMB: 80, fullMB: 500, code: 3, classes: "-", write: leasesAtOnce},
		{name: "identifiers alike", small: 25_000, full: 100_000, smallMB: 80, fullMB: 150, code: 1, classes: "-", write: idsAlike},
	}
}

// lines writes each line n times, with its number.
func lines(w io.Writer, n int, formats ...string) {
	b := bufio.NewWriter(w)
	for i := range n {
		for _, f := range formats {
			fmt.Fprintf(b, f, i)
		}
	}
	b.Flush()
}

// filler writes n bytes of one kind.
func filler(w io.Writer, n int, of byte) {
	piece := bytes.Repeat([]byte{of}, 1<<20)
	for n > 0 {
		k := min(n, len(piece))
		if _, err := w.Write(piece[:k]); err != nil {
			return
		}
		n -= k
	}
}

const soundLines = `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`

func oneLine(w io.Writer, n int) {
	io.WriteString(w, soundLines)
	filler(w, n, 'x')
	io.WriteString(w, "\n"+`{"node":"C"}`+"\n")
}

func nested(w io.Writer, n int) {
	io.WriteString(w, soundLines+`{"node":"C","x":`)
	filler(w, n, '[')
	io.WriteString(w, "\n"+`{"node":"C"}`+"\n")
}

func zerosGzip(w io.Writer, n int) {
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	io.WriteString(z, soundLines)
	filler(z, n, 0)
	z.Close()
}

func zerosZstd(w io.Writer, n int) {
	z, _ := zstd.NewWriter(w)
	io.WriteString(z, soundLines)
	filler(z, n, 0)
	z.Close()
}

// likeLines are events that gzip packs as well as any: what they need is theirs
// as events, whatever the size of the file.
func likeLines(w io.Writer, n int) {
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	lines(z, n, `{"node":"A","event":"a step of a way that is long, number %d"}`+"\n")
	z.Close()
}

func manyNodes(w io.Writer, n int) { lines(w, n, `{"node":"n%[1]d","vc":{"n%[1]d":1}}`+"\n") }

func chain(w io.Writer, n int) {
	lines(w, n/4, `{"node":"A","kind":"send","to":"B","msg_id":%d}`+"\n", `{"node":"B","kind":"receive","from":"A","msg_id":%d}`+"\n",
		`{"node":"B","kind":"send","to":"A","msg_id":%d}`+"\n", `{"node":"A","kind":"receive","from":"B","msg_id":%d}`+"\n")
}

func nodeChain(w io.Writer, n int) {
	b := bufio.NewWriter(w)
	for i := range n {
		fmt.Fprintf(b, `{"node":"n%d","kind":"send","to":"n%d","msg_id":1}`+"\n", i, i+1)
		fmt.Fprintf(b, `{"node":"n%d","kind":"receive","from":"n%d","msg_id":1}`+"\n", i+1, i)
	}
	b.Flush()
}

// wideClocks are clocks of 2,000 counts each. Node by node logs ten events and
// knows of all before it, so that few counts change from a clock to the next.
func wideClocks(w io.Writer, n int) {
	const nodes = 2_000
	b := bufio.NewWriter(w)
	defer b.Flush()
	counts := make([]int, nodes)
	names := make([]string, nodes)
	for p := range names {
		names[p] = fmt.Sprintf(`"n%d"`, p)
	}
	fmt.Fprintf(b, `{"tracecausal":1,"nodes":[%s]}`+"\n", strings.Join(names, ","))
	var line []byte
	for i := range n {
		p := i / 10 % nodes
		counts[p]++
		line = append(fmt.Appendf(line[:0], `{"node":"n%d","vc":`, p), '[')
		for _, c := range counts {
			line = append(strconv.AppendInt(line, int64(c), 10), ',')
		}
		line = append(line[:len(line)-1], "]}\n"...)
		b.Write(line)
	}
}

func star(w io.Writer, n int) {
	io.WriteString(w, `{"node":"hub","kind":"send","to":"*","msg_id":1}`+"\n")
	lines(w, n, `{"node":"n%d","kind":"receive","from":"hub","msg_id":1}`+"\n")
}

func oneID(w io.Writer, n int) {
	lines(w, n, `{"node":"A","kind":"send","to":"B","msg_id":1,"note":%d}`+"\n", `{"node":"B","kind":"receive","from":"A","msg_id":1,"note":%d}`+"\n")
}

func leasesAtOnce(w io.Writer, n int) {
	lines(w, n, `{"node":"n%[1]d","kind":"lease_acquire","resource":"r","holder":"h%[1]d","time":"2024-01-31T12:00:00Z","duration_ms":10000}`+"\n")
}

func idsAlike(w io.Writer, n int) { lines(w, n, `{"node":"A","kind":"id","id":"x","request":%d}`+"\n") }
