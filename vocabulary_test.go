package osi_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

func TestKind(t *testing.T) {
	t.Parallel()
	want := []string{
		"no error", "truncated", "trailing octets", "bad length", "unknown code", "bad value", "missing",
		"out of order", "duplicate", "bad encoding", "wrong state", "limit exceeded", "unsupported", "kind(13)",
	}
	for i, text := range want {
		if k := osi.Kind(i); k.Error() != text || k.String() != text {
			t.Errorf("kind %d is %q", i, k)
		}
	}
	if osi.Kind(255).Error() != "kind(255)" {
		t.Error("kind 255 has a name")
	}
}

func TestLayer(t *testing.T) {
	t.Parallel()
	want := []string{"none", "lapb", "xot", "x25", "tpkt", "transport", "session", "presentation", "acse", "rtse", "ber", "layer(11)"}
	for i, text := range want {
		if l := osi.Layer(i); l.String() != text {
			t.Errorf("layer %d is %q", i, l)
		}
	}
	if osi.BER.String() != "ber" || osi.LAPB.String() != "lapb" {
		t.Error("the constants are not in the order of their names")
	}
}

func TestAction(t *testing.T) {
	t.Parallel()
	for i, text := range []string{"discard", "send", "send and disconnect", "disconnect", "action(4)"} {
		if got := osi.Action(i).String(); got != text {
			t.Errorf("action %d is %q, want %q", i, got, text)
		}
	}
	if osi.Discard.String() != "discard" || osi.Disconnect.String() != "disconnect" {
		t.Error("the constants are not in the order of their names")
	}
}

func TestOpt(t *testing.T) {
	t.Parallel()
	var absent osi.Opt[int64]
	zero := osi.Some[int64](0)
	if absent == zero || absent.Or(3) != 3 || zero.Or(3) != 0 || absent.String() != "absent" || zero.String() != "0" {
		t.Errorf("absent is %v, zero is %v", absent, zero)
	}
	if got := osi.Some(osi.ErrLimit).String(); got != "limit exceeded" {
		t.Errorf("a kind prints as %q", got)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	defaults := osi.Limits{
		TPDU: 65531, Segments: 65536, TSDU: 1 << 20, SSDU: 16 << 20, SPDUs: 16, Units: 256,
		Depth: 32, Elements: 65536, Contexts: 128, Facilities: 64, Channels: 4095,
	}
	if got := (osi.Limits{}).WithDefaults(); got != defaults {
		t.Errorf("got %+v", got)
	}
	if got := (osi.Limits{Depth: -1, TSDU: -1}).WithDefaults(); got != defaults {
		t.Errorf("negative limits give %+v", got)
	}
	huge := osi.Limits{Depth: 1000, TPDU: 1 << 20, Channels: 1 << 20, TSDU: math.MaxInt}.WithDefaults()
	if huge.Depth != 255 || huge.TPDU != 65531 || huge.Channels != 4095 || huge.TSDU != 1<<30 {
		t.Errorf("limits above their range give %+v", huge)
	}
	own := osi.Limits{Depth: 1, TSDU: 5}.WithDefaults()
	if own.Depth != 1 || own.TSDU != 5 || own.SSDU != defaults.SSDU {
		t.Errorf("got %+v", own)
	}
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	both := osi.TPKTReserved | osi.EmptyUserInformation
	if got := both.String(); got != "tpkt-reserved,empty-user-information" {
		t.Errorf("String gives %q", got)
	}
	if got := slices.Collect(both.All()); !slices.Equal(got, []osi.Tolerance{osi.TPKTReserved, osi.EmptyUserInformation}) {
		t.Errorf("All gives %v", got)
	}
	for range both.All() {
		break
	}
	if got, ok := osi.ParseTolerance("empty-user-information,tpkt-reserved"); !ok || got != both {
		t.Errorf("ParseTolerance gives %v, %v", got, ok)
	}
	if got, ok := osi.ParseTolerance(""); !ok || got != 0 || got.String() != "" {
		t.Errorf("the empty set is %v, %v", got, ok)
	}
	for _, names := range []string{"tpkt", "undefined", ",", "tpkt-reserved,", " tpkt-reserved"} {
		if got, ok := osi.ParseTolerance(names); ok || got != 0 {
			t.Errorf("ParseTolerance(%q) = %v", names, got)
		}
	}
}

// Every defined tolerance has a name of its own that parses back.
func TestToleranceNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range 64 {
		one := osi.Tolerance(1) << i
		name := one.String()
		if strings.HasPrefix(name, "bit") {
			continue
		}
		if back, ok := osi.ParseTolerance(name); !ok || back != one || seen[name] || name != strings.ToLower(name) || strings.ContainsAny(name, " ,_") {
			t.Errorf("bit %d: %q, which parses to %v, %v", i, name, back, ok)
		}
		seen[name] = true
	}
	for _, one := range []osi.Tolerance{
		osi.TPKTReserved, osi.LongConnectionRequest, osi.EmptySegment,
		osi.MixedTitleForms, osi.UnselectedFunctionalUnit, osi.EmptyUserInformation,
		osi.OtherModeReference, osi.UndefinedACSEField,
	} {
		if !seen[one.String()] {
			t.Errorf("%b has no name", uint64(one))
		}
	}
}

func TestExcuse(t *testing.T) {
	t.Parallel()
	var none *osi.Leniency
	if none.Excuse(osi.EmptySegment) || new(osi.Leniency).Excuse(osi.EmptySegment) {
		t.Error("a strict decoder excuses")
	}
	l := osi.Leniency{Tolerate: osi.EmptySegment | osi.LongConnectionRequest}
	if !l.Excuse(osi.EmptySegment) || l.Tolerated != osi.EmptySegment || l.Excuse(osi.TPKTReserved) || l.Tolerated != osi.EmptySegment {
		t.Errorf("got %+v", l)
	}
}

// What a package calls a rule is in its list: counters know no other, and tests ask for a vector of
// each.
func TestRulesAreListed(t *testing.T) {
	t.Parallel()
	var (
		declared = regexp.MustCompile(`(?m)^\s*(?:var )?(rule[A-Z]\w*)\s*= `)
		list     = regexp.MustCompile(`(?s)\b(?:rules|linkRules|beside)\s*= [^\n]*\]\*osi\.Rule\{.*?\}`)
		name     = regexp.MustCompile(`rule[A-Z]\w*`)
	)
	for _, dir := range []string{
		"transport", "transport/class0", "session", "session/spm", "presentation", "presentation/ppm", "acse", "acse/acpm",
		"rtse", "x25", "x25/lapb", "x25/plp", "x25/xot", "stack", "validate",
	} {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var source []byte
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source = append(source, b...)
		}
		var listed []string
		for _, n := range name.FindAll(bytes.Join(list.FindAll(source, -1), nil), -1) {
			listed = append(listed, string(n))
		}
		rules := declared.FindAllSubmatch(source, -1)
		if len(rules) < 4 {
			t.Errorf("%s: %d rules found", dir, len(rules))
		}
		for _, r := range rules {
			if !slices.Contains(listed, string(r[1])) {
				t.Errorf("%s: %s is not listed", dir, r[1])
			}
		}
	}
}

func TestOpposite(t *testing.T) {
	t.Parallel()
	for s, want := range map[osi.Side]osi.Side{osi.DTE: osi.DCE, osi.DCE: osi.DTE, osi.AnySide: osi.AnySide, osi.OverXOT: osi.OverXOT} {
		if got := s.Opposite(); got != want {
			t.Errorf("%s: %s", s, got)
		}
	}
}
