package checks

// duties collects the findings of a check that judges both what is promised
// and what is not.
type duties struct {
	binding collector // what some promise or bound forbids
	shown   collector // what nobody promised would not happen
	noun    string    // for one finding that is only shown
}

func (d *duties) add(f Finding, binds bool) {
	if binds {
		d.binding.add(f)
	} else {
		d.shown.add(f)
	}
}

// into moves the findings to the evidence: those that bind where there are
// any, with the others counted in the note.
func (d *duties) into(ev *Evidence) {
	if d.binding.total == 0 {
		d.shown.into(ev)
		ev.Observed = d.shown.total > 0
		return
	}
	d.binding.into(ev)
	if d.shown.total > 0 {
		ev.Note = join(count(d.shown.total, d.noun)+" that nobody promised would not happen", ev.Note)
	}
}
