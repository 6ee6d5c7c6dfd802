package parse

import "testing"

// TestWordTables: a vocabulary holds its words, and neither the beginnings of
// them nor what begins as they do.
func TestWordTables(t *testing.T) {
	kinds := map[string]bool{"recv": true, "local": true}
	for _, k := range Kinds() {
		kinds[k.String()] = true
	}
	keys := map[string]bool{}
	for k := range eventKeys.ids {
		keys[k] = true
	}
	for _, c := range []struct {
		table *wordTable
		words map[string]bool
	}{{kindWords, kinds}, {&eventKeys.words, keys}} {
		for word := range c.words {
			for n := range len(word) + 1 {
				for _, text := range []string{word[:n], word[:n] + "x", word[:n] + "\x00"} {
					room := append([]byte(text), "behind it"...) // as in a line
					for _, b := range [][]byte{[]byte(text)[:len(text):len(text)], room[:len(text)]} {
						if got := c.table.find(b) != 0; got != c.words[text] {
							t.Errorf("%q is a word: %v", text, got)
						}
					}
				}
			}
		}
	}
}
