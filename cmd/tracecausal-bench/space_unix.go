//go:build linux || darwin

package main

import "syscall"

// freeSpace returns how many bytes a user may still write to the disk of a
// folder; ok is false where that is not known.
func freeSpace(dir string) (free int64, ok bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}
