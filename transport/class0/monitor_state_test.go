package class0_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// Only the owner of the network connection sends a CR, where it is known: X.224 6.1.1.3.
func TestOwner(t *testing.T) {
	t.Parallel()
	for _, owner := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
		w := class0.Monitor{Owner: osi.Some(owner)}
		units := []string{"I " + cr0, "R " + cr0}
		if owner == osi.FromResponder {
			slices.Reverse(units)
		}
		err := show(t, &w, network, units[1])
		if e := osi.AsError(err); e == nil || e.ID != "class0.owner" || e.Clause != "X.224 6.1.1.3" || !errors.Is(err, osi.ErrState) {
			t.Errorf("%v: %v", owner, err)
		}
		see(t, &w, network, units[0])
		if d, ok := w.Caller(); !ok || d != owner {
			t.Errorf("the caller is %v", d)
		}
		// a refusal changes nothing of that
		other := units[1][:1]
		see(t, &w, network, other+" "+refusal)
		if e := osi.AsError(show(t, &w, network, units[1])); e == nil || e.ID != "class0.owner" {
			t.Errorf("%v, behind a refusal: %v", owner, e)
		}
	}
}

// What is met in the middle, or after what was refused went on its way, is accepted until a CR or
// CC.
func TestLost(t *testing.T) {
	t.Parallel()
	w := class0.Monitor{OverTCP: true}
	w.Lose()
	if w.Format() != tcp || w.Situation(0).Format != tcp {
		t.Errorf("%+v", w.Format())
	}
	see(t, &w, tcp, "I "+dt41, "R "+dt41, "R 02108041", "I "+er5678, "R 06801234567880", "I "+dt41)
	if !w.Settled(osi.FromInitiator) || !w.Settled(osi.FromResponder) || !w.Lost() || w.Situation(0).Unassociated {
		t.Errorf("%+v", w)
	}
	if before := w; show(t, &before, tcp, "I "+dt41) != nil || !reflect.DeepEqual(before, w) {
		t.Error("a DT changes a settled monitor")
	}
	check(t, "AK", w.See(osi.FromInitiator, decode(t, class2, "0460123400"), unhex(t, "0460123400")), "AK in CLOSED")
	begun := w
	see(t, &begun, network, "R 09d01234567800c00108", "I 02f080"+strings.Repeat("41", 253))
	if d, ok := begun.Caller(); !ok || d != osi.FromInitiator || begun.Lost() || begun.Size() != 256 ||
		begun.Situation(osi.FromInitiator).PeerRef != 0x1234 || begun.Situation(osi.FromResponder).PeerRef != 0x5678 {
		t.Errorf("%+v", begun)
	}
	check(t, "DT of 257", show(t, &begun, network, "I 02f080"+strings.Repeat("41", 254)), "class0.tpdu-size 0")
	check(t, "CR", show(t, &begun, network, "I "+cr0), "TCONreq in OPEN")
	check(t, "another ER", show(t, &begun, network, "R "+er5678), "class0.reference 2")
	begun = w
	see(t, &begun, network, "R "+cr0)
	check(t, "DT", show(t, &begun, network, "I "+dt41), "TDTreq in WFTRESP")
}

// A CC of a connection whose state is lost is held against its CR, where that was seen.
func TestLostCC(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	see(t, &w, network, "I 09e00000123400c0010a")
	w.Lose()
	check(t, "CC to another CR", show(t, &w, network, "R "+cc0b), "transport.confirm-reference 2")
	begun := w
	see(t, &begun, network, "R 09d01234567800c0010a")
	if begun.Lost() || begun.Size() != 1024 {
		t.Errorf("size %d", begun.Size())
	}
	begun.Lose()
	see(t, &begun, network, "R 09d01234567800c00109")
	if begun.Lost() || begun.Size() != 512 {
		t.Errorf("size %d", begun.Size())
	}
	see(t, &w, network, "I "+cc0)
	if d, ok := w.Caller(); !ok || d != osi.FromResponder || w.Lost() || w.Size() != 128 {
		t.Errorf("the caller is %v, size %d", d, w.Size())
	}
	check(t, "CR", show(t, &w, network, "R "+cr0), "TCONreq in OPEN")
}

// A responder that has opened what its caller no longer wants will disconnect; nothing is known any
// more.
func TestStray(t *testing.T) {
	t.Parallel()
	for _, units := range [][]string{
		{"I " + cr4, "I " + cr4, "R " + refusal, "R " + cc0},
		{"I " + cr4, "R " + refusal, "I " + cr4, "R " + cc0, "I " + cr0b},
		{"I " + cr4, "I " + giveUp, "R " + cc0, "I " + cr0b},
	} {
		var w class0.Monitor
		see(t, &w, network, units...)
		see(t, &w, network, "R "+dt41, "R "+cc0b, "I "+cr0b, "I "+cr4, "R "+refusal, "I "+dt41)
		if !w.Lost() || w.Size() != 128 || w.Format().Class != 0 {
			t.Errorf("%v: lost %v, size %d, %v", units, w.Lost(), w.Size(), w.Format().Class)
		}
	}
}

// A caller of class 4 may give up CRs faster than they are answered. Of more than four the oldest
// are forgotten, and any answer to a CR before the last is then accepted, until one comes that is
// known.
func TestForgotten(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	for ref := range uint16(6) {
		cr := &transport.ConnectionRequest{Alternatives: 1}
		cr.Class, cr.SrcRef = 4, ref+1
		must(t, w.See(osi.FromInitiator, cr, nil))
		must(t, w.See(osi.FromInitiator, &transport.DisconnectRequest{SrcRef: ref + 1}, nil))
	}
	refuse := func(ref uint16) error {
		return w.See(osi.FromResponder, &transport.DisconnectRequest{DstRef: ref}, nil)
	}
	for _, ref := range []uint16{1, 9, 2, 4} { // 2 is the oldest that is known, and 3 is taken before 4
		must(t, refuse(ref))
	}
	for _, ref := range []uint16{1, 2, 3, 4, 9} {
		check(t, "an answer to what was answered", refuse(ref), "class0.reference 2")
	}
	must(t, refuse(5))
	must(t, refuse(6))
	check(t, "one more", refuse(6), "TDISreq in CLOSED")
	check(t, "DT", show(t, &w, network, "I 04f012348041"), "TDTreq in CLOSED")
}

// A refusal of the last CR says that the responder has taken all before: none is unknown.
func TestForgottenRefusal(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	call := func(ref uint16) {
		cr := &transport.ConnectionRequest{Alternatives: 1}
		cr.Class, cr.SrcRef = 4, ref
		must(t, w.See(osi.FromInitiator, cr, nil))
	}
	for ref := range uint16(6) {
		call(ref + 1)
		must(t, w.See(osi.FromInitiator, &transport.DisconnectRequest{SrcRef: ref + 1}, nil))
	}
	call(7)
	must(t, w.See(osi.FromResponder, &transport.DisconnectRequest{DstRef: 7}, nil))
	call(8)
	check(t, "an answer to an unknown CR", w.See(osi.FromResponder, &transport.DisconnectRequest{DstRef: 9}, nil), "class0.reference 2")
}

// While a CR of class 4 may still be answered, TPDUs are decoded as of class 4: the answer may have
// a checksum.
func TestEarlierFormat(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	see(t, &w, network, "I "+cr4, "I "+giveUp, "I "+cr0b)
	if got := w.Format().Class; got != 4 {
		t.Errorf("class %d before the answer", got)
	}
	see(t, &w, network, "R "+refusalB)
	if got := w.Format().Class; got != 0 {
		t.Errorf("class %d behind it", got)
	}
}

// What the owner of a monitor has set outlives what it is told: the owner of the network
// connection, and that it is TCP.
func TestSet(t *testing.T) {
	t.Parallel()
	w := class0.Monitor{OverTCP: true, Owner: osi.Some(osi.FromInitiator)}
	w.Lose()
	if !w.Settled(osi.FromInitiator) || !w.Settled(osi.FromResponder) {
		t.Error("not settled in the middle")
	}
	see(t, &w, network, "R "+cc0)
	for range 2 {
		if !w.Format().OverTCP {
			t.Errorf("%+v", w.Format())
		}
		if e := osi.AsError(show(t, &w, network, "R "+cr0)); e == nil || e.ID != "class0.owner" {
			t.Errorf("CR of the other end: %v", e)
		}
		w.Lose()
		see(t, &w, network, "I "+cr0)
	}
	see(t, &w, network, "R "+cc0, "R 02f00041")
	if w.Within(osi.FromInitiator) || !w.Within(osi.FromResponder) || w.Within(2) {
		t.Error("a TSDU of the responder is begun")
	}
	if err := w.See(2, decode(t, network, dt41), unhex(t, dt41)); err != nil { // 2 is as 0
		t.Error(err)
	}
}

// A connection of another class is not followed; one of class 0 behind it is.
func TestOtherClass(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	see(t, &w, network, "I "+cr2, "R 06d01234567820", "I 04f056788041", "R 0460123401", "I 06805678123480", "R 05c012345678")
	if !w.Lost() || w.Format().Class != 2 || w.Settled(osi.FromInitiator) || w.Settled(osi.FromResponder) {
		t.Errorf("%+v", w)
	}
	see(t, &w, network, "I "+cr0)
	if !w.Lost() { // it may share the network connection
		t.Error("not lost")
	}
	see(t, &w, network, "R "+cc0)
	check(t, "CR", show(t, &w, network, "I "+cr0), "TCONreq in OPEN")
}

// A network connection that was reset carries no transport connection any more, and none again:
// X.224 6.8.3.
func TestReset(t *testing.T) {
	t.Parallel()
	for _, units := range [][]string{{"I " + cr0}, {"I " + cr0, "R " + cc0}, {"I " + cr0, "R " + cc0, "I " + er5678}} {
		var w class0.Monitor
		see(t, &w, network, units...)
		w.Reset()
		for unit, want := range map[string]string{
			"I " + cr0: "TCONreq in CLOSED", "R " + cc0: "TCONresp in CLOSED", "I " + dt41: "TDTreq in CLOSED", "R " + refusal: "TDISreq in CLOSED",
		} {
			check(t, unit, show(t, &w, network, unit), want)
		}
		if w.Settled(osi.FromInitiator) {
			t.Error("settled")
		}
	}
	var w class0.Monitor
	w.Reset()
	see(t, &w, network, "I "+cr0, "R "+refusal)
	w.Reset()
	see(t, &w, network, "I "+cr0)

	// The sender of a CR of another class may not have received the CC: 6.14.4.1, Tables A.6, A.10 and
	// A.14.
	for _, cr := range []string{"09e00000123410c70100", "09e00000123420c70100", "09e00000123430c70100", cr4} {
		for _, units := range [][]string{{"I " + cr}, {"I " + cr, "R " + cc0}} {
			var w class0.Monitor
			see(t, &w, network, units...)
			w.Reset()
			if waits := cr == cr4 && len(units) == 1; !waits {
				check(t, "CC", show(t, &w, network, "R "+cc0), "TCONresp in CLOSED")
			}
			see(t, &w, network, "I "+cr, "R "+cc0, "I "+dt41)
		}
	}
	{
		var w class0.Monitor
		see(t, &w, network, "I "+cr4)
		w.Reset()
		see(t, &w, network, "R "+cc0, "I "+dt41)
	}
}

// A DT that need not be shown is one that would be accepted and change nothing.
func TestSettled(t *testing.T) {
	t.Parallel()
	var w class0.Monitor
	settled := func(want ...bool) {
		t.Helper()
		if got := []bool{w.Settled(osi.FromInitiator), w.Settled(osi.FromResponder)}; !slices.Equal(got, want) {
			t.Errorf("settled: %v, want %v", got, want)
		}
	}
	settled(false, false)
	see(t, &w, network, "I "+cr4)
	settled(false, false)
	see(t, &w, network, "R "+cc0)
	settled(false, true) // the first DT shows that the CR will not be sent again
	see(t, &w, network, "I "+dt41)
	settled(true, true)
	see(t, &w, network, "R 02f00041")
	settled(true, false)
	see(t, &w, network, "R "+dt41)
	settled(true, true)
	see(t, &w, network, "R "+er1234)
	settled(true, false)
	w = class0.Monitor{}
	see(t, &w, network, "I "+cr0, "R "+cc0)
	settled(true, true)
}
