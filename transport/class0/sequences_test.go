package class0_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi/transport/class0"
)

// The sequences in testdata come from an independent execution of the table. A probe with a
// predicate gets the TPDU that makes it true where the octets do not.
func TestSequences(t *testing.T) {
	t.Parallel()
	type step struct {
		Event, Ev, TPDU, Expect, Cell string
		Out                           []string
		Then                          struct{ State string }
		Predicates                    map[string]bool
	}
	var file struct {
		Vectors []struct {
			Name          string
			Steps, Probes []step
		}
	}
	b, err := os.ReadFile("testdata/sequences.json")
	must(t, err)
	must(t, json.Unmarshal(b, &file))
	requests := map[string]action{
		"TCONreq": send(cr0, network, class0.SendCR), "TCONresp": send(cc0, network, class0.SendCC), "TDTreq": send("02f08041", network, class0.SendDT),
		"TEXreq": send("02108041", tcp, class0.SendED), "TDISreq": call((*class0.Machine).Disconnect), "NCONconf": networkConnect,
		"NRSTind": call((*class0.Machine).NetworkReset), "NDISind": call((*class0.Machine).NetworkDisconnect),
	}
	played := 0
	play := func(m *class0.Machine, s step) {
		played++
		do := requests[s.Event]
		switch {
		case s.TPDU == "0410123480": // an ED without data, which no decoder takes
			do = receive("041012348041", class2)
		case s.TPDU == "0470123400": // an ER of class 0 without the invalid TPDU, likewise
			do = receive("0770123400c10106", network)
		case s.Predicates["P6"]:
			do = receive(ccLarge, network)
		case s.Predicates["P9"] && m.State() == class0.WFTRESP:
			*m = responder(t, network, cr4, "")
			do = receive(cr4, network)
		case s.Predicates["P10"] && m.State() == class0.WFTRESP:
			*m = confirming(t, cr4)
			do = receive(s.TPDU, class2)
		case s.Ev == "rcv" && strings.ContainsAny(s.Event[:1], "CD") && s.Event != "DC":
			do = receive(s.TPDU, network)
		case s.Ev == "rcv":
			do = receive(s.TPDU, class2)
		}
		o, err := do(t, m)
		if s.Expect != "ok" {
			var e *class0.StateError
			if !errors.As(err, &e) {
				t.Errorf("%s: %v, want %s", s.Event, err, s.Expect)
			}
			return
		}
		var want []string
		for _, out := range s.Out {
			if out != "[5]" && out != "[6]" {
				want = append(want, out)
			}
		}
		got := strings.Fields(o.Outputs.String())
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || !slices.Equal(got, want) || m.State().String() != s.Then.State {
			t.Errorf("%s: %v, %v, %v; want %v, %s", s.Cell, err, got, m.State(), want, s.Then.State)
		}
	}
	for _, v := range file.Vectors {
		var m class0.Machine
		for _, s := range v.Steps {
			play(&m, s)
		}
		if m.State().String() != v.Name {
			t.Errorf("%s leads to %v", v.Name, m.State())
		}
		for _, s := range v.Probes {
			probe := m
			play(&probe, s)
		}
	}
	if played < 40 {
		t.Errorf("%d steps", played)
	}
}
