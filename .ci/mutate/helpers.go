package main

import (
	"bytes"
	"fmt"
)

// helpers is the file that the rewritten package gets besides.
func helpers(name string, n int) []byte {
	return bytes.ReplaceAll(bytes.ReplaceAll([]byte(helperText), []byte("package p"), []byte("package "+name)), []byte("[N]"), fmt.Appendf(nil, "[%d]", n+1))
}

const helperText = `package p

import (
	"cmp"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
)

var mutantChosen, mutantLog = func() (int, *os.File) {
	if path := os.Getenv("MUTANT_LOG"); path != "" {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			panic(err)
		}
		return -1, f
	}
	n, _ := strconv.Atoi(os.Getenv("MUTANT"))
	return n, nil
}()

var mutantReached [N]atomic.Bool

func mutantIs(id int) bool {
	if mutantChosen < 0 {
		mutantNote(id)
	}
	return mutantChosen == id
}

//go:noinline
func mutantNote(id int) {
	if !mutantReached[id].Load() && mutantReached[id].CompareAndSwap(false, true) {
		fmt.Fprintln(mutantLog, id)
	}
}

type mutantNumber interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

type mutantInt interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

func mutantAdd[T mutantNumber](id int, a, b T) T {
	if mutantIs(id) {
		return a - b
	}
	return a + b
}

func mutantSub[T mutantNumber](id int, a, b T) T {
	if mutantIs(id) {
		return a + b
	}
	return a - b
}

func mutantMul[T mutantNumber](id int, a, b T) T {
	if mutantIs(id) {
		return a / b
	}
	return a * b
}

func mutantQuo[T mutantNumber](id int, a, b T) T {
	if mutantIs(id) {
		return a * b
	}
	return a / b
}

func mutantRem[T mutantInt](id int, a, b T) T {
	if mutantIs(id) {
		return a * b
	}
	return a % b
}

func mutantNeg[T mutantNumber](id int, a T) T {
	if mutantIs(id) {
		return a
	}
	return -a
}

func mutantLess[T cmp.Ordered](id int, a, b T) bool   { return a < b || a == b && mutantIs(id) }
func mutantLessEq[T cmp.Ordered](id int, a, b T) bool { return a < b || a == b && !mutantIs(id) }
func mutantMore[T cmp.Ordered](id int, a, b T) bool   { return a > b || a == b && mutantIs(id) }
func mutantMoreEq[T cmp.Ordered](id int, a, b T) bool { return a > b || a == b && !mutantIs(id) }
`
