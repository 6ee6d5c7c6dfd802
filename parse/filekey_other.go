//go:build !unix

package parse

import "io/fs"

// fileKey is equal for equal files; os.SameFile decides among equal keys.
type fileKey struct{}

func keyOf(fs.FileInfo) fileKey { return fileKey{} }
