package witness

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Settings is what is known beside the lines: the keys of a tracecausal.yaml,
// which are those of a log's header, too. The caller gives what the flags and
// the configuration say; headers are read from the files.
type Settings struct {
	Nodes        []string        `json:"nodes"`
	External     []string        `json:"external"`
	Promise      json.RawMessage `json:"promise"`
	Ticks        string          `json:"ticks"`
	MaxSkew      string          `json:"max_skew"`
	MaxSkewMS    json.RawMessage `json:"max_skew_ms"`
	MaxHLCDrift  string          `json:"max_hlc_drift"`
	MaxDriftPPM  json.RawMessage `json:"max_drift_ppm"`
	SameReading  bool            `json:"same_reading"`
	Total        json.RawMessage `json:"total"`
	TimeUnit     string          `json:"time_unit"`
	TZ           string          `json:"tz"`
	Reentrant    *bool           `json:"reentrant"`
	NodeFromFile string          `json:"node_from_file"`
	Aliases      map[string]string
	Formats      []Format
	Kinds        []KindRule
	Format       string // name of the format that all files are forced to be
}

// Format is a mapping of a configuration.
type Format struct {
	Name, Files, Detect, Format, Text, Ignore string
	JSON                                      map[string]string
	Set                                       map[string]json.RawMessage
	Kinds                                     []KindRule
}

// KindRule gives events their kind.
type KindRule struct {
	Match, Line, Kind string
	Set               map[string]json.RawMessage
}

// under completes settings by those that count less.
func (s *Settings) under(weaker *Settings) {
	if s.Nodes == nil {
		s.Nodes = weaker.Nodes
	}
	s.External = append(s.External, weaker.External...)
	if s.Promise == nil {
		s.Promise = weaker.Promise
	}
	if s.MaxSkew == "" && s.MaxSkewMS == nil {
		s.MaxSkew, s.MaxSkewMS = weaker.MaxSkew, weaker.MaxSkewMS
	}
	for _, text := range [][2]*string{{&s.TZ, &weaker.TZ}, {&s.Ticks, &weaker.Ticks}, {&s.MaxHLCDrift, &weaker.MaxHLCDrift}, {&s.TimeUnit, &weaker.TimeUnit}} {
		if *text[0] == "" {
			*text[0] = *text[1]
		}
	}
	for _, raw := range [][2]*json.RawMessage{{&s.MaxDriftPPM, &weaker.MaxDriftPPM}, {&s.Total, &weaker.Total}} {
		if *raw[0] == nil {
			*raw[0] = *raw[1]
		}
	}
	s.SameReading = s.SameReading || weaker.SameReading
	if s.Aliases == nil {
		s.Aliases = weaker.Aliases
	}
}

// promises reports whether the run is bound by a promise; fifo and causal are
// the default.
func (s *Settings) promises(what string) bool {
	var list []string
	if json.Unmarshal(s.Promise, &list) != nil {
		list = strings.Split(scalar(s.Promise), ",")
	}
	if s.Promise == nil {
		list = []string{"fifo", "causal"}
	}
	return slices.Contains(list, what)
}

// skew returns the bound on the difference of any two clocks in nanoseconds.
func (s *Settings) skew() (*big.Int, bool) {
	if s.MaxSkewMS != nil {
		ms, ok := rational(s.MaxSkewMS)
		return nanos(ms, int64(time.Millisecond)), ok
	}
	d, err := time.ParseDuration(s.MaxSkew)
	return big.NewInt(int64(d)), err == nil
}

// nanos turns a number of some unit into nanoseconds, cutting what is finer.
func nanos(r *big.Rat, unit int64) *big.Int {
	if r == nil {
		return nil
	}
	r = new(big.Rat).Mul(r, new(big.Rat).SetInt64(unit))
	return new(big.Int).Quo(r.Num(), r.Denom())
}

var units = []struct {
	name string
	ns   int64
}{{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}}

// unit returns the nanoseconds of a unit: the declared one, else the only one
// in which the number falls into the years 2001 to 2100, else otherwise.
func (s *Settings) unit(r *big.Rat, otherwise int64) (int64, error) {
	for _, u := range units {
		if s.TimeUnit == u.name {
			return u.ns, nil
		}
	}
	first, last := new(big.Rat).SetInt64(978307200), new(big.Rat).SetInt64(4133980800)
	for _, u := range units {
		if seconds := new(big.Rat).Mul(r, big.NewRat(u.ns, 1e9)); s.TimeUnit == "" && seconds.Cmp(first) >= 0 && seconds.Cmp(last) < 0 {
			return u.ns, nil
		}
	}
	if otherwise == 0 {
		return 0, fmt.Errorf("nothing tells the unit of the time %v", r.FloatString(3))
	}
	return otherwise, nil
}
