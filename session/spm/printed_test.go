package spm

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A printedCell is a cell as the CSV files have it: read here a second time, without the generator.
type printedCell struct{ predicates, actions, next, post []string }

type cellKey struct {
	set          int
	event, state string
}

// printed reads the tables, the readings and Amd.1.
func printed(t testing.TB) (cells map[cellKey]*printedCell, impossible map[cellKey]bool) {
	t.Helper()
	cells, impossible = map[cellKey]*printedCell{}, map[cellKey]bool{}
	add := func(k cellKey, p, a, next, post string) {
		c := cells[k]
		if c == nil {
			c = &printedCell{}
			cells[k] = c
		}
		c.predicates, c.actions, c.next, c.post = append(c.predicates, p), append(c.actions, a), append(c.next, next), append(c.post, post)
	}
	set := func(table string) int {
		n, err := strconv.Atoi(table[2:])
		if err != nil {
			t.Fatal(err)
		}
		return (n - 8) / 9
	}
	type row struct{ predicate, actions, next, post string }
	readings, order := map[string]row{}, []string{}
	for _, r := range readCSV(t, "readings.csv") {
		id := strings.Join(r[:4], ",")
		readings[id] = row{r[4], r[5], r[6], r[7]}
		order = append(order, id)
	}
	for _, r := range readCSV(t, "state-tables.csv") {
		k := cellKey{set(r[0]), r[1], r[2]}
		if r[4] == "impossible" {
			impossible[k] = true
		}
		if r[4] != "valid" {
			continue
		}
		id := strings.Join(r[:4], ",")
		if c, ok := readings[id]; !ok {
			add(k, r[5], r[6], r[7], r[8])
		} else if c.predicate != "-" {
			add(k, c.predicate, c.actions, c.next, c.post)
		}
		delete(readings, id)
	}
	for _, id := range order {
		if c, ok := readings[id]; ok {
			f := strings.Split(id, ",")
			add(cellKey{set(f[0]), f[1], f[2]}, c.predicate, c.actions, c.next, c.post)
		}
	}
	amended := map[cellKey]bool{}
	for _, r := range readCSV(t, "state-tables-amd1.csv") {
		for s := range 2 {
			k := cellKey{s, r[1], r[2]}
			answers := (r[1] == "AC" && r[2] == "STA02A") || (r[1] == "SCONrsp+" && r[2] == "STA08")
			if answers && r[4] == "!p208" {
				continue
			}
			if answers {
				c := cells[k]
				for i := range c.predicates {
					c.predicates[i] = strings.TrimPrefix(c.predicates[i]+"&!p208", "&")
					c.post[i] = "[6]"
				}
			} else if !amended[k] {
				delete(cells, k)
				amended[k] = true
			}
			actions, post := strings.Replace(r[5], "[6] ", "", 1), r[7]
			if actions != r[5] {
				post = "[6]"
			}
			add(k, r[4], actions, r[6], post)
		}
	}
	amendRows(cells)
	return cells, impossible
}

// amendRows adds the rows and columns of Amd.1 that repeat others.
func amendRows(cells map[cellKey]*printedCell) {
	short := map[string]string{"DT": "SDT", "DN": "SDN", "FN-nr": "SFN-nr", "FN-r": "SFN-r", "AB-nr": "SAB-nr", "AB-r": "SAB-r"}
	requests := []string{"SDTreq", "SRELreq", "SRELrsp+", "SUABreq"}
	var keys []cellKey
	for k := range cells {
		keys = append(keys, k)
	}
	for _, k := range keys {
		c := cells[k]
		if s := short[k.event]; s != "" {
			cells[cellKey{k.set, s, k.state}] = c
		}
		if !slices.Contains(requests, k.event) {
			continue
		}
		for i := range c.actions {
			var words []string
			found := false
			for w := range strings.FieldsSeq(c.actions[i]) {
				switch {
				case short[w] != "":
					found = true
					words = append(words, short[w])
				case w != "PR-AB(4)":
					words = append(words, w)
				}
			}
			if found {
				p := strings.TrimPrefix(c.predicates[i]+"&", "&")
				c.predicates[i] = p + "!p211"
				c.predicates, c.actions = append(c.predicates, p+"p211"), append(c.actions, strings.Join(words, " "))
				c.next, c.post = append(c.next, c.next[i]), append(c.post, c.post[i])
			}
		}
	}
	abort := []string{"AA", "AB-nr", "AB-r", "SAB-nr", "SAB-r", "PR-AB", "SUABreq", "TDISind", "TIM"}
	for set := range 2 {
		for _, e := range abort {
			if c := cells[cellKey{set, e, "STA02A"}]; c != nil {
				for _, s := range []string{"STA02C", "STA02D", "STA07", "STA08B", "STA08C"} {
					cells[cellKey{set, e, s}] = c
				}
			}
		}
		cells[cellKey{set, "SCONrsp-", "STA08B"}] = cells[cellKey{set, "SCONrsp-", "STA08C"}]
	}
}
