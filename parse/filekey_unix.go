//go:build unix

package parse

import (
	"io/fs"
	"syscall"
)

// fileKey is equal for equal files; os.SameFile decides among equal keys.
type fileKey struct{ dev, ino uint64 }

func keyOf(info fs.FileInfo) fileKey {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return fileKey{dev: uint64(st.Dev), ino: uint64(st.Ino)}
	}
	return fileKey{}
}
