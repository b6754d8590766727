package x25_test

import (
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/conformance"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// The conformance pages have a row for every clause that a rule enforces. Each test and vector that
// a row names exists, and a row that the codec supports names one. Every packet, frame and
// tolerance occurs.
func TestConformancePages(t *testing.T) {
	t.Parallel()
	for page, c := range map[string]struct {
		rules             iter.Seq[*osi.Rule]
		standard          string // of the clauses that name none
		folder, vectors   string
		words, tolerances string
	}{
		"x25.md": {
			x25.Rules(), "X.25 ", ".", "x25",
			"CALL CALL-ACC CLEAR CLEAR-CONF DATA INT INT-CONF RR RNR REJ RESET RESET-CONF RESTART RESTART-CONF DIAG REG REG-CONF",
			"x25-long-call-user-data x25-address-pad x25-no-diagnostic",
		},
		"lapb.md":    {lapb.Rules(), "", "lapb", "lapb", "I RR RNR REJ SABM SABME DISC DM UA FRMR", ""},
		"rfc1613.md": {xot.Rules(), "RFC 1613 ", "xot", "xot", "PVCSetup", "xot-no-flow-control"},
	} {
		b, err := os.ReadFile("../docs/conformance/" + page)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		exists := names(t, c.folder, c.vectors)
		var clauses []string
		table, _, _ := strings.Cut(text, "\n## ")
		for row := range strings.Lines(table) {
			cells := strings.Split(strings.TrimSpace(row), " |")
			if len(cells) < 5 || !strings.HasPrefix(row, "| ") || strings.HasPrefix(row, "| Clause") || strings.HasPrefix(row, "| Section") {
				continue
			}
			first := strings.TrimPrefix(cells[0], "| ")
			for clause := range strings.SplitSeq(first, ", ") {
				if !strings.HasPrefix(clause, "X.") && !strings.HasPrefix(clause, "ISO") && !strings.HasPrefix(clause, "RFC") {
					clause = c.standard + clause
					if c.standard == "" {
						clause = "X.25 " + clause
					}
				}
				clauses = append(clauses, clause)
			}
			tests := strings.FieldsFunc(cells[3], func(r rune) bool { return r == '`' || r == ',' || r == ' ' })
			for _, name := range tests {
				if !exists[name] {
					t.Errorf("%s, %s: there is no test and no vector %s", page, first, name)
				}
			}
			state := strings.TrimSpace(cells[2])
			if strings.HasPrefix(state, "Supported:") && len(tests) == 0 && !strings.Contains(state, "caller's") && !strings.Contains(state, "validate") {
				t.Errorf("%s, %s: supported, and no test", page, first)
			}
		}
		for r := range c.rules {
			if r.Clause != "limit" && !slices.Contains(clauses, r.Clause) {
				t.Errorf("%s: no row of %s, rule %s", page, r.Clause, r.ID)
			}
		}
		fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" |,.;:()`\n", r) })
		for word := range strings.FieldsSeq(c.words + " " + c.tolerances) {
			if !slices.Contains(fields, word) {
				t.Errorf("%s: no word of %s", page, word)
			}
		}
	}
}

// names returns the tests of a folder and the vectors of a layer.
func names(t *testing.T, folder, layer string) map[string]bool {
	t.Helper()
	all := conformance.Tests(t, folder)
	vs, err := filepath.Glob("../internal/vectors/" + layer + "/*.txt")
	if err != nil || len(vs) == 0 {
		t.Fatal(layer, err)
	}
	for _, v := range vs {
		all[strings.TrimSuffix(filepath.Base(v), ".txt")] = true
	}
	return all
}
