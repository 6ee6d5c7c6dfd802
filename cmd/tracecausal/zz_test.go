package main
import ("testing";"bytes";"strings")
func BenchmarkZZ(b *testing.B) { for b.Loop() { var out, errs bytes.Buffer
 if code := run([]string{"analyze", "/tmp/b/run1m.jsonl"}, strings.NewReader(""), &out, &errs); code != 0 { b.Fatal(errs.String()) } } }
