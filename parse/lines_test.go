package parse

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestSizeOfChunks: where many nodes log, all chunks but the first are longer.
func TestSizeOfChunks(t *testing.T) {
	const chunk, lines = 1000, 2000
	for _, tt := range []struct{ nodes, times int }{{1, 1}, {3, 2}, {1000, mostChunks}} {
		var text strings.Builder
		for i := range lines {
			fmt.Fprintf(&text, `{"node":"%d"}`+"\n", i%tt.nodes)
		}
		opt := Options{Workers: 1}
		r := newReader([]File{Text("a.jsonl", text.String())}, &opt)
		r.chunkSize = chunk
		log, err := r.read(context.Background())
		if err != nil || log.Runs[0].Len() != lines {
			t.Fatal(err)
		}
		f := r.files[0]
		if got, want := len(f.chunks), 1+(text.Len()-chunk)/(chunk*tt.times)+1; got != want {
			t.Errorf("%d nodes: %d chunks of %d bytes, expected %d", tt.nodes, got, text.Len(), want)
		}
	}
}
