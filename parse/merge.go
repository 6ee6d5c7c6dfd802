package parse

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"time"
)

// readFileHeader reads the line that a file opens with. It returns nil for a
// line that is no header, and an error for a header that cannot be read: what
// it declares may decide a verdict, so it is not passed over.
func readFileHeader(line []byte) (*fileHeader, *lineError) {
	if !bytes.HasPrefix(line, []byte("{")) || !bytes.Contains(line, []byte(headerKey)) ||
		validJSON(line) != nil || !isHeader(line) {
		return nil, nil
	}
	return readHeader(line)
}

// within returns what holds for a file with that header, which may be nil: its
// own declarations, and those of other files where it makes none.
func (h *fileHeader) within(own *fileHeader) *fileHeader {
	merged := *h
	if own != nil && own.nodes != nil {
		merged.nodes = own.nodes
	}
	if own != nil && own.timeUnit != 0 {
		merged.timeUnit = own.timeUnit
	}
	return &merged
}

// mergeHeaders unites what the headers of all files declare. Lists are united
// and sorted; of single values there can be one, and two files that disagree
// are an error unless an option says which holds. The order of array clocks and
// the unit of times describe the lines of their own file: they hold for files
// that say nothing only where no two files disagree.
func mergeHeaders(files []*fileReading, opt *Options) (*fileHeader, []Diagnostic) {
	m := headerMerger{aliasFrom: map[string]string{}}
	for _, f := range files {
		if f.header != nil {
			m.add(f.file.Path, f.header, opt)
		}
	}
	h := &m.merged
	h.External = sortedSet(h.External)
	h.Promise = sortedSet(h.Promise)
	if m.nodesDiffer {
		h.nodes = nil
	}
	if m.unitsDiffer {
		h.timeUnit = 0
	}
	return h, m.errs
}

// sortedSet keeps nil apart from the empty list: one says nothing, the other
// that there is nothing.
func sortedSet(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

type headerMerger struct {
	merged      fileHeader
	ticksFrom   string // path of the file that declared it first
	skewFrom    string
	totalFrom   string
	aliasFrom   map[string]string
	nodesDiffer bool
	unitsDiffer bool
	errs        []Diagnostic
}

func (m *headerMerger) add(path string, h *fileHeader, opt *Options) {
	m.merged.External = append(m.merged.External, h.External...)
	if h.Promise != nil {
		m.merged.Promise = append(append([]string{}, m.merged.Promise...), h.Promise...)
	}
	m.merged.SameReading = m.merged.SameReading || h.SameReading
	m.addTicks(path, h.Ticks, opt)
	m.addSkew(path, h.MaxSkew, opt)
	if d := h.MaxDrift; d != nil && (m.merged.MaxDrift == nil || *d > *m.merged.MaxDrift) {
		m.merged.MaxDrift = d
	}
	m.addTotal(path, h.Total, opt)
	m.addAliases(path, h.aliases, opt)
	if h.nodes != nil {
		m.nodesDiffer = m.nodesDiffer || m.merged.nodes != nil && !slices.Equal(m.merged.nodes, h.nodes)
		m.merged.nodes = h.nodes
	}
	if h.timeUnit != 0 {
		m.unitsDiffer = m.unitsDiffer || m.merged.timeUnit != 0 && m.merged.timeUnit != h.timeUnit
		m.merged.timeUnit = h.timeUnit
	}
}

func (m *headerMerger) disagree(path, other, what, flag string) {
	m.errs = append(m.errs, Diagnostic{Class: ClassField, Source: Source{File: path},
		Msg: fmt.Sprintf("the header declares another %s than that of %s; %s settles it", what, Quote(other), flag)})
}

func (m *headerMerger) addTicks(path string, t Ticks, opt *Options) {
	switch {
	case t == TicksUnknown:
	case m.merged.Ticks == TicksUnknown:
		m.merged.Ticks, m.ticksFrom = t, path
	case m.merged.Ticks == t:
	case opt.Ticks != TicksUnknown:
		m.merged.Ticks = opt.Ticks
	default:
		m.disagree(path, m.ticksFrom, `"ticks"`, "--ticks")
	}
}

func (m *headerMerger) addSkew(path string, d *time.Duration, opt *Options) {
	switch {
	case d == nil:
	case m.merged.MaxSkew == nil:
		m.merged.MaxSkew, m.skewFrom = d, path
	case *m.merged.MaxSkew == *d:
	case opt.MaxSkew != nil:
		m.merged.MaxSkew = opt.MaxSkew
	default:
		m.disagree(path, m.skewFrom, `"max_skew_ms"`, "--max-skew")
	}
}

func (m *headerMerger) addTotal(path string, v *Value, opt *Options) {
	switch {
	case v == nil:
	case m.merged.Total == nil:
		m.merged.Total, m.totalFrom = v, path
	case *m.merged.Total == *v:
	case opt.Total != nil:
		m.merged.Total = opt.Total
	default:
		m.disagree(path, m.totalFrom, `"total"`, "--total")
	}
}

func (m *headerMerger) addAliases(path string, aliases map[string]string, opt *Options) {
	if len(aliases) > 0 && m.merged.aliases == nil {
		m.merged.aliases = map[string]string{}
	}
	for _, from := range slices.Sorted(maps.Keys(aliases)) {
		first, known := m.merged.aliases[from]
		switch {
		case !known:
			m.merged.aliases[from], m.aliasFrom[from] = aliases[from], path
		case first != aliases[from] && len(opt.Aliases) == 0:
			m.disagree(path, m.aliasFrom[from], "node for the alias "+Quote(from), "a config's aliases")
		}
	}
}
