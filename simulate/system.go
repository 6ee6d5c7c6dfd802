package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// System is one of the built-in systems.
type System struct {
	Name   string   // as the command line spells it
	Title  string   // one line, without a full stop
	About  string   // what runs here and where the algorithm comes from, in a few sentences
	Source string   // number of the chapter that the system comes from: 002, or 001-11 for the eleventh project of 001
	Nodes  int      // default number of nodes that --nodes can change; 0 where it is fixed
	Min    int      // fewest nodes it works with
	Max    int      // most nodes it works with in reasonable time; 0 is what any recording may have
	Checks []string // the checks that a sound run must pass, and not merely escape
	Faults []Fault
	// record runs the system. What it records goes through Setup.
	record func(*Setup) error
}

// Fault is a way in which a system can be broken.
type Fault struct {
	Name   string
	Title  string   // what is broken, one line
	Checks []string // the checks that must fail, and no others
}

// Options say how a system is to run.
type Options struct {
	Seed   uint64
	Nodes  int    // 0 is the system's default
	Events int    // how many events to record at least, about; 0 is the system's default
	Fault  string // name of a fault; "" is a sound run
}

// Setup is what a system's run gets.
type Setup struct {
	Options
	Create Create
}

// limit returns how many events the run is to record, about.
func (s *Setup) limit(byDefault int) int {
	if s.Events == 0 {
		return byDefault
	}
	return s.Events
}

// fault reports whether the run is to have that fault.
func (s *Setup) fault(name string) bool { return s.Options.Fault == name }

// Systems returns the built-in systems in the order in which they are listed.
func Systems() []System {
	return []System{
		oracle,
		lease,
		fencing,
		ids,
		viewservice,
		vmft,
		cristianSystem,
		berkeleySystem,
		ntpSystem,
		editCompile,
		chat,
		editorSystem,
		snapshotSystem,
		hlcSystem,
		truetimeSystem,
		byzantine,
		versions,
		dots,
		counters,
		courier,
		ledger,
	}
}

// ByName returns the system of that name.
func ByName(name string) (System, bool) {
	for _, s := range Systems() {
		if s.Name == name {
			return s, true
		}
	}
	return System{}, false
}

// Record runs the system and records it. The same options write the same
// bytes. It refuses options that the system cannot follow.
func (s System) Record(opt Options, create Create) error {
	if err := s.Refuse(opt); err != nil {
		return err
	}
	if opt.Nodes == 0 {
		opt.Nodes = s.Nodes
	}
	return s.record(&Setup{Options: opt, Create: create})
}

// Refuse returns why the system cannot follow the options, nil where it can.
func (s System) Refuse(opt Options) error {
	switch {
	case opt.Fault != "" && !slices.ContainsFunc(s.Faults, func(f Fault) bool { return f.Name == opt.Fault }):
		return fmt.Errorf("system %s has no fault %q; it has: %s", s.Name, opt.Fault, strings.Join(s.faultNames(), ", "))
	case s.Nodes == 0 && opt.Nodes != 0:
		return fmt.Errorf("system %s has a fixed number of nodes", s.Name)
	case opt.Nodes != 0 && opt.Nodes < s.Min:
		return fmt.Errorf("system %s needs at least %d nodes, not %d", s.Name, s.Min, opt.Nodes)
	case s.Max != 0 && opt.Nodes > s.Max:
		return fmt.Errorf("system %s takes at most %d nodes, not %d", s.Name, s.Max, opt.Nodes)
	case opt.Nodes > maxNodes:
		return fmt.Errorf("%d nodes are more than the %d that a recording may have", opt.Nodes, maxNodes)
	}
	return nil
}

// maxNodes bounds the files that a recording keeps open.
const maxNodes = 500

func (s System) faultNames() []string {
	var names []string
	for _, f := range s.Faults {
		names = append(names, f.Name)
	}
	return names
}

// horizon is longer than any run of a system takes in virtual time.
const horizon = 1000 * 24 * time.Hour
