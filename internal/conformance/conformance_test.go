package conformance_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/conformance"
)

// A recorder is a testing.TB that keeps what a check reports.
type recorder struct {
	testing.TB
	reports []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	for _, x := range args {
		if s, ok := x.(string); ok {
			format = strings.Replace(format, "%s", s, 1)
		}
	}
	r.reports = append(r.reports, format)
}

// Each fault of a page is reported, and nothing else.
func TestChecks(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page.md")
	text := `# Page

| Clause | Subject | State | Shown by |
|---|---|---|---|
| 1.1, Table 2 | all is well | Supported | ` + "`TestChecks`, `x.first`" + ` |
| 1.2 | names without quotes | Supported | TestChecks, TestNone |
| 1.3 | nothing shown | Supported | |
| 1.4 | no reason | Not supported | |
| 1.5 | a reason | Not supported: no peer is known that needs it | |

| Name | What |
|---|---|
| a | 1 |
`
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	claims, known := conformance.Claims(t, page, "X.1"), conformance.Tests(t, ".")
	known["x.first"] = true
	rules := slices.Values([]*osi.Rule{
		{ID: "x.first", Clause: "X.1 1.1"}, {ID: "x.second", Clause: "X.1 Table 2, 1.9"}, {ID: "x.limit", Clause: "limit"},
	})
	r := &recorder{TB: t}
	conformance.Check(r, claims, known)
	conformance.CheckClauses(r, claims, rules)
	conformance.CheckRules(r, claims, rules, false)
	conformance.CheckRules(r, claims, rules, true)
	want := []string{
		"1.2: there is no TestNone",
		"1.3: nothing shows that it is supported, or why not",
		"1.4: nothing shows that it is supported, or why not",
		"x.second: no row of X.1 1.9",
		"no row shows x.second of X.1 Table 2, 1.9", "no row shows x.limit of limit",
		"no row shows x.first of X.1 1.1", "no row shows x.second of X.1 Table 2, 1.9", "no row shows x.limit of limit",
	}
	if !slices.Equal(r.reports, want) {
		t.Errorf("%q\nwant %q", r.reports, want)
	}
	if rows := conformance.Rows(t, page, "Na"); len(rows) != 1 || !slices.Equal(rows[0], []string{"a", "1"}) {
		t.Errorf("%q", rows)
	}
}
