package checks

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// variant is the run of a case written in another way, which must not matter.
type variant struct {
	name  string
	files []parse.File
	parse parse.Options
	names map[string]string // node → the name it has here; nil where it is the same
}

// back gives the nodes in a text their own names again.
func (v variant) back(text string) string {
	for old, new := range v.names {
		text = strings.ReplaceAll(text, new, old)
	}
	return text
}

// caseLine is a line of a log with its node, "" for a header.
type caseLine struct{ file, node, text string }

// variants writes a case with the lines of different nodes interleaved in
// another way, with one file for each node, and with other names for the nodes
// that sort the other way round. Files that are not JSON lines stay as they are.
func variants(t *testing.T, c checkCase) []variant {
	lines, ok := caseLines(t, c.files)
	if !ok {
		return nil
	}
	shuffled := slices.Clone(lines)
	slices.SortStableFunc(shuffled, func(a, b caseLine) int { // headers stay first
		if a.file != b.file || a.node == "" || b.node == "" {
			return strings.Compare(a.file, b.file)*2 + strings.Compare(a.node, b.node)
		}
		return strings.Compare(b.node, a.node)
	})
	names := otherNames(lines)
	renamed := slices.Clone(lines)
	for i := range renamed {
		renamed[i].text = rename(renamed[i].text, names)
	}
	opt := c.parse
	opt.Nodes, opt.External = renameAll(opt.Nodes, names), renameAll(opt.External, names)
	list := []variant{
		{name: "lines of other nodes moved", files: write(shuffled), parse: c.parse},
		{name: "nodes renamed", files: write(renamed), parse: opt, names: names},
	}
	if split, ok := oneFilePerNode(lines); ok {
		list = append(list, variant{name: "one file per node", files: write(split), parse: c.parse})
	}
	return list
}

func caseLines(t *testing.T, files []parse.File) (lines []caseLine, ok bool) {
	t.Helper()
	for _, f := range files {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			var event struct{ Node string }
			if err := json.Unmarshal([]byte(text), &event); err != nil {
				return nil, false
			}
			if event.Node == "" && !strings.Contains(text, `"tracecausal"`) {
				return nil, false // a format of its own, where a line is not one node's
			}
			lines = append(lines, caseLine{f.Path, event.Node, text})
		}
	}
	return lines, true
}

// otherNames gives every node a name that sorts the other way round.
func otherNames(lines []caseLine) map[string]string {
	names := map[string]string{}
	for _, l := range lines {
		if l.node != "" {
			names[l.node] = ""
		}
	}
	all := slices.Sorted(maps.Keys(names))
	for i, name := range all {
		names[name] = fmt.Sprintf("n%02d-%s", len(all)-i, name)
	}
	return names
}

// rename replaces the JSON strings of a line that are names of nodes.
func rename(line string, names map[string]string) string {
	for old, new := range names {
		line = strings.ReplaceAll(line, `"`+old+`"`, `"`+new+`"`)
	}
	return line
}

func renameAll(list []string, names map[string]string) []string {
	renamed := slices.Clone(list)
	for i, old := range list {
		if new, ok := names[old]; ok {
			renamed[i] = new
		}
	}
	return renamed
}

// oneFilePerNode gives each node a file of its own, with the headers in all;
// ok is false where the events of some node lie in several files.
func oneFilePerNode(lines []caseLine) (split []caseLine, ok bool) {
	home := map[string]string{}
	for _, l := range lines {
		if file, known := home[l.node]; known && file != l.file && l.node != "" {
			return nil, false
		}
		home[l.node] = l.file
	}
	for _, node := range slices.Backward(slices.Sorted(maps.Keys(home))) {
		for _, l := range lines {
			if node != "" && (l.node == node || l.node == "") {
				split = append(split, caseLine{"log-of-" + node + ".jsonl", node, l.text})
			}
		}
	}
	return split, true
}

// write joins lines into files, in the order of their first lines.
func write(lines []caseLine) (files []parse.File) {
	var names []string
	content := map[string]string{}
	for _, l := range lines {
		if _, ok := content[l.file]; !ok {
			names = append(names, l.file)
		}
		content[l.file] += l.text + "\n"
	}
	for _, name := range names {
		files = append(files, parse.Text(name, content[name]))
	}
	return files
}
