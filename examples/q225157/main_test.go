package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestReplay(t *testing.T) {
	s, err := replay(config{connections: 16, units: 100_000, share: 0.02, seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	if s.wronglyPassed != 0 || s.wronglyRejected != 0 || s.stopsBehind != 0 {
		t.Errorf("%+v", s)
	}
	if s.units < 100_000 || s.malformed < 1000 || s.rejected < 500 || s.stopsWithout < 500 || s.passed < 1000 || len(s.rules) < 8 {
		t.Errorf("the traffic tests little: %+v", s)
	}
}

// Without faults nothing is rejected, and no MTA stops.
func TestIntact(t *testing.T) {
	s, err := replay(config{connections: 4, units: 20_000, seed: 3})
	if err != nil || s.rejected != 0 || s.stopsWithout != 0 || s.malformed != 0 {
		t.Errorf("%v, %+v", err, s)
	}
}

func TestCommand(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(&out, &errs, []string{"-units", "2000", "-connections", "2"}); status != 0 || !strings.Contains(out.String(), "MTA stops behind the gate              0\n") {
		t.Errorf("status %d\n%s%s", status, out.String(), errs.String())
	}
	if status := run(&out, &errs, []string{"-share", "2"}); status != 2 {
		t.Errorf("status %d", status)
	}
}
