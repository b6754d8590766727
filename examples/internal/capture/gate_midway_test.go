package capture_test

import (
	"bytes"
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/validate"
)

// TestGateMidway has each conversation over TCP met at each of its whole units, or at sixty of
// them: what passes from the beginning passes then.
func TestGateMidway(t *testing.T) {
	t.Parallel()
	corpus := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../../shared/corpus")
	for dir, pattern := range map[string]string{published: "made/*.pcap*", corpus: "found/*.pcap*"} {
		paths, _ := filepath.Glob(filepath.Join(dir, pattern))
		if len(paths) == 0 {
			t.Logf("no captures %s", pattern)
			continue
		}
		list, starts := readCatalogue(t, dir), 0
		for _, path := range paths {
			name := filepath.Base(path)
			want := exceptions[name]
			if want.skipped != "" || len(want.faults) > 0 {
				continue
			}
			top, bare := list.top(t, name)
			for _, c := range read(t, path) {
				if c.Link != nil || c.Port == xotPort {
					continue
				}
				policy := validate.Policy{Whole: true, ForeignCalls: true, Tolerate: want.tolerate, Top: top, Midway: metMidway(c)}
				if bare > 0 && bareSession(c) {
					policy.Top = osi.Session
				}
				units, ok := passed(t, policy, c.Pieces)
				if !ok {
					t.Errorf("%s: a unit is rejected", name)
					continue
				}
				policy.Midway, policy.Whole = true, false
				for at := 1; at < len(units); at += 1 + len(units)/60 {
					starts++
					if _, ok := passed(t, policy, units[at:]); !ok {
						t.Errorf("%s, frame %d: met at unit %d of %d", name, units[at].Frame, at, len(units))
						break
					}
				}
			}
		}
		t.Logf("%s: %d places", pattern, starts)
	}
}

// passed returns the units that pass; ok is false when one is rejected.
func passed(t *testing.T, policy validate.Policy, pieces []capture.Piece) (units []capture.Piece, ok bool) {
	t.Helper()
	guard, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	s := guard.Stream(validate.TPKTs)
	defer s.Close()
	for _, p := range pieces {
		for rest := p.Octets; len(rest) > 0; {
			var v validate.Verdict
			v, rest = s.Check(osi.Direction(p.From), rest)
			switch v.Action {
			case validate.Hold:
			case validate.Pass:
				units = append(units, capture.Piece{From: p.From, Frame: p.Frame, Octets: bytes.Clone(v.Octets)})
			case validate.Reject:
				t.Logf("frame %d: %v", p.Frame, v.Err)
				return units, false
			}
		}
	}
	return units, true
}
