package parse

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLabels keeps texts in batches and in a run, more than are known at a time,
// and reads all of them.
func TestLabels(t *testing.T) {
	words := []string{"", "step", "request id=", "request to=n7 id=", "a", "a long label that ends in 0", "é", "\xff", "12345678", strings.Repeat("x", lastTextPage)}
	numbers := []string{"", "0", "7", "07", "17", "123456", "999999999999999999", "1000000000000000000", "18446744073709551616", "000000000000000000000001"}
	rapid.Check(t, func(t *rapid.T) {
		batch, run := &batchLabels{}, newLabels()
		kept := map[uint64]string{}
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			batch.reset()
			var texts []string
			var ids []uint32
			for range rapid.IntRange(0, 40).Draw(t, "labels") {
				text := rapid.SampledFrom(words[:len(words)-1]).Draw(t, "word") + rapid.SampledFrom(numbers).Draw(t, "number") + rapid.SampledFrom([]string{"", "", " done"}).Draw(t, "end")
				if rapid.IntRange(0, 99).Draw(t, "long") == 0 {
					text = words[len(words)-1] + text
				}
				texts, ids = append(texts, text), append(ids, batch.add([]byte(text)))
			}
			global := run.addAll(nil, batch)
			for i, id := range ids {
				kept[global[id]] = texts[i]
			}
		}
		run.seal()
		for label, want := range kept {
			if got := run.text(label); got != want {
				t.Fatalf("label %d is %.40q, want %.40q", label, got, want)
			}
		}
	})
}

// TestLabelsAreKeptOnce: equal labels are one, also in several batches; those that
// differ in a number take a few bytes; and more than are known at a time, which
// come again and again, are kept all the same.
func TestLabelsAreKeptOnce(t *testing.T) {
	run := newLabels()
	add := func(texts ...string) (labels []uint64, bytes int) {
		batch := &batchLabels{}
		batch.reset()
		var ids []uint32
		for _, text := range texts {
			ids = append(ids, batch.add([]byte(text)))
		}
		before := pagesSize(&run.texts)
		global := run.addAll(nil, batch)
		for i, id := range ids {
			labels = append(labels, global[id])
			if got := run.text(global[id]); got != texts[i] {
				t.Fatalf("%q reads %q", texts[i], got)
			}
		}
		return labels, pagesSize(&run.texts) - before
	}
	first, _ := add("step", "request to=n1 id=1", "request to=n1 id=20", "step", "", "request to=n1 id=20")
	if first[0] != first[3] || first[2] != first[5] || first[4] != 0 || first[1] == first[2] {
		t.Errorf("labels are %d", first)
	}
	if again, bytes := add("request to=n1 id=20", "step", "request to=n1 id=1"); bytes != 0 || again[0] != first[2] || again[1] != first[0] || again[2] != first[1] {
		t.Errorf("labels that come again are %d and take %d bytes", again, bytes)
	}
	if _, bytes := add("request to=n1 id=4000"); bytes > 8 {
		t.Errorf("another number takes %d bytes", bytes)
	}
	many := make([]string, 3<<labelBits)
	for i := range many {
		many[i] = fmt.Sprintf("label %d of many", i)
	}
	for range 2 {
		add(many...)
	}
}

func pagesSize(p *textPages) (bytes int) {
	for _, page := range p.pages {
		bytes += len(page)
	}
	return bytes
}
