package presentation_test

import (
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// docs/conformance names the clause of every rule, and every PPDU.
func TestConformance(t *testing.T) {
	text, err := os.ReadFile("../docs/conformance/x226.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	for r := range presentation.Rules() {
		standard, clause, ok := strings.Cut(r.Clause, " ")
		if !ok || standard == "limit" {
			continue
		}
		clause = strings.TrimPrefix(clause, "Amd.1 ")
		number, _, _ := strings.Cut(clause, " ")
		if !strings.Contains(doc, number) {
			t.Errorf("%s: clause %s is not in x226.md", r.ID, r.Clause)
		}
	}
	for e := presentation.EventCP; e <= presentation.EventRSA; e++ {
		if !strings.Contains(doc, e.String()) {
			t.Errorf("%s is not in x226.md", e)
		}
	}
	text, err = os.ReadFile("../docs/conformance/x236.md")
	if err != nil || !strings.Contains(string(text), presentation.SUnitData.String()) {
		t.Errorf("UD is not in x236.md: %v", err)
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
