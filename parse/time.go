package parse

// ParseTime reads a time as logs write it, RFC 3339 or a number, with the unit
// and the zone of opt, and returns nanoseconds since 1970.
func ParseTime(text string, opt Options) (int64, error) {
	ns, err := timeReader{unit: opt.TimeUnit, zone: opt.Location}.text([]byte(text))
	if err != nil {
		return 0, err
	}
	return ns, nil
}
