package render

import "embed"

//go:embed schema/*.json
var schemaFiles embed.FS

// Schema returns the JSON Schema (draft 2020-12) of an output by its name,
// "tracecausal.report/v1", "tracecausal.graph/v1" or "tracecausal.baseline/v1".
func Schema(name string) ([]byte, bool) {
	switch name {
	case reportSchemaName:
		return mustRead("schema/report.v1.schema.json"), true
	case graphSchemaName:
		return mustRead("schema/graph.v1.schema.json"), true
	case baselineSchemaName:
		return mustRead("schema/baseline.v1.schema.json"), true
	}
	return nil, false
}

// mustRead reads a file that the build has put in.
func mustRead(path string) []byte {
	data, err := schemaFiles.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return data
}
