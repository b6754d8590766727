package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// summary counts buffers.
type summary struct {
	units, passed, rejected   uint64
	faults                    [faults]tally
	rules                     map[string]uint64 // rejected TSDUs and TPDUs
	wronglyPassed             uint64            // passed, and the MTA stopped at it
	wronglyRejected           uint64            // rejected, and the MTA would not have stopped
	aborts                    uint64            // of an MTA behind the gate: a valid SPDU out of its turn
	stopsBehind, stopsWithout uint64            // of the MTA
	evidence                  string            // of the first error of the gate
	elapsed                   time.Duration
}

// tally counts the buffers of one fault.
type tally struct{ sent, rejected, passed uint64 }

func newSummary() summary { return summary{rules: map[string]uint64{}} }

func (s *summary) add(o *summary) {
	s.units += o.units
	s.passed += o.passed
	s.rejected += o.rejected
	for f := range s.faults {
		t, u := &s.faults[f], &o.faults[f]
		t.sent += u.sent
		t.rejected += u.rejected
		t.passed += u.passed
	}
	for id, n := range o.rules {
		s.rules[id] += n
	}
	s.wronglyPassed += o.wronglyPassed
	s.wronglyRejected += o.wronglyRejected
	s.aborts += o.aborts
	s.stopsBehind += o.stopsBehind
	s.stopsWithout += o.stopsWithout
	s.evidence = cmp.Or(s.evidence, o.evidence)
}

func (s *summary) malformed() (n uint64) {
	for _, t := range s.faults[none+1:] {
		n += t.sent
	}
	return n
}

func (s *summary) print(w io.Writer) {
	fmt.Fprintf(w, "buffers sent %d, malformed %d: passed %d, rejected %d, lost with their connection %d\n\n",
		s.units, s.malformed(), s.passed, s.rejected, s.units-s.passed-s.rejected)
	fmt.Fprintf(w, "%-22s%10s%10s%12s\n", "fault", "sent", "rejected", "still valid")
	for f := none + 1; f < faults; f++ {
		t := s.faults[f]
		fmt.Fprintf(w, "%-22s%10d%10d%12d\n", f, t.sent, t.rejected, t.passed)
	}
	fmt.Fprintf(w, "%-22s%10s%10d  for a fault in the same TSDU or before\n\n", "intact", "", s.faults[none].rejected)
	for i, id := range slices.SortedFunc(maps.Keys(s.rules), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.rules[b], s.rules[a]), cmp.Compare(a, b))
	}) {
		end := " "
		if i%3 == 2 || i == len(s.rules)-1 {
			end = "\n"
		}
		fmt.Fprintf(w, "%6d %-32s%s", s.rules[id], id, end)
	}
	fmt.Fprintf(w, "\nwrongly passed              %8d\n", s.wronglyPassed)
	fmt.Fprintf(w, "wrongly rejected            %8d\n", s.wronglyRejected)
	fmt.Fprintf(w, "MTA stops without the gate  %8d\n", s.stopsWithout)
	fmt.Fprintf(w, "MTA stops behind the gate   %8d\n", s.stopsBehind)
	fmt.Fprintf(w, "MTA aborts behind the gate  %8d, at what is valid but out of its turn: a buffer before was lost or doubled\n", s.aborts)
	if s.evidence != "" {
		fmt.Fprintf(w, "first error of the gate: %s\n", s.evidence)
	}
	fmt.Fprintf(w, "%.1f s, with the traffic's generation and both MTAs\n", s.elapsed.Seconds())
}
