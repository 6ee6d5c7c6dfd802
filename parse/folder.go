package parse

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// notLogs are the endings, in lower case, of files in a folder that are taken
// for no logs: documents, pictures, configuration, code, and what this tool
// itself writes. Archives are missing on purpose: a log may be inside, so one
// in a folder is an error that says so.
var notLogs = [...]string{
	".md", ".markdown", ".html", ".htm", ".css", ".pdf", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico",
	".yaml", ".yml", ".toml", ".ini", ".xml", ".sarif", ".mmd", ".dot", ".go", ".py", ".js", ".sh", ".exe", ".so",
}

// ConfigName is the name of a configuration that lies beside the logs it
// describes. [Expand] takes no file of that name for a log.
const ConfigName = "tracecausal.yaml"

// folder adds the logs below a folder.
func (e *expander) folder(root string) {
	root = cleanPath(root)
	before := len(e.found) + len(e.excluded) + len(e.errs)
	var left []string
	start := root + string(filepath.Separator) // so that WalkDir enters a folder that is named by a link
	err := filepath.WalkDir(start, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			e.failIO(path, err)
			return nil
		case path == start || d.Name() == ConfigName:
			return nil
		case e.leaveOut(path) || strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		}
		if !e.entry(path, d) {
			left = append(left, path)
		}
		return nil
	})
	if err != nil {
		e.failIO(root, err)
	}
	if len(left) > 0 {
		e.warnings = append(e.warnings, Diagnostic{Class: WarnSkipped, Source: Source{File: root}, Msg: leftOut(left)})
	}
	if len(e.found)+len(e.excluded)+len(e.errs) == before {
		e.fail(ClassNoInput, root, "the folder holds no log")
	}
}

// entry adds what lies in a folder, and reports false where it leaves it out.
func (e *expander) entry(path string, d fs.DirEntry) bool {
	if slices.Contains(notLogs[:], strings.ToLower(filepath.Ext(d.Name()))) {
		return false
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		e.failIO(path, err)
	case !info.Mode().IsRegular(): // a link to a folder, a pipe, a socket
		return false
	default:
		e.file(path, info)
	}
	return true
}

// leftOut says which files of a folder were not taken for logs.
func leftOut(paths []string) string {
	why := "they do not look like logs"
	if len(paths) == 1 {
		why = "it does not look like a log"
	}
	return fmt.Sprintf("left out, as %s: %s; name a file to read it", why, firstOf(paths))
}

// firstOf names the first few of some paths.
func firstOf(paths []string) string {
	const most = 3
	names := make([]string, 0, most)
	for _, p := range paths[:min(len(paths), most)] {
		names = append(names, Quote(p))
	}
	list := strings.Join(names, ", ")
	if more := len(paths) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
