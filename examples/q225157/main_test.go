package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReplay(t *testing.T) {
	t.Parallel()
	s, err := replay(config{connections: 16, units: 200_000, share: 0.05, seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	if s.wronglyPassed != 0 || s.wronglyRejected != 0 || s.stopsBehind != 0 {
		t.Errorf("%d wrongly passed, %d wrongly rejected: %s", s.wronglyPassed, s.wronglyRejected, s.evidence)
	}
	if s.units < 200_000 || s.rejected < 5000 || s.stopsWithout < 2000 || s.passed < 100_000 || len(s.rules) < 30 {
		t.Errorf("the traffic tests little: %+v", s)
	}
	for f := none + 1; f < faults; f++ {
		if tally := s.faults[f]; tally.sent < 300 || tally.rejected == 0 {
			t.Errorf("%v: %+v", f, tally)
		}
	}
	if n := s.faults[empty].passed; n > 0 {
		t.Errorf("%d buffers of zero length passed", n)
	}
}

// Without faults nothing is rejected, and no MTA stops or aborts.
func TestIntact(t *testing.T) {
	t.Parallel()
	s, err := replay(config{connections: 4, units: 50_000, seed: 3})
	if err != nil || s.rejected != 0 || s.stopsWithout != 0 || s.wronglyPassed != 0 || s.aborts != 0 || s.malformed() != 0 || s.passed != s.units {
		t.Errorf("%v, %+v", err, s)
	}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	status := run(&out, &errs, []string{"-units", "5000", "-connections", "2"})
	for _, line := range []string{"wrongly passed                     0\n", "wrongly rejected                   0\n", "MTA stops behind the gate          0\n"} {
		if status != 0 || !strings.Contains(out.String(), line) {
			t.Errorf("status %d\n%s%s", status, out.String(), errs.String())
		}
	}
	if status := run(&out, &errs, []string{"-share", "2"}); status != 2 {
		t.Errorf("status %d", status)
	}
}
