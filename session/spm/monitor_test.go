package spm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session/spm"
)

// TestObserver replays what somebody on the path sees: conforming sequences pass, and what no
// conforming end would send is refused where it comes, or at the PR that announces it. Asking
// beforehand gives the same answer and changes nothing.
func TestObserver(t *testing.T) {
	t.Parallel()
	for _, v := range sequences(t) {
		if v.Kind != "observer" {
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			w := spm.Monitor{Expedited: v.TEXP}
			for i, s := range v.Steps {
				d := osi.FromInitiator
				if s.From == "B" {
					d = osi.FromResponder
				}
				var err error
				for _, p := range s.spdus(t) {
					may := w.May(d, p)
					if err = w.See(d, p); (may == nil) != (err == nil) || err != nil && may.Error() != err.Error() {
						t.Fatalf("step %d, %v %s: %v, beforehand %v", i, d, s.SPDU, err, may)
					}
					if err != nil {
						break
					}
				}
				var e *spm.StateError
				switch {
				case err != nil && strings.HasPrefix(s.SPDU, "PR-") && v.Steps[i+1].Expect == "refuse" && v.Steps[i+1].From == s.From:
					return
				case s.Expect == "pass" && err != nil:
					t.Fatalf("step %d of %d, %v %s: %v", i, len(v.Steps), d, s.SPDU, err)
				case s.Expect == "refuse" && !errors.As(err, &e):
					t.Fatalf("step %d, %v %s: %v, want an error", i, d, s.SPDU, err)
				}
			}
			if spm.Overflows(&w) != 0 || w.Lost() {
				t.Errorf("%d overflows", spm.Overflows(&w))
			}
		})
	}
}
