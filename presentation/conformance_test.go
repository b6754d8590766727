package presentation_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/conformance"
	"github.com/osi-go/osi/presentation"
)

// What the conformance pages call supported is shown by rules, vectors and tests that exist; each
// clause of a rule has a row that names the rule.
func TestConformance(t *testing.T) {
	t.Parallel()
	known := conformance.Tests(t, ".")
	for r := range presentation.Rules() {
		known[strings.TrimPrefix(r.ID, "presentation.")] = true
	}
	for _, v := range load(t) {
		known["vector:"+v.Name] = true
	}
	claims := append(conformance.Claims(t, "../docs/conformance/x226.md", "X.226"), conformance.Claims(t, "../docs/conformance/x236.md", "X.236")...)
	conformance.Check(t, claims, known)
	clauses := map[string]bool{} // standard, clause, rule
	for _, c := range claims {
		for _, name := range c.Shown {
			for clause := range strings.SplitSeq(strings.TrimPrefix(c.Clause, "X.216 "), ", ") {
				clause, _, _ = strings.Cut(clause, " (")
				clauses[c.Standard+" "+clause+" "+name] = true
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
	t.Parallel()
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
