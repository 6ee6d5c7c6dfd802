package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// unknown stands for what the system does not tell.
const unknown = "not known"

// machine says where and of what the measurements are. Text that is not known
// is unknown.
type machine struct {
	when, cpu, memory, system, load string
	cores                           int
	program                         string // what is measured
}

// describe looks at the machine, before anything runs on it.
func describe(opt *options) machine {
	program := opt.command
	if program == "" {
		program = "commit " + commit()
	}
	return machine{
		program: program,
		when:    time.Now().UTC().Format("2006-01-02 15:04 UTC"),
		load:    firstWords(fileText("/proc/loadavg"), 3),
		cpu:     cpuModel(),
		cores:   runtime.NumCPU(),
		memory:  memorySize(),
		system:  runtime.GOOS + "/" + runtime.GOARCH + ", kernel " + firstWords(fileText("/proc/sys/kernel/osrelease"), 1) + ", " + runtime.Version(),
	}
}

// commit names the commit that is checked out in the current folder, and whether
// files differ from it.
func commit() string {
	return firstWords(commandText("git", "describe", "--always", "--dirty=-changed", "--exclude=*"), 1)
}

func cpuModel() string {
	for line := range strings.Lines(fileText("/proc/cpuinfo")) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	if text := strings.TrimSpace(commandText("sysctl", "-n", "machdep.cpu.brand_string")); text != "" {
		return text
	}
	return unknown
}

func memorySize() string {
	bytes := int64(0)
	if fields := strings.Fields(fileText("/proc/meminfo")); len(fields) > 1 {
		kib, _ := strconv.ParseInt(fields[1], 10, 64)
		bytes = kib << 10
	} else {
		bytes, _ = strconv.ParseInt(strings.TrimSpace(commandText("sysctl", "-n", "hw.memsize")), 10, 64)
	}
	if bytes == 0 {
		return unknown
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}

// fileText returns the text of a file, "" where there is none.
func fileText(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(data)
}

// commandText returns what a command prints, "" where it fails.
func commandText(command ...string) string {
	out, err := exec.Command(command[0], command[1:]...).Output()
	if err != nil {
		return ""
	}
	return string(out)
}

// firstWords returns the first words of a text, unknown where there are none.
func firstWords(text string, n int) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return unknown
	}
	return strings.Join(words[:min(n, len(words))], " ")
}
