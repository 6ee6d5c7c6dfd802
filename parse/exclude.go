package parse

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// exclusion is a glob for what [Expand] leaves out.
type exclusion struct {
	text string
	glob string
	used bool
}

// exclude takes the globs for what is left out.
func (e *expander) exclude(globs []string) {
	for _, text := range globs {
		// It may fit the end of a path.
		glob := "**/" + strings.TrimPrefix(strings.TrimPrefix(filepath.ToSlash(text), "./"), "/")
		glob = strings.TrimSuffix(glob, "/")
		if glob == "**" && strings.Trim(text, "./") == "" || !doublestar.ValidatePattern(glob) {
			e.fail(ClassUsage, "", "--exclude %s: not a valid glob", Quote(text))
			continue
		}
		e.exclusions = append(e.exclusions, exclusion{text: text, glob: glob})
	}
}

// Excluded reports whether [Expand] leaves out a path for one of these globs.
func Excluded(path string, globs []string) bool {
	e := &expander{}
	e.exclude(globs)
	return e.excludes(path)
}

// excludes reports whether a glob fits a file or folder, or a folder above it.
func (e *expander) excludes(name string) bool {
	if len(e.exclusions) == 0 {
		return false
	}
	for p := strings.TrimPrefix(filepath.ToSlash(cleanPath(name)), "/"); p != "."; p = path.Dir(p) {
		for i := range e.exclusions {
			if doublestar.MatchUnvalidated(e.exclusions[i].glob, p) {
				e.exclusions[i].used = true
				return true
			}
		}
	}
	return false
}

// leaveOut notes a file or folder that is excluded, and reports whether it is.
func (e *expander) leaveOut(name string) bool {
	if !e.excludes(name) {
		return false
	}
	e.excluded = append(e.excluded, cleanPath(name))
	return true
}

// tellExcluded warns of what was left out, and of globs that fit nothing.
func (e *expander) tellExcluded() {
	if len(e.excluded) > 0 {
		slices.Sort(e.excluded)
		e.excluded = slices.Compact(e.excluded)
		e.warnings = append(e.warnings, Diagnostic{Class: WarnSkipped, Msg: "left out by --exclude: " + firstOf(e.excluded)})
	}
	for _, x := range e.exclusions {
		if !x.used {
			e.warnings = append(e.warnings, Diagnostic{Class: WarnUnusedRule, Msg: fmt.Sprintf("--exclude %s leaves nothing out", Quote(x.text))})
		}
	}
	if len(e.found) == 0 && len(e.errs) == 0 {
		e.fail(ClassNoInput, "", "--exclude leaves out every file")
	}
}
