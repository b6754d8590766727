package spm_test

import (
	"encoding/hex"
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// resyncByRole is what the ISODE SSAP tester sends, with all functional units but duplex: the
// responder's RS (tokens 55, all with the acceptor, who is the initiator) wins, and the responder
// gives all tokens behind the RA. User data is left out.
var resyncByRole = []string{
	"A 0d1c 0516 130100 150407f907f9 160103 17053135353637 1a01aa 140207fd",
	"B 0e16 0510 130100 160102 17053135353637 1a0100 140207fd",
	"A 0100 2d06 29046563686f",
	"A 0100 0100 610a00",
	"B 0203100101",
	"A 0103100101",
	"B 0100 0100 610a00",
	"A 0203100101",
	"B 0103100101",
	"A 0100 2906 0f0101 2a0131",
	"B 0200 2a03 2a0131",
	"A 0100 3509 1a01aa 1b0102 2a0130",
	"B 0100 3509 1a0155 1b0101 2a0132",
	"A 0200 2206 1a0155 2a0132",
	"A 0203100155",
	"B 0103100155",
	"A 2100 61",
	"A 0100 0100 61",
}

func feed(t *testing.T, w *spm.Monitor, lines []string) (int, error) {
	t.Helper()
	for i, l := range lines {
		var b []byte
		for _, c := range l[2:] {
			if c != ' ' {
				b = append(b, byte(c))
			}
		}
		octets, err := hex.DecodeString(string(b))
		if err != nil {
			t.Fatal(err)
		}
		list, err := session.ParseTSDU(octets)
		if err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		d := osi.FromInitiator
		if l[0] == 'B' {
			d = osi.FromResponder
		}
		for _, p := range session.ProcessingOrder(list) {
			if err := w.See(d, p); err != nil {
				return i, err
			}
		}
	}
	return len(lines), nil
}

// TestResyncTokenRole verifies that ISODE's reading of the Token Setting Item of RS and RA is
// refused, except where the tolerance says so, and is reported then; and that the reading of
// 8.3.24.4 passes in either case and is not reported.
func TestResyncTokenRole(t *testing.T) {
	t.Parallel()
	var strict spm.Monitor
	i, err := feed(t, &strict, resyncByRole)
	var e *spm.StateError
	if i != 15 || !errors.As(err, &e) || e.Event != spm.EventSGTreq || osi.AsError(err).ID != "spm.a14" {
		t.Errorf("strict: %d %v", i, err)
	}
	lenient := spm.Monitor{Leniency: osi.Leniency{Tolerate: osi.ResyncTokenRole}}
	if i, err := feed(t, &lenient, resyncByRole); err != nil || lenient.Tolerated != osi.ResyncTokenRole {
		t.Errorf("tolerated: %d %v, %v", i, err, lenient.Tolerated)
	}
	// The initiator, who has answered, reads it so, too: it takes the tokens that the responder gives
	// and what comes behind them.
	again := append(append([]string{}, resyncByRole...), "B 0100 3509 1a0155 1b0101 2a0132", "A 0200 2206 1a0155 2a0132")
	lenient = spm.Monitor{Leniency: osi.Leniency{Tolerate: osi.ResyncTokenRole}}
	if i, err := feed(t, &lenient, again); err != nil {
		t.Errorf("resynchronized again: %d %v", i, err)
	}
	by8 := append(append([]string{}, resyncByRole[:14]...), "B 0203100155", "A 0103100155", "B 0100 0100 61")
	lenient = spm.Monitor{Leniency: osi.Leniency{Tolerate: osi.ResyncTokenRole}}
	if i, err := feed(t, &lenient, by8); err != nil || lenient.Tolerated != 0 {
		t.Errorf("as 8.3.24.4 says: %d %v, %v", i, err, lenient.Tolerated)
	}
	// The tokens cannot be in both places.
	both := append(append([]string{}, by8...), "A 0103100155")
	lenient = spm.Monitor{Leniency: osi.Leniency{Tolerate: osi.ResyncTokenRole}}
	if i, err := feed(t, &lenient, both); i != len(both)-1 || err == nil {
		t.Errorf("both readings: %d %v", i, err)
	}
}

// TestSilentPeer verifies that more synchronization points than the monitor keeps are no reason to
// refuse what comes, and are counted.
func TestSilentPeer(t *testing.T) {
	t.Parallel()
	connect := []string{
		"A 0d0f 0509 130100 160102 170130 1402002a", "B 0e0f 0509 130100 160102 170130 1402002a",
	}
	points := func(n int) (w spm.Monitor) {
		if i, err := feed(t, &w, connect); err != nil {
			t.Fatal(i, err)
		}
		for i := range n {
			p := &session.MinorSyncPoint{Serial: session.Serial(uint64(i))}
			if err := w.See(osi.FromInitiator, p); err != nil {
				t.Fatal(i, err)
			}
		}
		return w
	}
	w := points(32)
	if spm.Overflows(&w) != 0 {
		t.Errorf("%d overflows with 32 points", spm.Overflows(&w))
	}
	w = points(100)
	if spm.Overflows(&w) != 68 || spm.Largest(&w) != 1 {
		t.Errorf("%d overflows, largest set %d", spm.Overflows(&w), spm.Largest(&w))
	}
	if err := w.See(osi.FromResponder, &session.MinorSyncAck{Serial: session.Serial(99)}); err != nil || w.Lost() {
		t.Error(err, w.Lost())
	}
	// What depends on a point that was taken by force is not refused; the connection is lost until
	// it ends.
	w = points(100)
	late := &session.Resynchronize{Resync: session.Resync{
		Tokens: osi.Some(session.TokenSetting(0)), ResyncType: osi.Some(session.ResyncAbandon), Serial: session.Serial(0),
	}}
	if err := w.See(osi.FromResponder, late); err != nil || !w.Lost() {
		t.Error(err, w.Lost())
	}
	if err := w.See(osi.FromInitiator, &session.Disconnect{}); err != nil || w.Lost() {
		t.Error("not begun anew", err)
	}
	w = points(100)
	_ = w.See(osi.FromResponder, late)
	if err := w.See(osi.FromResponder, &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}); err != nil || w.Lost() {
		t.Error("an abort does not end it", err)
	}
	if err := w.See(osi.FromResponder, &session.DataTransfer{}); err == nil {
		t.Error("data behind an abort")
	}
}

// TestSettled verifies when a DT changes nothing: not in the state behind, not without the token,
// not before a token that is on its way is taken.
func TestSettled(t *testing.T) {
	t.Parallel()
	var w spm.Monitor
	check := func(i, r bool) {
		t.Helper()
		if w.Settled(osi.FromInitiator) != i || w.Settled(osi.FromResponder) != r {
			t.Errorf("settled %v, %v", w.Settled(osi.FromInitiator), w.Settled(osi.FromResponder))
		}
	}
	see := func(d osi.Direction, p session.SPDU) {
		t.Helper()
		if err := w.See(d, p); err != nil {
			t.Fatal(err)
		}
	}
	check(false, false)
	see(0, &session.Connect{Requirements: osi.Some(session.FUHalfDuplex)})
	check(false, false)
	see(1, &session.Accept{Requirements: osi.Some(session.FUHalfDuplex)})
	check(true, false)
	see(0, &session.DataTransfer{})
	check(true, false)
	see(0, &session.GiveTokens{Tokens: osi.Some(session.DataToken)})
	check(false, false)
	see(1, &session.DataTransfer{})
	check(false, true)
	see(0, &session.PleaseTokens{Tokens: osi.Some(session.DataToken)})
	check(false, true)
	see(1, &session.Abort{Disconnect: session.ReleaseTransport})
	check(false, false)
	if w.Selected() != session.FUHalfDuplex && w.Selected() != 0 {
		t.Error(w.Selected())
	}
}
