package genlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func text(t *testing.T, l Log, events int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b, events); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLogsRepeat: the same bytes each time, and a longer log begins with the
// shorter one.
func TestLogsRepeat(t *testing.T) {
	names := map[string]bool{}
	for _, l := range Logs() {
		short, long := text(t, l, 2000), text(t, l, 5000)
		if !bytes.Equal(short, text(t, l, 2000)) || !bytes.HasPrefix(long, short) || len(long) <= len(short) {
			t.Errorf("%s: not the same run each time", l.Name)
		}
		if found, ok := Find(l.Name); !ok || found.About != l.About || names[l.Name] {
			t.Errorf("%s: its name does not find it alone", l.Name)
		}
		names[l.Name] = true
	}
	if _, ok := Find("no such log"); ok {
		t.Error("a log of no name was found")
	}
}

// TestLines: JSON logs hold JSON objects, and patterns match every line.
func TestLines(t *testing.T) {
	for _, l := range Logs() {
		lines := bytes.Split(bytes.TrimSuffix(text(t, l, 3000), []byte("\n")), []byte("\n"))
		if most := 6001; len(lines) > most || len(lines) < 1500 {
			t.Errorf("%s: 3000 events on %d lines", l.Name, len(lines))
		}
		var pattern *regexp.Regexp
		if l.Pattern != "" {
			pattern = regexp.MustCompile(l.Pattern)
		}
		for _, line := range lines {
			var object map[string]any
			if l.JSON && json.Unmarshal(line, &object) != nil {
				t.Fatalf("%s: not a JSON object: %s", l.Name, line)
			}
			if pattern != nil && !pattern.Match(line) {
				t.Fatalf("%s: not matched: %s", l.Name, line)
			}
		}
	}
}

// TestAnyOrder: whatever the order of the keys, the events are the same.
func TestAnyOrder(t *testing.T) {
	anyOrder, _ := Find("anyorder")
	vector, _ := Find("vector")
	a, b := json.NewDecoder(bytes.NewReader(text(t, anyOrder, 3000))), json.NewDecoder(bytes.NewReader(text(t, vector, 3000)))
	for n := 0; ; n++ {
		var x, y map[string]any
		errA, errB := a.Decode(&x), b.Decode(&y)
		if errA == io.EOF && errB == io.EOF && n == 3000 {
			return
		}
		if errA != nil || errB != nil {
			t.Fatalf("event %d: %v, %v", n, errA, errB)
		}
		if y["kind"] == nil {
			delete(x, "kind")
		}
		one, _ := json.Marshal(x)
		if other, _ := json.Marshal(y); !bytes.Equal(one, other) {
			t.Fatalf("event %d: %s is not %s", n, one, other)
		}
	}
}

// TestShares: a third of the events are sends and nearly a third receives.
func TestShares(t *testing.T) {
	const events = 60_000
	for _, l := range Logs() {
		s := l.system()
		var count [3]int
		for range events {
			count[s.next().role]++
		}
		if share := float64(count[send]) / events; share < 0.3 || share > 0.36 {
			t.Errorf("%s: the share of sends is %.2f", l.Name, share)
		}
		if share := float64(count[receive]) / events; share < 0.25 || share > 0.36 {
			t.Errorf("%s: the share of receives is %.2f", l.Name, share)
		}
	}
}

// TestWriteFolder: the files hold the log, one for each node where it is split.
func TestWriteFolder(t *testing.T) {
	for _, l := range Logs() {
		dir := t.TempDir()
		paths, size, err := l.WriteFolder(dir, 2000)
		if err != nil {
			t.Fatal(err)
		}
		var all []byte
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data...)
		}
		want := text(t, l, 2000)
		if int64(len(all)) != size || len(all) != len(want) {
			t.Errorf("%s: %d bytes on file, %d reported, want %d", l.Name, len(all), size, len(want))
		}
		if len(paths) == 1 && !bytes.Equal(all, want) {
			t.Errorf("%s: the file does not hold the log", l.Name)
		}
		if _, err := os.Stat(filepath.Join(dir, configName)); (err == nil) != (l.Pattern != "") {
			t.Errorf("%s: mapping beside the log: %v", l.Name, err)
		}
	}
	vector, _ := Find("vector")
	if _, _, err := vector.WriteFolder(filepath.Join(t.TempDir(), "none"), 10); err == nil {
		t.Error("wrote into a folder that does not exist")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

// TestWriteError: an output that fails ends the writing.
func TestWriteError(t *testing.T) {
	vector, _ := Find("vector")
	for _, events := range []int{10, 1 << 40} {
		if err := vector.Write(full{}, events); err == nil {
			t.Error("no error from an output that fails")
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	const events = 100_000
	for _, l := range Logs() {
		b.Run(l.Name, func(b *testing.B) {
			for b.Loop() {
				if err := l.Write(io.Discard, events); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
		})
	}
}
