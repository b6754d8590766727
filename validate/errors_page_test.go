package validate_test

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/xot"
)

var updateErrors = flag.Bool("update-errors", false, "write docs/errors.md anew")

// TestErrorsPage holds docs/errors.md against the rules that a Verdict can name: each has its row.
func TestErrorsPage(t *testing.T) {
	t.Parallel()
	const path, begin = "../docs/errors.md", "<!-- rules -->\n"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(page), begin)
	if !found {
		t.Fatalf("%s has no line %q", path, begin)
	}
	var b strings.Builder
	b.WriteString(head + begin)
	for _, p := range []struct {
		name string
		of   iter.Seq[*osi.Rule]
	}{
		{"validate", validate.Rules()},
		{"stack", stack.Rules()},
		{"x25/xot", xot.Rules()},
		{"x25", x25.Rules()},
		{"x25/plp", plp.Rules()},
		{"transport", transport.Rules()},
		{"transport/class0", class0.Rules()},
		{"session", session.Rules()},
		{"session/spm", spm.Rules()},
		{"presentation", presentation.Rules()},
		{"presentation/ppm", ppm.Rules()},
		{"acse", acse.Rules()},
		{"acse/acpm", acpm.Rules()},
		{"rtse", rtse.Rules()},
		{"the Basic Encoding Rules", acse.EncodingRules()},
	} {
		fmt.Fprintf(&b, "\n### %s\n\n| Rule | Layer | Field | Kind | Clause |\n|---|---|---|---|---|\n", p.name)
		for _, r := range slices.SortedFunc(p.of, func(a, b *osi.Rule) int { return strings.Compare(a.ID, b.ID) }) {
			layer := ""
			if r.Layer != 0 {
				layer = r.Layer.String()
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.ID, layer, r.Field, r.Kind, r.Clause)
		}
	}
	if *updateErrors {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if b.String() != string(page) {
		t.Error("docs/errors.md is not what the rules say: go test ./validate -run TestErrorsPage -update-errors writes it")
	}
}
