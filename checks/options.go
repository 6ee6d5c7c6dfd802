package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// torn reports that lines were not read. Whatever one looks for may have stood
// on one of them.
func (o *Options) torn() bool { return o.BadLines+o.Tolerated > 0 }

// OptionsOf returns what the log itself says beside its events: what its
// headers declare, and what could not be read. A caller that knows
// better changes the result. The error is that of a promise nobody knows.
func OptionsOf(log *parse.Log) (Options, error) {
	h := log.Header
	opt := Options{MaxSkew: h.MaxSkew, MaxDrift: h.MaxDrift, Ticks: h.Ticks, SameReading: h.SameReading, BadLines: log.Bad(), Damaged: log.Damaged()}
	if h.Total != nil {
		opt.Total, _ = h.Total.Decimal() // checked where it was read
	}
	if h.Promise == nil {
		return opt, nil
	}
	var err error
	if opt.Promises, err = ParsePromises(h.Promise); err != nil {
		return opt, fmt.Errorf("the log's header: %w", err)
	}
	return opt, nil
}
