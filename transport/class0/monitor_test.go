package class0_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// show shows a TPDU, "I " or "R " and octets, to a monitor.
func show(t testing.TB, w *class0.Monitor, carrier transport.Format, unit string) error {
	t.Helper()
	b := unhex(t, unit[2:])
	d := transport.Decoder{Format: w.Format(), Leniency: osi.Leniency{Tolerate: osi.Class0Expedited}}
	d.Format.OverTCP = carrier.OverTCP
	p, err := d.Decode(b)
	if err != nil {
		t.Fatalf("%s: %v", unit, err)
	}
	from := osi.FromInitiator
	if unit[0] == 'R' {
		from = osi.FromResponder
	}
	return w.See(from, p, b)
}

func see(t testing.TB, w *class0.Monitor, carrier transport.Format, units ...string) {
	t.Helper()
	for _, unit := range units {
		if err := show(t, w, carrier, unit); err != nil {
			t.Fatalf("%s: %v", unit, err)
		}
	}
}

const (
	dt41      = "02f08041"
	refusal   = "06801234000003"
	er1234    = "0770123400c10106"
	er5678    = "0770567800c10106"
	er0       = "0770000000c10106"
	cr0b      = "06e00000123500"
	cc0b      = "06d01235567900"
	refusalB  = "06801235000003"
	cr4b      = "0de00000123540c70100c302ba41"
	giveUp    = "0a800000123480c3025494" // of 1234, before there is a CC
	giveUp0   = "06800000123480"         // without checksum, of class 0
	confirmed = "09c012340000c302a188"
)

// Sequences on the path. The last unit is judged: by the rule that it breaks, and state and event,
// or accepted.
func TestMonitor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		carrier  transport.Format
		tolerate osi.Tolerance
		units    string
		want     string // rule, offset; for class0.a6 event and state
	}{
		{name: "a connection", units: "I " + cr0 + ",R " + cc0 + ",I " + dt41 + ",R " + dt41},
		{name: "data of the responder first", units: "I " + cr0 + ",R " + cc0 + ",R " + dt41},
		{name: "the end below that responds calls", units: "R " + cr0 + ",I " + cc0 + ",R " + dt41 + ",I " + dt41},
		{name: "DT first", units: "I " + dt41, want: "TDTreq in CLOSED"},
		{name: "CC first", units: "R " + cc0, want: "TCONresp in CLOSED"},
		{name: "DR first", units: "R " + refusal, want: "TDISreq in CLOSED"},
		{name: "ER first", units: "R " + er1234, want: "ER in CLOSED"},
		{name: "DT before the CC", units: "I " + cr0 + ",I " + dt41, want: "TDTreq in WFCC"},
		{name: "DT in place of the CC", units: "I " + cr0 + ",R " + dt41, want: "TDTreq in WFTRESP"},
		{name: "CC of the caller", units: "I " + cr0 + ",I " + cc0, want: "TCONresp in WFCC"},
		{name: "DR of the caller", units: "I " + cr0 + ",I " + giveUp0, want: "TDISreq in WFCC"},
		{name: "ER of the caller", units: "I " + cr0 + ",I " + er1234, want: "ER in WFCC"},
		{name: "two CRs", units: "I " + cr0 + ",I " + cr0b, want: "TCONreq in WFCC"},
		{name: "the same CR of class 0", units: "I " + cr0 + ",I " + cr0, want: "TCONreq in WFCC"},
		{name: "CRs cross", units: "I " + cr0 + ",R " + cr0b, want: "TCONreq in WFTRESP"},
		{name: "CR in OPEN", units: "I " + cr0 + ",R " + cc0 + ",I " + cr0, want: "TCONreq in OPEN"},
		{name: "CR of the called in OPEN", units: "I " + cr0 + ",R " + cc0 + ",R " + cr0, want: "TCONreq in OPEN"},
		{name: "CC twice", units: "I " + cr0 + ",R " + cc0 + ",R " + cc0, want: "TCONresp in OPEN"},
		{name: "CC to another CR", units: "I " + cr0 + ",R 06d04321567800", want: "transport.confirm-reference 2"},
		{name: "CC with a larger size", units: "I " + cr0 + ",R " + ccLarge, want: "transport.confirm-tpdu-size 9"},
		{name: "CC with another responding selector", units: "I 0ae00000123400c2024142,R 0ad01234567800c2024343,I " + dt41},
		{name: "DT of 128 octets", units: "I " + cr0 + ",R " + cc0 + ",I 02f080" + strings.Repeat("41", 125)},
		{name: "DT of 129 octets", units: "I " + cr0 + ",R " + cc0 + ",I 02f080" + strings.Repeat("41", 126), want: "class0.tpdu-size 0"},
		{name: "DT of 65531 octets over TCP", carrier: tcp, units: "I " + cr0 + ",R " + cc0 + ",R 02f080" + strings.Repeat("41", 65528)},
		{name: "ED over TCP", carrier: tcp, units: "I " + crTP + ",R " + ccTP + ",I 02108041,R 02108041"},
		{name: "ED in a TSDU", carrier: tcp, units: "I " + crTP + ",R " + ccTP + ",I 02f00041,I 02108041,I " + dt41},
		{name: "ED before the CC", carrier: tcp, units: "I " + crTP + ",I 02108041", want: "TEXreq in WFCC"},
		{name: "ED that is not agreed on", carrier: tcp, units: "I " + cr0 + ",R " + cc0 + ",I 02108041", want: "TEXreq in OPEN"},
		{name: "the same, tolerated", carrier: tcp, tolerate: osi.Class0Expedited, units: "I " + cr0 + ",R " + cc0 + ",I 02108041"},
		{name: "ED over X.25", units: "I " + cr0 + ",R " + cc0 + ",I 02108041", want: "TEXreq in OPEN"},
		{name: "the same, tolerated", tolerate: osi.Class0Expedited, units: "I " + cr0 + ",R " + cc0 + ",I 02108041"},

		{name: "DR", units: "I " + cr0 + ",R " + refusal},
		{name: "DR with SRC-REF, as ISODE sends it", units: "I " + cr0 + ",R 06801234567803"},
		{name: "DR to another CR", units: "I " + cr0 + ",R 06804321000003", want: "class0.reference 2"},
		{name: "DR of 128 octets", units: "I " + cr0 + ",R 7f801234000003e077" + strings.Repeat("41", 119)},
		{name: "DR of 129 octets", units: "I " + cr0 + ",R 80801234567803e078" + strings.Repeat("41", 120), want: "class0.refusal-size 0"},
		{name: "DT after a DR", units: "I " + cr0 + ",R " + refusal + ",I " + dt41, want: "TDTreq in CLOSED"},
		{name: "DT after an ER", units: "I " + cr0 + ",R " + er1234 + ",I " + dt41, want: "TDTreq in CLOSED"},
		{name: "DT of the responder after its DR", units: "I " + cr0 + ",R " + refusal + ",R " + dt41, want: "TDTreq in CLOSED"},
		{name: "CC after a DR", units: "I " + cr0 + ",R " + refusal + ",R " + cc0, want: "TCONresp in CLOSED"},
		{name: "DR twice", units: "I " + cr0 + ",R " + refusal + ",R " + refusal, want: "TDISreq in CLOSED"},
		{name: "ER after a DR", units: "I " + cr0 + ",R " + refusal + ",R " + er1234, want: "ER in CLOSED"},
		{name: "another CR", units: "I " + cr0 + ",R " + refusal + ",I " + cr0b + ",R " + cc0b + ",I " + dt41},
		{name: "the same CR again", units: "I " + cr0 + ",R " + refusal + ",I " + cr0 + ",R " + cc0 + ",I " + dt41},
		{name: "another CR after an ER", units: "I " + cr0 + ",R " + er1234 + ",I " + cr0b + ",R " + cc0b},
		{name: "three CRs", units: "I " + cr0 + ",R " + refusal + ",I " + cr0b + ",R " + refusalB + ",I " + cr0 + ",R " + cc0},
		{name: "the other end calls after a refusal", units: "I " + cr0 + ",R " + refusal + ",R " + cr0b, want: "TCONreq in CLOSED"},
		{name: "CC to the CR before", units: "I " + cr0 + ",R " + refusal + ",I " + cr0b + ",R " + cc0, want: "transport.confirm-reference 2"},
		{name: "DR to the CR before", units: "I " + cr0 + ",R " + refusal + ",I " + cr0b + ",R " + refusal, want: "class0.reference 2"},

		{name: "DR in OPEN", units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880", want: "TDISreq in OPEN"},
		{name: "the same, tolerated", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880"},
		{name: "a DT that it crosses", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,I " + dt41},
		{name: "a DR that it crosses", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,I 06805678123480"},
		{name: "an ER that it crosses", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,I " + er5678},
		{name: "DT behind it", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,R " + dt41, want: "TDTreq in CLOSED"},
		{name: "DR behind it", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,R 06801234567880", want: "TDISreq in CLOSED"},
		{name: "ER behind it", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,R " + er1234, want: "ER in CLOSED"},
		{name: "CR behind it", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",I 06805678123480,R 06801234567880,I " + cr0b, want: "TCONreq in CLOSED"},
		{name: "CR in OPEN behind its DR", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06801234567880,I " + cr0b, want: "TCONreq in OPEN"},
		{name: "its DST-REF", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 06804321567880", want: "class0.reference 2"},
		{name: "its SRC-REF", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",I 06805678432180", want: "class0.source-reference 4"},
		{name: "DR of 128 octets in OPEN", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 7f801234567880e077" + strings.Repeat("41", 119)},
		{name: "DR of 129 octets in OPEN", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",R " + cc0 + ",R 80801234567880e078" + strings.Repeat("41", 120), want: "class0.tpdu-size 0"},
		{name: "DR of the caller before the CC", tolerate: osi.Class0Disconnect, units: "I " + cr0 + ",I 06800000123480", want: "TDISreq in WFCC"},

		{name: "ER in OPEN", units: "I " + cr0 + ",R " + cc0 + ",I " + er5678 + ",R " + dt41},
		{name: "ER of 128 octets", units: "I " + cr0 + ",R " + cc0 + ",I 7f70567800c179" + strings.Repeat("06", 121)},
		{name: "ER of 129 octets", units: "I " + cr0 + ",R " + cc0 + ",I 8070567800c17a" + strings.Repeat("06", 122), want: "class0.tpdu-size 0"},
		{name: "ER of 129 octets to the CR: no size is agreed on", units: "I " + cr0 + ",R 8070123400c17a" + strings.Repeat("06", 122)},
		{name: "DT behind an ER", units: "I " + cr0 + ",R " + cc0 + ",I " + er5678 + ",I " + dt41, want: "TDTreq in CLOSED"},
		{name: "another CR behind an ER in OPEN", units: "I " + cr0 + ",R " + cc0 + ",I " + er5678 + ",I " + cr0b, want: "TCONreq in CLOSED"},
		{name: "ER behind an ER", units: "I " + cr0 + ",R " + cc0 + ",I " + er5678 + ",I " + er5678, want: "ER in CLOSED"},
		{name: "both ERs", units: "I " + cr0 + ",R " + cc0 + ",I " + er5678 + ",R " + er1234},
		{name: "its DST-REF", units: "I " + cr0 + ",R " + cc0 + ",I " + er1234, want: "class0.reference 2"},
		{name: "DST-REF 0", units: "I " + cr0 + ",R " + cc0 + ",R " + er0, want: "class0.reference 2"},
		{name: "the same, tolerated", tolerate: osi.ErrorReference, units: "I " + cr0 + ",R " + cc0 + ",R " + er0},
		{name: "to the CR", units: "I " + cr0 + ",R " + er0, want: "class0.reference 2"},
		{name: "to the CR, tolerated", tolerate: osi.ErrorReference, units: "I " + cr0 + ",R " + er0 + ",I " + cr0b},

		{name: "ED in place of the CC", carrier: tcp, units: "I " + crTP + ",R 02108041", want: "TEXreq in WFTRESP"},
		{name: "the same, tolerated", carrier: tcp, tolerate: osi.Class0Expedited, units: "I " + crTP + ",R 02108041", want: "TEXreq in WFTRESP"},
		{name: "CR of class 4 given up behind a DT", units: "I " + cr4 + ",R " + cc0 + ",I " + dt41 + ",I " + giveUp0, want: "TDISreq in OPEN"},
		{name: "DR of the caller to another CC", units: "I " + cr4 + ",R " + refusal + ",I " + cr4 + ",R " + cc0 + ",I 06804321123480", want: "TDISreq in OPEN"},
		{name: "DR of the caller to a CC that comes too late", units: "I " + cr4 + ",R " + refusal + ",I " + cr4 + ",R " + cc0 + ",I 06805678123480"},
		{name: "DR of the responder without a DST-REF", units: "I " + cr4 + ",R " + cc0 + ",R 06800000567880", want: "TDISreq in OPEN"},
		{name: "DR of the caller with another SRC-REF", units: "I " + cr4 + ",I 06800000432180", want: "TDISreq in WFCC"},
		{name: "DR of the caller to a CR of its own", units: "I " + cr4 + ",I " + giveUp + ",I " + cr4b + ",I 068012341235" + "00", want: "TDISreq in WFCC"},
		{name: "CR of class 4 again", units: "I " + cr4 + ",I " + cr4 + ",I " + cr4 + ",R " + cc0 + ",I " + dt41},
		{name: "behind the CC", units: "I " + cr4 + ",R " + cc0 + ",I " + cr4 + ",I " + dt41},
		{name: "behind its own DT", units: "I " + cr4 + ",R " + cc0 + ",I " + dt41 + ",I " + cr4, want: "TCONreq in OPEN"},
		{name: "another reference", units: "I " + cr4 + ",I " + cr4b, want: "TCONreq in WFCC"},
		{name: "another class", units: "I " + cr4 + ",I " + cr0, want: "TCONreq in WFCC"},
		{name: "another reference in OPEN", units: "I " + cr4 + ",R " + cc0 + ",I " + cr0b, want: "TCONreq in OPEN"},
		{name: "refused twice", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",R " + refusal},
		{name: "refused three times", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",R " + refusal + ",R " + refusal, want: "TDISreq in CLOSED"},
		{name: "refused twice, once sent", units: "I " + cr4 + ",R " + refusal + ",R " + refusal, want: "TDISreq in CLOSED"},
		{name: "refused twice, with ER", units: "I " + cr4 + ",I " + cr4 + ",R " + er1234 + ",R " + er1234},
		{name: "the second refusal crosses another CR", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",I " + cr0b + ",R " + refusal + ",R " + cc0b + ",I " + dt41},
		{name: "it crosses the refusal", units: "I " + cr4 + ",R " + refusal + ",I " + cr4 + ",I " + cr0b + ",R " + refusal + ",R " + cc0b + ",I " + dt41},
		{name: "it crosses the refusal and is accepted", units: "I " + cr4 + ",R " + refusal + ",I " + cr4 + ",R " + cc0 + ",I 06805678123480"},
		{name: "it is accepted behind the refusal", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",R " + cc0 + ",I " + cr0b + ",R " + dt41},
		{name: "the CC crosses another CR", units: "I " + cr4 + ",R " + refusal + ",I " + cr4 + ",R " + cc0 + ",I " + cr0b + ",R " + dt41},
		{name: "no refusal was there", units: "I " + cr4 + ",I " + cr0b, want: "TCONreq in WFCC"},

		{name: "AK before the CC", units: "I " + cr4 + ",R 0460123400", want: "AK in WFTRESP"},
		{name: "a refusal behind that of another CR", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",I " + cr0b + ",R " + refusalB + ",R " + refusal, want: "TDISreq in CLOSED"},
		{name: "the CR is given up", units: "I " + cr4 + ",I " + giveUp + ",R " + confirmed + ",I " + cr0b + ",R " + cc0b},
		{name: "twice", units: "I " + cr4 + ",I " + giveUp + ",I " + giveUp + ",R " + confirmed + ",R " + confirmed},
		{name: "without being confirmed", units: "I " + cr4 + ",I " + giveUp + ",I " + cr0b + ",R " + cc0b + ",I " + dt41},
		{name: "the CC crosses that", units: "I " + cr4 + ",I " + giveUp + ",R " + cc0 + ",R " + dt41},
		{name: "that crosses the CC", units: "I " + cr4 + ",R " + cc0 + ",I " + giveUp0 + ",R " + dt41},
		{name: "and the refusal", units: "I " + cr4 + ",I " + giveUp + ",R 0a801234000003c302bda8,R " + confirmed},
		{name: "CC and CR cross", units: "I " + cr4 + ",I " + giveUp + ",R " + cc0 + ",I " + cr0b + ",R " + dt41},
		{name: "DT of the caller behind that", units: "I " + cr4 + ",I " + giveUp + ",R " + cc0 + ",I " + dt41, want: "TDTreq in CLOSED"},
		{name: "it is sent again behind that", units: "I " + cr4 + ",I " + giveUp + ",I " + cr4, want: "TCONreq in CLOSED"},
		{name: "it is sent again behind the CC and that", units: "I " + cr4 + ",R " + cc0 + ",I " + giveUp0 + ",I " + cr4, want: "TCONreq in CLOSED"},
		{name: "two CRs are unanswered", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",I " + cr4b + ",I 06800000123580,I 06e00000123600,R " + refusal + ",R " + refusalB + ",R 06801236000003,I " + cr0},
		{name: "sent twice, and once more across the refusal", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",I " + cr4 + ",I " + cr0b + ",R " + refusal + ",R " + refusal + ",R " + refusalB},
		{name: "refused more often", units: "I " + cr4 + ",I " + cr4 + ",R " + refusal + ",I " + cr4 + ",I " + cr0b + ",R " + refusal + ",R " + refusal + ",R " + refusal, want: "class0.reference 2"},
		{name: "confirmed twice", units: "I " + cr4 + ",I " + giveUp + ",R " + confirmed + ",R " + confirmed, want: "DC in CLOSED"},
		{name: "confirmed without", units: "I " + cr4 + ",R " + confirmed, want: "DC in WFTRESP"},
		{name: "confirmed by the caller", units: "I " + cr4 + ",I " + giveUp + ",I " + confirmed, want: "DC in CLOSED"},
	} {
		var w class0.Monitor
		w.Tolerate = c.tolerate
		units := strings.Split(c.units, ",")
		last := len(units) - 1
		see(t, &w, c.carrier, units[:last]...)
		before := w
		err := show(t, &w, c.carrier, units[last])
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if w.Tolerated != c.tolerate {
				t.Errorf("%s: tolerated %v, want %v", c.name, w.Tolerated, c.tolerate)
			}
			continue
		}
		check(t, c.name, err, c.want)
		if w.Tolerated = before.Tolerated; !sameMonitor(&w, &before) {
			t.Errorf("%s: an error changes the monitor", c.name)
		}
	}
}

// check holds an error against "rule offset", or against "event in state" of the table.
func check(t *testing.T, name string, err error, want string) {
	t.Helper()
	var s *class0.StateError
	e := osi.AsError(err)
	switch {
	case err == nil || e == nil:
		t.Errorf("%s: %v, want %s", name, err, want)
	case strings.Contains(want, " in "):
		if !errors.As(err, &s) || s.Event.String()+" in "+s.State.String() != want || e.ID != "class0.a6" || e.Offset != 1 || e.PDU == "" || e.Got < 0x10 {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	default:
		if rule, offset, _ := strings.Cut(want, " "); e.ID != rule || offset != string(rune('0'+e.Offset)) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}

func sameMonitor(a, b *class0.Monitor) bool {
	for _, d := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
		if a.State(d) != b.State(d) || a.Situation(d) != b.Situation(d) || a.Settled(d) != b.Settled(d) || a.Within(d) != b.Within(d) {
			return false
		}
	}
	return a.Lost() == b.Lost() && a.Format() == b.Format() && a.Size() == b.Size()
}

// What Answer makes of the errors, with the Situation of the monitor.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		units  string
		action osi.Action
		answer string
	}{
		{"R " + cc0, osi.Send, "06805678000000"},
		{"I " + dt41, osi.Discard, ""},
		{"I " + cr0 + ",R " + refusal + ",I " + dt41, osi.Discard, ""},
		{"I " + cr0 + ",I " + cr0b, osi.Disconnect, ""},
		{"I " + cr0 + ",R 06804321000003", osi.Discard, ""},
		{"I " + cr0 + ",R 06804321567803", osi.Disconnect, ""},
		{"I " + cr0 + ",R " + cc0 + ",I 02f080" + strings.Repeat("41", 126), osi.SendAndDisconnect, "0770123400c10102"},
		{"I " + cr0 + ",R " + cc0 + ",R 06801234567880", osi.SendAndDisconnect, "0870567802c1020680"},
		{"I " + cr0 + ",R " + cc0 + ",R " + er0, osi.Discard, ""},
	} {
		var w class0.Monitor
		units := strings.Split(c.units, ",")
		last := units[len(units)-1]
		see(t, &w, network, units[:len(units)-1]...)
		err := show(t, &w, network, last)
		from := osi.FromInitiator
		if last[0] == 'R' {
			from = osi.FromResponder
		}
		action, p := transport.Answer(err, unhex(t, last[2:]), w.Situation(from))
		var b []byte
		if p != nil {
			var e error
			b, e = p.AppendBinary(nil)
			must(t, e)
		}
		if action != c.action || string(b) != string(unhex(t, c.answer)) {
			t.Errorf("%s: %v, %x", c.units, action, b)
		}
	}
}
