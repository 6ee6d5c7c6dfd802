package parse

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// withHeaders returns a file for each header, each with an event of its node.
func withHeaders(headers ...string) []File {
	var files []File
	for i, h := range headers {
		name := string(rune('a' + i))
		if h != "" {
			h = `{"tracecausal":1,` + h + "}\n"
		}
		files = append(files, Text(name, h+event(strings.ToUpper(name), 1)))
	}
	return files
}

func TestHeadersAreUnited(t *testing.T) {
	files := withHeaders(
		`"external":["c*"],"promise":["fifo"],"max_skew_ms":5`,
		`"max_drift_ppm":50`,
		`"external":["db","c*"],"promise":["causal"],"max_skew_ms":5,"max_drift_ppm":200.5,"ticks":"all","same_reading":true`)
	skew, drift := 5*time.Millisecond, 200500*time.Nanosecond
	want := Header{External: []string{"c*", "db"}, Promise: []string{"causal", "fifo"}, MaxSkew: &skew, MaxDrift: &drift, Ticks: TicksAll, SameReading: true}
	if diff := cmp.Diff(want, readAll(t, Options{}, files...).Header); diff != "" {
		t.Error(diff)
	}
}

func TestNoPromiseAndAPromiseOfNothingDiffer(t *testing.T) {
	if got := readAll(t, Options{}, withHeaders(`"ticks":"all"`)...).Header.Promise; got != nil {
		t.Errorf("got %#v, expected nil", got)
	}
	if got := readAll(t, Options{}, withHeaders(`"promise":[]`)...).Header.Promise; got == nil || len(got) != 0 {
		t.Errorf("got %#v, expected an empty list", got)
	}
}

func TestHeadersThatDisagree(t *testing.T) {
	skew, total := time.Second, RawValue("7")
	tests := []struct {
		headers []string
		flag    Options
		want    string
	}{
		{[]string{`"ticks":"all"`, `"ticks":"sends"`}, Options{Ticks: TicksAll},
			`b: E-FIELD: the header declares another "ticks" than that of "a"; --ticks settles it`},
		{[]string{`"max_skew_ms":5`, `"max_skew_ms":6`}, Options{MaxSkew: &skew},
			`b: E-FIELD: the header declares another "max_skew_ms" than that of "a"; --max-skew settles it`},
		{[]string{`"total":5`, `"total":6`}, Options{Total: &total},
			`b: E-FIELD: the header declares another "total" than that of "a"; --total settles it`},
		{[]string{`"aliases":{"x":"A"}`, `"aliases":{"x":"B"}`}, Options{Aliases: map[string]string{"y": "C"}},
			`b: E-FIELD: the header declares another node for the alias "x" than that of "a"; a config's aliases settles it`},
	}
	for _, tt := range tests {
		log, err := Read(t.Context(), withHeaders(tt.headers...), Options{})
		if err == nil || err.Error() != tt.want || len(log.Runs) > 0 {
			t.Errorf("%v: got %v and %d runs", tt.headers, err, len(log.Runs))
		}
		if _, err := Read(t.Context(), withHeaders(tt.headers...), tt.flag); err != nil {
			t.Errorf("%v: the flag does not settle it: %v", tt.headers, err)
		}
	}
}

// TestHeaderHoldsForOtherFiles reads a file whose addresses and array clocks
// only the header of another file explains.
func TestHeaderHoldsForOtherFiles(t *testing.T) {
	log := readAll(t, Options{},
		Text("a", `{"tracecausal":1,"nodes":["B","A"],"aliases":{"10.0.0.1":"A"}}`+"\n"+`{"node":"A","event":"x","vc":[0,1]}`+"\n"),
		Text("b", `{"node":"B","event":"y","vc":[1,0]}`+"\n"+`{"node":"10.0.0.1","event":"z"}`+"\n"))
	got := describe(log.Runs)
	for _, want := range []string{"A:1 x a:2 A=1\n", "B:1 y b:1 B=1\n", " z b:2"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "10.0.0.1") {
		t.Errorf("the alias does not hold:\n%s", got)
	}
}

// TestFilesKeepTheirOwnOrderOfNodes: two recorders may list nodes differently,
// and each explains the array clocks of its own file.
func TestFilesKeepTheirOwnOrderOfNodes(t *testing.T) {
	log := readAll(t, Options{},
		Text("a", `{"tracecausal":1,"nodes":["A","B"]}`+"\n"+`{"node":"A","event":"x","vc":[1,0]}`+"\n"),
		Text("b", `{"tracecausal":1,"nodes":["B","A"]}`+"\n"+`{"node":"B","event":"y","vc":[1,0]}`+"\n"))
	got := describe(log.Runs)
	if !strings.Contains(got, "A:1 x a:2 A=1\n") || !strings.Contains(got, "B:1 y b:2 B=1\n") {
		t.Errorf("got\n%s", got)
	}
}

// TestHeadersThatOrderNodesDifferently explain no file but their own.
func TestHeadersThatOrderNodesDifferently(t *testing.T) {
	files := []File{
		Text("a", `{"tracecausal":1,"nodes":["A","B"]}`+"\n"+`{"node":"A","event":"x","vc":[1,0]}`+"\n"),
		Text("b", `{"tracecausal":1,"nodes":["B","A"]}`+"\n"+`{"node":"B","event":"y","vc":[1,0]}`+"\n"),
		Text("c", `{"node":"A","event":"z","vc":[2,2]}`+"\n")}
	if log, err := Read(t.Context(), files, Options{}); err == nil {
		t.Errorf("the array clock of c was read:\n%s", describe(log.Runs))
	}
	files[1] = Text("b", `{"tracecausal":1,"nodes":["A","B"]}`+"\n"+`{"node":"B","event":"y","vc":[0,1]}`+"\n")
	if _, err := Read(t.Context(), files, Options{}); err != nil {
		t.Errorf("headers that agree do not explain c: %v", err)
	}
}

// TestReadFileHeader tells headers from other lines, and good ones from bad.
func TestReadFileHeader(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`{"tracecausal":1}`, "header"},
		{`{"nodes":["A"],"tracecausal":1}`, "header"},
		{`{"node":"A","event":"tracecausal"}`, "none"},
		{`{"node":"A"}`, "none"},
		{`[{"tracecausal":1}]`, "none"},
		{`{"tracecausal":1`, "none"},
		{`x`, "none"},
		{`{"tracecausal":1,"promise":["none"]}`, "header"},
		{`{"tracecausal":1,"promise":["none","fifo"]}`, `"none" stands beside`},
		{`{"tracecausal":1,"max_skew_ms":0}`, "header"},
		{`{"tracecausal":1,"max_skew_ms":"5"}`, "expected milliseconds"},
		{`{"tracecausal":1,"max_skew_ms":5e0}`, "expected milliseconds"},
		{`{"tracecausal":1,"max_skew_ms":-5}`, "expected milliseconds"},
		{`{"tracecausal":1,"max_skew_ms":9223372036855}`, "expected milliseconds"},
		{`{"tracecausal":1,"total":"5"}`, "expected a number"},
		{`{"tracecausal":1,"total":1e999}`, "expected a number"},
		{`{"tracecausal":1,"total":5.5}`, "header"},
	} {
		got := "none"
		switch h, err := readFileHeader([]byte(tt.line)); {
		case err != nil:
			got = err.msg
		case h != nil:
			got = "header"
		}
		if got != tt.want && !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.line, got, tt.want)
		}
	}
}

// TestUnitsOfSeveralFiles: a file's numbers are in the unit that it declares, or
// else in the one that the others agree on.
func TestUnitsOfSeveralFiles(t *testing.T) {
	read := func(units ...string) (*Log, error) {
		var files []File
		for i, unit := range units {
			name, text := string(rune('a'+i)), ""
			if unit != "" {
				text = `{"tracecausal":1,"time_unit":"` + unit + `"}` + "\n"
			}
			files = append(files, Text(name, text+`{"node":"`+name+`","time":5}`+"\n"))
		}
		return Read(t.Context(), files, Options{})
	}
	for _, tt := range []struct {
		units []string
		want  []int64 // nil: the last file cannot be read
	}{
		{[]string{"s", ""}, []int64{5e9, 5e9}},
		{[]string{"s", "ms"}, []int64{5e9, 5e6}},
		{[]string{"s", "s", ""}, []int64{5e9, 5e9, 5e9}},
		{[]string{"s", "ms", ""}, nil},
		{[]string{"s", "ms", "ms", ""}, nil},
	} {
		log, err := read(tt.units...)
		if err != nil {
			t.Fatal(err)
		}
		if tt.want == nil {
			if log.Bad() != 1 || log.Inputs[len(tt.units)-1].Bad != 1 {
				t.Errorf("%q: %d bad lines", tt.units, log.Bad())
			}
			continue
		}
		var got []int64
		for i := range log.Runs[0].Len() {
			ns, _ := log.Runs[0].Event(EventID(i)).Wall()
			got = append(got, ns)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s", tt.units, diff)
		}
	}
}

// TestLargestDriftHolds, whichever file declares it.
func TestLargestDriftHolds(t *testing.T) {
	for _, headers := range [][]string{{`"max_drift_ppm":50`, `"max_drift_ppm":200`}, {`"max_drift_ppm":200`, `"max_drift_ppm":50`}, {`"max_drift_ppm":200`, `"ticks":"all"`}} {
		if d := readAll(t, Options{}, withHeaders(headers...)...).Header.MaxDrift; d == nil || *d != 200*time.Microsecond {
			t.Errorf("%v: got %v", headers, d)
		}
	}
}
