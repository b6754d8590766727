package presentation_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// A conformanceRow is a row of a table in docs/conformance.
type conformanceRow struct{ clause, state, shown string }

func conformanceRows(t *testing.T, file string) (rows []conformanceRow) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ = bytes.Cut(text, []byte("## Extensibility"))
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 6 && !strings.Contains(line, "---") && !strings.Contains(line, "Shown by |") {
			rows = append(rows, conformanceRow{strings.TrimSpace(cells[1]), strings.TrimSpace(cells[3]), cells[4]})
		}
	}
	return rows
}

// What the conformance pages call supported is shown by rules, vectors and tests that exist; each
// clause of a rule has a row that names the rule.
func TestConformance(t *testing.T) {
	known := map[string]bool{}
	for r := range presentation.Rules() {
		known[strings.TrimPrefix(r.ID, "presentation.")] = true
	}
	for _, v := range load(t) {
		known["vector:"+v.Name] = true
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			known[string(m[1])] = true
		}
	}
	clauses := map[string]bool{} // standard, clause, rule
	for standard, file := range map[string]string{"X.226": "../docs/conformance/x226.md", "X.236": "../docs/conformance/x236.md"} {
		rows := conformanceRows(t, file)
		if len(rows) < 10 {
			t.Fatalf("%s has %d rows", file, len(rows))
		}
		for _, row := range rows {
			names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row.shown, -1)
			if strings.HasPrefix(row.state, "Supported") && len(names) == 0 {
				t.Errorf("%s %s: nothing shows that it is supported", standard, row.clause)
			}
			if !strings.HasPrefix(row.state, "Supported") && !strings.Contains(row.state, ":") {
				t.Errorf("%s %s: an exception without a reason: %q", standard, row.clause, row.state)
			}
			for _, m := range names {
				if !known[m[1]] {
					t.Errorf("%s %s: there is no %s", standard, row.clause, m[1])
				}
				for clause := range strings.SplitSeq(strings.TrimPrefix(row.clause, "X.216 "), ", ") {
					clause, _, _ = strings.Cut(clause, " (")
					clauses[standard+" "+clause+" "+m[1]] = true
				}
			}
		}
	}
	for r := range presentation.Rules() {
		for part := range strings.SplitSeq(r.Clause, "; ") {
			standard, rest, ok := strings.Cut(part, " ")
			if !ok || standard == "X.216" {
				continue
			}
			shown := false
			for clause := range strings.SplitSeq(rest, ", ") {
				clause = strings.TrimSuffix(strings.TrimPrefix(clause, "Amd.1 "), " a")
				shown = shown || clauses[standard+" "+clause+" "+strings.TrimPrefix(r.ID, "presentation.")]
			}
			if !shown {
				t.Errorf("%s: no row of %s has it beside a clause of %q", r.ID, standard, part)
			}
		}
	}
}

// Event identifiers have the numbers of X.226 8.2, and each primitive has a name.
func TestEvents(t *testing.T) {
	for e, want := range map[presentation.Event]string{
		0: "CP", 1: "CPA", 2: "CPR", 3: "ARU", 4: "ARP", 5: "AC", 6: "ACA", 7: "TD", 8: "TTD", 9: "TE", 10: "TC", 11: "TCC",
		12: "RS", 13: "RSA", 14: "S-RELEASE indication", 15: "S-RELEASE confirm", 16: "S-TOKEN-GIVE indication",
		17: "S-TOKEN-PLEASE indication", 18: "S-CONTROL-GIVE indication", 19: "S-SYNC-MINOR indication",
		20: "S-SYNC-MINOR confirm", 21: "S-SYNC-MAJOR indication", 22: "S-SYNC-MAJOR confirm",
		23: "S-P-EXCEPTION-REPORT indication", 24: "S-U-EXCEPTION-REPORT indication", 25: "S-ACTIVITY-START indication",
		26: "S-ACTIVITY-RESUME indication", 27: "S-ACTIVITY-INTERRUPT indication", 28: "S-ACTIVITY-INTERRUPT confirm",
		29: "S-ACTIVITY-DISCARD indication", 30: "S-ACTIVITY-DISCARD confirm", 31: "S-ACTIVITY-END indication",
		32: "S-ACTIVITY-END confirm",
	} {
		if e.String() != want {
			t.Errorf("event %d is %q, want %q", e, e, want)
		}
	}
	for p, want := range map[presentation.Primitive]presentation.Event{
		presentation.SData: 7, presentation.SExpeditedData: 9, presentation.SCapabilityData: 10, presentation.SRelease: 14,
		presentation.STokenPlease: 17, presentation.SActivityEndConfirm: 32, presentation.SSyncMinorConfirm: 20,
	} {
		if p.Event() != want {
			t.Errorf("%s is event %d, want %d", p, p.Event(), want)
		}
	}
}
