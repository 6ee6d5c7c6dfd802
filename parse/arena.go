package parse

// arena hands out memory for blocks in large pieces, for there are many blocks
// and none is freed before all of them.
type arena struct {
	free []byte
	size int // of the last piece
}

// Pieces grow from the first size to the last, so that a small log costs little.
const (
	firstPiece = 16 << 10
	lastPiece  = 1 << 20
)

// reserve returns room for n bytes, which counts only as far as keep says.
func (a *arena) reserve(n int) []byte {
	if n > len(a.free) {
		a.size = min(max(2*a.size, firstPiece), lastPiece)
		a.free = make([]byte, max(n, a.size))
	}
	return a.free[:n]
}

// keep takes the used part of what reserve returned last.
func (a *arena) keep(used []byte) []byte {
	a.free = a.free[len(used):]
	return used[:len(used):len(used)]
}

func (a *arena) copy(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	room := a.reserve(len(data))
	copy(room, data)
	return a.keep(room)
}
