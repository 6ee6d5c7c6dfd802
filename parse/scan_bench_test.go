package parse

import "testing"

// decodeCases are lines as logs of each sort have them.
var decodeCases = []struct {
	name, format, line string
}{
	{"canonical", "jsonl", `{"node":"n7","kind":"receive","event":"request arrived","from":"n0","msg_id":16384,"vc":{"n0":42817,"n1":42816,"n2":42830,"n3":42790,"n4":42811,"n5":42799,"n6":42804,"n7":42820,"n8":42788,"n9":42801}}`},
	{"internal", "jsonl", `{"node":"n7","event":"step","vc":{"n0":42817,"n1":42816,"n2":42830,"n3":42790,"n4":42811,"n5":42799,"n6":42804,"n7":42820,"n8":42788,"n9":42801}}`},
	{"any-order", "jsonl", `{"vc":{"n0":42817,"n1":42816,"n2":42830,"n3":42790,"n4":42811,"n5":42799,"n6":42804,"n7":42820,"n8":42788,"n9":42801},"level":"info","msg_id":16384,"from":"n0","event":"request arrived","thread":7,"kind":"receive","node":"n7"}`},
	{"blanks", "jsonl", `{ "node": "n7", "kind": "receive", "event": "request arrived", "from": "n0", "msg_id": 16384, "vc": { "n0": 42817, "n1": 42816, "n2": 42830, "n3": 42790, "n4": 42811, "n5": 42799, "n6": 42804, "n7": 42820, "n8": 42788, "n9": 42801 } }`},
	{"array", "jsonl", `{"node":"n7","kind":"receive","event":"request arrived","from":"n0","msg_id":16384,"vc":[42817,42816,42830,42790,42811,42799,42804,42820,42788,42801]}`},
	{"text-clock", "jsonl", `{"node":"n7","kind":"receive","event":"request arrived","from":"n0","msg_id":16384,"vc":"n0:42817,n1:42816,n2:42830,n3:42790,n4:42811,n5:42799,n6:42804,n7:42820,n8:42788,n9:42801"}`},
	{"hlc", "jsonl", `{"node":"n7","kind":"receive","event":"request arrived","from":"n0","msg_id":16384,"hlc":{"pt":1700000000123,"c":4}}`},
	{"hlc-text", "jsonl", `{"node":"n7","kind":"send","event":"request","to":"n0","msg_id":16384,"hlc":"1700000000123.4"}`},
	{"ids", "jsonl", `{"node":"n7","kind":"receive","event":"request arrived","from":"n0","msg_id":16384,"time":1700000000123}`},
	{"rfc3339", "jsonl", `{"node":"n7","event":"request arrived","time":"2024-01-31T12:00:00.123456Z","lamport":9}`},
	{"lease", "jsonl", `{"node":"n7","kind":"lease_acquire","resource":"leader","token":102,"duration_ms":5000,"expires_at":1700000005000,"time":1700000000000,"lamport":9}`},
	{"id", "jsonl", `{"node":"n7","kind":"id","id":"6d1f6b1c-0003-7af0-9d2e-0a1b2c3d4e5f"}`},
	{"utf-8", "jsonl", `{"node":"Zürich","kind":"receive","event":"заказ получен","from":"Köln","msg_id":16384,"vc":{"Zürich":42817,"Köln":3}}`},
	{"maelstrom", "maelstrom", `{"src":"c1","dest":"n1","body":{"type":"generate","msg_id":2}}`},
	{"maelstrom-answer", "maelstrom", `{"id":123,"src":"n1","dest":"c1","body":{"type":"acquire_lease_ok","in_reply_to":2,"token":7,"expires_at":1700000005000}}`},
	{"maelstrom-journal", "maelstrom", `{"id":0,"time":123456789,"type":"send","message":{"src":"c1","dest":"n1","body":{"type":"generate","msg_id":2}}}`},
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range decodeCases {
		b.Run(c.name, func(b *testing.B) {
			f, _ := formatByName(Formats(), c.format)
			d, err := f.decoder(&fileContext{opt: &Options{}})
			if err != nil {
				b.Fatal(err)
			}
			line, events := []byte(c.line), 0
			emit := func(*Record) { events++ }
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.decode(line, emit); err != nil {
					b.Fatal(err)
				}
			}
			if events == 0 {
				b.Fatal("no events")
			}
		})
	}
}
