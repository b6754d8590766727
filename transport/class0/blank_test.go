package class0_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// Every cell that is blank or a protocol error in class 0 gives the typed error and changes
// nothing, at each end; and so does each cell of which no predicate is true.
func TestBlank(t *testing.T) {
	t.Parallel()
	has := map[string]bool{}
	for _, r := range append(readTable(t, "table-a6.csv"), readTable(t, "table-added.csv")...) {
		if !r.class2Row() && r.next != "" {
			has[r.event+" "+r.state] = true
		}
	}
	called, open, answered := responder(t, network, cr0, ""), initiator(t, network, cr0, cc0), responder(t, network, cr0, cc0)
	called4 := responder(t, network, cr4, "")
	ends := []struct {
		m      class0.Machine
		dr, er string
		cc     string
	}{
		{class0.Machine{}, "", "", ""},
		{waiting(t), "06801234567880", "0770123400c10106", cc0},
		{initiator(t, network, cr0, ""), "06801234567880", "0770123400c10106", cc0},
		{called, "06800000123480", "0770567800c10106", cc0},
		{open, "06801234567880", "0770123400c10106", cc0},
		{open, "06801234000080", "0770123400c10106", cc0},
		{answered, "06805678123480", "0770567800c10106", "06d05678123400"},
	}
	cells := map[string]bool{}
	try := func(m class0.Machine, event string, do action) {
		before := m
		_, err := do(t, &m)
		var s *class0.StateError
		e := osi.AsError(err)
		state := before.State().String()
		if !errors.As(err, &s) || s.State != before.State() || s.Event.String() != event || e == nil || e.ID != "class0.a6" || e.Reason != 2 ||
			!errors.Is(err, osi.ErrState) || !strings.HasSuffix(err.Error(), "X.224 Table A.6): "+event+" in "+state) {
			t.Errorf("%s in %s: %v", event, state, err)
		}
		if !reflect.DeepEqual(m, before) {
			t.Errorf("%s in %s: an error changes the machine", event, state)
		}
		cells[event+" "+state] = true
	}
	for _, end := range ends {
		for event, do := range map[string]action{
			"TCONreq": send(cr0, network, 0), "TCONresp": send(cc0, network, 0), "TDTreq": send("02f08041", network, 0),
			"TEXreq": send("02108041", tcp, 0), "TDISreq": call((*class0.Machine).Disconnect), "NCONconf": networkConnect,
			"NRSTind": call((*class0.Machine).NetworkReset), "NDISind": call((*class0.Machine).NetworkDisconnect),
			"CR": receive(cr0, network), "CC": receive(end.cc, network), "DR": receive(end.dr, network), "ER": receive(end.er, network),
			"DC": receive("05c012345678", class2), "AK": receive("0460123400", class2), "EA": receive("0420123400", class2),
			"DT": receive("02f08041", network), "ED": receive("041012348041", class2), "RJ": receive("0450123400", transport.Format{Class: 3}),
		} {
			if !has[event+" "+end.m.State().String()] {
				try(end.m, event, do)
			}
		}
	}
	blank := len(cells)
	if want := 18*5 - len(has); blank != want {
		t.Errorf("%d cells are blank, %d were tried", want, blank)
	}
	cells = map[string]bool{}
	try(open, "TEXreq", send("02108041", tcp, 0))
	try(initiator(t, tcp, "06e00000123400", cc0), "TEXreq", send("02108041", tcp, 0))
	try(called, "CR", receive(cr0, network))
	try(called4, "CR", receive("0de00000123540c70100c302ba41", network)) // another SRC-REF
	try(called4, "CR", receive(cr0, network))                            // another class
	try(open, "CR", receive(cr0, network))
	try(answered, "CR", receive(cr0, network))
	try(responder(t, network, cr4, cc0), "CR", receive(cr0, network))
	try(called, "DR", receive("06800000123480", network))
	try(confirming(t, cr0), "DR", receive("06800000123480", network))
	try(open, "DR", receive("06801234567880", network))
	try(answered, "DR", receive("06805678123480", network))
	try(open, "ED", receive("02108041", network))
	try(tolerant(open, osi.Class0Disconnect), "ED", receive("02108041", network))
	try(initiator(t, tcp, "06e00000123400", cc0), "ED", receive("02108041", network))
	// requests in TPDUs that are none, and those that no procedure of class 0 sends
	try(open, "TDISreq", send("06805678123480", network, 0))
	try(initiator(t, network, cr0, ""), "TDISreq", send("06800000123480", network, 0))
	try(open, "DC", send("05c056781234", class2, 0))
	try(open, "AK", send("0460567800", class2, 0))
	try(open, "EA", send("0420567800", class2, 0))
	try(open, "RJ", send("0450567800", transport.Format{Class: 3}, 0))
	try(open, "TS", call((*class0.Machine).Expire))
	try(class0.Machine{}, "TS", call((*class0.Machine).Expire))
	t.Logf("blank cells executed: %d of %d; cells without a true predicate, and requests that are none: %d", blank, 18*5-len(has), len(cells))
}
