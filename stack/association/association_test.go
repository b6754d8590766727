package association_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

var mms = osi.MustOID("1.0.9506.2.1")

func request(units session.FunctionalUnits) []stack.PDU {
	return []stack.PDU{
		&transport.ConnectionRequest{},
		&session.Connect{Requirements: osi.Some(units)},
		&presentation.Connect{Contexts: association.Contexts(mms)},
		&acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")},
	}
}

// alone is a request for the context of ACSE alone, whose values are simply encoded.
func alone() []stack.PDU {
	pdus := request(session.FUDuplex)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts()}
	return pdus
}

// pump moves octets between two ends until nothing is under way.
func pump(ends [2]*association.Association, see func(end int, ev association.Event)) {
	for moved := true; moved; {
		moved = false
		for d, a := range ends {
			for _, unit := range a.Output() {
				moved = true
				for ev := range ends[1-d].Receive(unit) {
					see(1-d, ev)
				}
			}
		}
	}
}

// told is a pair whose events are kept as text, those of end 0 in front.
func told(c association.Config, respond func(a *association.Association, ev association.Event) error) (*pair, *[2][]string) {
	p, texts := newPair(c), &[2][]string{}
	accept := p.hear
	p.hear = func(end int, ev association.Event) {
		texts[end] = append(texts[end], text(ev))
		switch ev.(type) {
		case *association.Connecting, *association.Requested:
			if respond == nil {
				accept(end, ev)
			} else if err := respond(p.ends[end], ev); err != nil {
				texts[end] = append(texts[end], err.Error())
			}
		}
	}
	return p, texts
}

func text(ev association.Event) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", ev), "*association.")
	switch ev := ev.(type) {
	case *association.Refused:
		return fmt.Sprintf("%s %v %v user=%v", name, ev.Layer, ev.PDU, ev.User)
	case *association.Aborted:
		return fmt.Sprintf("%s %v %v user=%v", name, ev.Layer, ev.PDU, ev.User)
	case *association.Indication:
		return name + " " + ev.SPDU.String()
	}
	return name
}

// TestRefusals has the responder refuse at each layer: the initiator is told which one it was.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pdus []stack.PDU
		want string
	}{
		"DR":            {[]stack.PDU{&transport.DisconnectRequest{Reason: transport.ReasonAddressUnknown}}, "Refused transport DR user=false"},
		"RF provider":   {[]stack.PDU{&session.Refuse{Reason: osi.Some(session.RefusedSelectorUnknown)}}, "Refused session RF user=false"},
		"RF user":       {[]stack.PDU{&session.Refuse{Reason: osi.Some(session.RefusedCongestion)}}, "Refused session RF user=true"},
		"CPR provider":  {[]stack.PDU{&session.Refuse{}, &presentation.ConnectReject{Reason: osi.Some(presentation.RejectLocalLimitExceeded)}}, "Refused presentation CPR user=false"},
		"AARE":          {[]stack.PDU{&session.Refuse{}, &acse.AssociateResponse{Result: acse.RejectedTransient}}, "Refused acse AARE user=true"},
		"AARE provider": {[]stack.PDU{&session.Refuse{}, &presentation.ConnectReject{}, &acse.AssociateResponse{Result: acse.RejectedPermanent, Diagnostic: acse.Diagnostic{Source: acse.ServiceProvider, Code: 2}}}, "Refused acse AARE user=false"},
		"AB":            {[]stack.PDU{&session.Abort{Disconnect: session.ReleaseTransport | session.ProtocolError}}, "Aborted session AB user=false"},
		"AB user":       {[]stack.PDU{&session.Abort{}}, "Aborted session AB user=true"},
		"ARP":           {[]stack.PDU{&session.Abort{}, &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortUnrecognizedPPDU)}}, "Aborted presentation ARP user=false"},
		"ARU":           {[]stack.PDU{&session.Abort{}, &presentation.AbnormalReleaseUser{}}, "Aborted presentation ARU user=true"},
		"ABRT":          {[]stack.PDU{&session.Abort{}, &acse.Abort{Source: acse.ServiceUser}}, "Aborted acse ABRT user=true"},
		"ABRT provider": {[]stack.PDU{&session.Abort{}, &acse.Abort{Source: acse.ServiceProvider}}, "Aborted acse ABRT user=false"},
	} {
		for i, open := range [][]stack.PDU{request(session.FUDuplex), alone()} {
			p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
				if _, ok := ev.(*association.Connecting); ok && name != "DR" {
					return a.Accept()
				}
				return a.Send(c.pdus...)
			})
			if err := p.ends[0].Open(open...); err != nil {
				t.Fatal(err)
			}
			if err := p.settle(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := texts[0][len(texts[0])-1]; got != c.want {
				t.Errorf("%s, %d: %q; the responder: %q", name, i, got, texts[1])
			}
			for d, a := range p.ends {
				if ev := a.Expire(); ev != nil || !a.Ended() && a.Disconnected() != nil {
					t.Errorf("%s: end %d is told twice", name, d)
				}
			}
		}
	}
}

// TestAborts has each end abort an open association, of one context and of two, in X.410-1984 mode,
// and over each carrier.
func TestAborts(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs, stack.TSDUs} {
		for i, open := range [][]stack.PDU{request(session.FUDuplex), alone(), old()} {
			for d := range 2 {
				p, texts := told(association.Config{Carrier: carrier}, nil)
				if i == 2 {
					acceptOld(p)
				}
				if carrier == stack.TSDUs {
					open = open[1:]
				}
				if err := p.ends[0].Open(open...); err != nil {
					t.Fatal(err)
				}
				if err := p.settle(); err != nil {
					t.Fatal(err)
				}
				p.ends[d].Abort()
				if err := p.settle(); err != nil {
					t.Fatalf("%v, %d: %v", carrier, i, err)
				}
				want := "Aborted acse ABRT user=true"
				if i == 2 {
					want = "Aborted presentation ARU user=true"
				}
				if got := texts[1-d]; got[len(got)-1] != want {
					t.Errorf("%v, %d: %q", carrier, i, got)
				}
				if !p.ends[1-d].Ended() || p.ends[d].Ended() || !p.ends[d].Timer() {
					t.Errorf("%v, %d: not over: %v, %v", carrier, i, p.ends[0].Session().State(), p.ends[1].Session().State())
				}
				if p.ends[d].Abort(); !p.ends[d].Ended() {
					t.Error("a second abort does not end it")
				}
				if open = request(session.FUDuplex); i == 1 {
					open = alone()
				} else if i == 2 {
					open = old()
				}
			}
		}
	}
}

// TestAbortEverywhere has each end abort in each state, also while the association is being opened or
// is over: it passes the gate, and both ends end.
func TestAbortEverywhere(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs} {
		for i := range states {
			for d := range 2 {
				p := newPair(association.Config{Carrier: carrier})
				states[i](p)
				p.ends[d].Abort()
				if err := p.settle(); err != nil {
					t.Errorf("%v, state %d, end %d: %v", carrier, i, d, err)
				}
				if !p.ends[d].Ended() && !p.ends[d].Timer() {
					t.Errorf("%v, state %d: end %d neither ends nor waits", carrier, i, d)
				}
				for e, a := range p.ends {
					if a.Disconnected(); !a.Ended() || a.Timer() {
						t.Errorf("%v, state %d: end %d does not end", carrier, i, e)
					}
				}
			}
		}
	}
}

// TestExpedited has what goes over the transport expedited flow where that is agreed on: EX, an AB
// with little user data, and the PR in front of one with more.
func TestExpedited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		send func(a *association.Association) error
		want string // the units: ED or DT, and the SPDU in it
	}{
		"EX": {func(a *association.Association) error {
			return a.Send(&session.ExpeditedData{Common: session.Common{UserData: []byte{1}}})
		}, "ED 05"},
		"ABRT": {func(a *association.Association) error { a.Abort(); return nil }, "ED 07 DT 19"},
		"ARU": {func(a *association.Association) error {
			return a.Send(&session.Abort{}, &presentation.AbnormalReleaseUser{})
		}, "ED 19"},
		"AB": {func(a *association.Association) error { return a.Send(&session.Abort{}) }, "ED 19"},
		"RS": {func(a *association.Association) error {
			return a.Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}})
		}, "ED 07 DT 01"},
	} {
		p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
			if ev, ok := ev.(*association.Connecting); ok {
				return a.Accept(&transport.ConnectionConfirm{Connection: transport.Connection{Options: ev.CR.Options}})
			}
			return a.Accept()
		})
		pdus := request(session.FUDuplex | session.FUExpeditedData | session.FUResynchronize)
		pdus[0].(*transport.ConnectionRequest).Options = osi.Some(transport.OptionExpedited)
		pdus[1].(*session.Connect).InitialSerial = session.Serial(1)
		if err := p.ends[0].Open(pdus...); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		if err := c.send(p.ends[0]); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, unit := range p.ends[0].Output() {
			got = append(got, map[byte]string{0x10: "ED", 0xf0: "DT"}[unit[5]], fmt.Sprintf("%02x", unit[7]))
			if v, _ := p.gate.Check(osi.FromInitiator, unit); v.Action != validate.Pass {
				t.Errorf("%s: %v", name, v.Err)
			}
			for ev := range p.ends[1].Receive(unit) {
				p.hear(1, ev)
			}
		}
		if strings.Join(got, " ") != c.want || len(texts[1]) != 3 {
			t.Errorf("%s: %q, %q", name, got, texts[1])
		}
	}
}

// TestVersion1 has version 1 of the session protocol: an abort carries no ABRT.
func TestVersion1(t *testing.T) {
	t.Parallel()
	for d := range 2 {
		p, texts := told(association.Config{}, nil)
		pdus := request(session.FUHalfDuplex)
		pdus[1].(*session.Connect).Version = session.Version1
		if err := p.ends[0].Open(pdus...); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		if err := p.ends[0].Data(mms, []byte{5, 0}); err != nil {
			t.Error(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		p.ends[d].Abort()
		if err := p.settle(); err != nil {
			t.Error(err)
		}
		if got := texts[1-d][len(texts[1-d])-1]; got != "Aborted session AB user=true" || !p.ends[1-d].Ended() {
			t.Errorf("%q", got)
		}
	}
}

// old is a request in X.410-1984 mode.
func old() []stack.PDU {
	return []stack.PDU{
		&transport.ConnectionRequest{},
		&session.Connect{Requirements: osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions)},
		&presentation.Connect{Mode: presentation.X410Mode},
		&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: []byte{5, 0}}},
	}
}

// acceptOld has end 1 accept in X.410-1984 mode.
func acceptOld(p *pair) {
	before := p.hear
	p.hear = func(end int, ev association.Event) {
		if r, ok := ev.(*association.Requested); ok && r.CP.Mode == presentation.X410Mode {
			if err := p.ends[end].Accept(&presentation.ConnectAccept{Mode: presentation.X410Mode}, &rtse.OpenAccept{Connection: rtse.ConnectionData{Open: []byte{5, 0}}}); err != nil {
				panic(err)
			}
			return
		}
		before(end, ev)
	}
}

// TestX410 has an MTA of 1984: no ACSE, no contexts; an activity, and a release.
func TestX410(t *testing.T) {
	t.Parallel()
	p, texts := told(association.Config{}, nil)
	acceptOld(p)
	a := p.ends[0]
	if err := a.Open(old()...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	for _, pdus := range [][]stack.PDU{
		{&session.ActivityStart{Activity: []byte{1}}},
		{&session.DataTransfer{}, &stack.Value{Octets: []byte("any octets")}},
		{&session.ActivityEnd{}},
	} {
		if err := a.Send(pdus...); err != nil {
			t.Fatalf("%v: %v", pdus, err)
		}
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := p.ends[1].Send(&session.MajorSyncAck{}); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := a.Release(); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := p.ends[1].Release(); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	want := "[[Connected Opened Indication MAA/AEA Released] [Connecting Indication AS Data Indication AE Finishing]]"
	if got := fmt.Sprint(*texts); got != want {
		t.Error(got)
	}
}

// TestTimers has what the owner's timers do.
func TestTimers(t *testing.T) {
	t.Parallel()
	a := association.New(osi.FromInitiator, association.Config{})
	if a.Timer() || a.Expire() != nil || a.Ended() {
		t.Error("a timer before anything is sent")
	}
	if err := a.Open(request(session.FUDuplex)...); err != nil || !a.Timer() {
		t.Fatal("no timer behind a CR", err)
	}
	if ev, ok := a.Expire().(*association.Refused); !ok || ev.Layer != osi.Transport || ev.PDU != nil || !a.Ended() || a.Timer() {
		t.Errorf("%+v", ev)
	}
	a = association.New(osi.FromInitiator, association.Config{})
	_ = a.Open(request(session.FUDuplex)...)
	if ev, ok := a.Disconnected().(*association.Refused); !ok || ev.Layer != osi.Transport || a.Disconnected() != nil {
		t.Errorf("%+v", ev)
	}
	p, _ := told(association.Config{}, nil)
	states[3](p)
	if ev, ok := p.ends[0].Disconnected().(*association.Refused); !ok || ev.Layer != osi.Session {
		t.Errorf("%+v", ev)
	}
	p, _ = told(association.Config{}, nil)
	open(p)
	if ev, ok := p.ends[1].Disconnected().(*association.Aborted); !ok || ev.Layer != osi.Transport || ev.Err != nil {
		t.Errorf("%+v", ev)
	}
	if p.ends[0].Timer() || p.ends[0].Expire() != nil || p.ends[0].Ended() {
		t.Error("a timer on an open association")
	}
}

// TestFaults has octets that break the protocol: each is answered, reported, and ends the
// association.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		state  int // of states, before the octets come to end 1
		octets string
		want   string // of the event and of the PDU that answers
	}{
		"no TPKT":              {4, "GET / HTTP/1.1\r\n", "Aborted tpkt <nil> user=false"},
		"no TPDU":              {4, "\x03\x00\x00\x07\x02\x00\x80", "Aborted transport <nil> user=false 0300000d0870000102c1020200"},
		"no SPDU":              {4, "\x03\x00\x00\x09\x02\xf0\x80\xff\x00", "Aborted session <nil> user=false 0300000f"},
		"a DN out of turn":     {4, "\x03\x00\x00\x09\x02\xf0\x80\x0a\x00", "Aborted session <nil> user=false 0300000f"},
		"no PPDU":              {4, "\x03\x00\x00\x0d\x02\xf0\x80\x01\x00\x01\x00\x05\x00", "Aborted presentation <nil> user=false 03000"},
		"a value of context 9": {4, "\x03\x00\x00\x16\x02\xf0\x80\x01\x00\x01\x00\x61\x09\x30\x07\x02\x01\x09\xa0\x02\x05\x00", "Aborted presentation <nil> user=false 03000"},
		"a CR that is none":    {0, "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00", "Aborted transport <nil> user=false 03000"},
		"a DT first":           {0, "\x03\x00\x00\x07\x02\xf0\x80", ""},
	} {
		p, texts := told(association.Config{}, nil)
		states[c.state](p)
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		a := p.ends[1]
		var faults []error
		for ev := range a.Receive([]byte(c.octets)) {
			p.hear(1, ev)
			if ev, ok := ev.(*association.Aborted); ok {
				faults = append(faults, ev.Err)
			}
		}
		got := ""
		if n := len(texts[1]); n > 0 {
			got = texts[1][n-1]
		}
		for _, err := range faults {
			if e := osi.AsError(err); e == nil || e.PDU == "ER" || e.PDU == "AB" || e.PDU == "ARU" || e.PDU == "ARP" {
				t.Errorf("%s: the error is about the answer: %v", name, err)
			}
		}
		for _, unit := range a.Output() {
			got += fmt.Sprintf(" %x", unit)
		}
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q", name, got)
		}
		if err := a.Data(mms, []byte{5, 0}); err == nil {
			t.Errorf("%s: data are sent", name)
		}
		if got := a.Disconnected(); c.want != "" && got != nil {
			t.Errorf("%s: told twice: %+v", name, got)
		}
	}
}

// TestSimpleFault has an APDU that is none where values are simply encoded: the ARU that answers it
// lists its context, and passes the gate.
func TestSimpleFault(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	if err := p.ends[0].Open(alone()...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	tsdu, err := (&session.Finish{Common: session.Common{UserData: []byte{0x62, 3, 0x80, 5, 0}}}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	unit, err := transport.AppendTPKT(nil, &transport.Data{EOT: true, UserData: tsdu})
	if err != nil {
		t.Fatal(err)
	}
	for ev := range p.ends[1].Receive(unit) {
		if ev, ok := ev.(*association.Aborted); !ok || ev.Layer != osi.ACSE || osi.AsError(ev.Err).PDU == "ARU" {
			t.Errorf("%T %+v", ev, ev)
		}
	}
	p.hear = func(end int, ev association.Event) {
		if got := text(ev); end != 0 || got != "Aborted acse ABRT user=false" {
			t.Error(end, got)
		}
	}
	if err := p.settle(); err != nil {
		t.Error(err)
	}
}

// TestTransport has answers to a CR that no CC is.
func TestTransport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ octets, want string }{
		"ER":                 {"\x03\x00\x00\x0d\x08\x70\x00\x01\x02\xc1\x02\x06\xe0", "Refused transport ER user=false"},
		"DR":                 {"\x03\x00\x00\x0b\x06\x80\x00\x01\x00\x00\x02", "Refused transport DR user=false"},
		"a CC of class 2":    {"\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x05\x20", "Aborted transport <nil> user=false 03000012"},
		"a CC to another CR": {"\x03\x00\x00\x0b\x06\xd0\x00\x07\x00\x05\x00", " 0300000b06800005000000"},
		"a DT":               {"\x03\x00\x00\x07\x02\xf0\x80", "Aborted transport <nil> user=false"},
	} {
		a := association.New(osi.FromInitiator, association.Config{})
		if err := a.Open(request(session.FUDuplex)...); err != nil {
			t.Fatal(err)
		}
		a.Output()
		got := ""
		for ev := range a.Receive([]byte(c.octets)) {
			got += text(ev)
		}
		for _, unit := range a.Output() {
			got += fmt.Sprintf(" %x", unit)
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	b := association.New(osi.FromResponder, association.Config{})
	for ev := range b.Receive([]byte("\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x05\x20")) { // class 2, without an alternative
		t.Errorf("%T", ev)
	}
	if out := b.Output(); len(out) != 1 || out[0][5] != 0x80 || !b.Ended() {
		t.Errorf("a CR of class 2: %x, %v", out, b.Ended())
	}
}

// TestErrors has requests that are refused: nothing is changed by them.
func TestErrors(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	a := p.ends[0]
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	check := func(err error, kind osi.Kind, rule string) {
		t.Helper()
		if e := osi.AsError(err); e == nil || e.Kind != kind || e.ID != rule {
			t.Errorf("%v, want %v of %s", err, kind, rule)
		}
	}
	check(a.Open(), osi.ErrOrder, "association.request")
	check(a.Open(request(session.FUDuplex)[1:]...), osi.ErrOrder, "association.request")
	check(a.Open(&transport.ConnectionRequest{}, &session.Connect{}, &acse.AssociateRequest{ApplicationContext: mms}), osi.ErrOrder, "association.request")
	bad := request(session.FUDuplex | session.FUCapabilityData)
	check(a.Open(bad...), osi.ErrState, "session.negotiate-requirements")
	check(a.Data(mms, []byte{5, 0}), osi.ErrState, "class0.a6")
	check(a.Accept(), osi.ErrState, "association.answer")
	open(p)
	check(a.Send(), osi.ErrOrder, "association.request")
	check(a.Send(value), osi.ErrOrder, "association.request")
	check(a.Send(&transport.Data{}, &session.DataTransfer{}, value), osi.ErrOrder, "association.request")
	check(a.Data(osi.MustOID("1.3.9999.7"), []byte{5, 0}), osi.ErrMissing, "stack.encode-context")
	check(a.Data(mms, []byte{5, 1}), osi.ErrLength, "ber.length")
	check(p.ends[1].Data(mms, []byte{5, 0}), osi.ErrState, "spm.a9")
	check(a.Send(&session.DataTransfer{Common: session.Common{Nested: osi.Some(uint8(1))}}, value), osi.ErrUnsupported, "association.nested")
	check(a.Data(mms, append([]byte{4, 0x83, 0x20, 0, 0}, make([]byte, 0x200000)...)), osi.ErrLimit, "association.size")
	if err := a.Data(mms, []byte{5, 0}); err != nil {
		t.Error(err)
	}
	if err := p.settle(); err != nil {
		t.Error(err)
	}
	a.Abort()
	a.Abort()
	check(a.Open(request(session.FUDuplex)...), osi.ErrState, "association.over")
	check(a.Data(mms, []byte{5, 0}), osi.ErrState, "association.over")
	n := 0
	for r := range association.Rules() {
		if r.ID == "" || !strings.HasPrefix(r.ID, "association.") || errors.Is(r.Kind, nil) {
			t.Error(r)
		}
		n++
	}
	if n != 5 {
		t.Error(n)
	}
}

// TestStopped has a user that stops at each event: what follows comes with the next call.
func TestStopped(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	open(p)
	for range 3 {
		if err := p.ends[0].Data(mms, []byte{5, 0}); err != nil {
			t.Fatal(err)
		}
	}
	var b []byte
	for _, unit := range p.ends[0].Output() {
		b = append(b, unit...)
	}
	n := 0
	for range 5 {
		for range p.ends[1].Receive(b) {
			n++
			break
		}
		b = nil
	}
	if n != 3 {
		t.Errorf("%d events", n)
	}
}

// TestKept has an FN that keeps the transport connection: it is not used for a second association.
func TestKept(t *testing.T) {
	t.Parallel()
	p, _ := told(association.Config{}, nil)
	open(p)
	a, b := p.ends[0], p.ends[1]
	if err := a.Send(&session.Finish{Disconnect: osi.Some(session.TransportDisconnect(0))}, &acse.ReleaseRequest{}); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := b.Release(); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil || !a.Ended() || b.Ended() {
		t.Fatal(err, a.Ended(), b.Ended())
	}
	again := association.New(osi.FromInitiator, association.Config{Carrier: stack.TSDUs})
	if err := again.Open(request(session.FUDuplex)[1:]...); err != nil {
		t.Fatal(err)
	}
	tsdu := again.Output()[0]
	unit, err := transport.AppendTPKT(nil, &transport.Data{EOT: true, UserData: tsdu})
	if err != nil {
		t.Fatal(err)
	}
	for ev := range b.Receive(unit) {
		t.Errorf("%T", ev)
	}
	if !b.Ended() || len(b.Output()) > 0 {
		t.Error("a second association")
	}
}

// TestBroken has an AC that the CN does not allow: what was encoded is refused, and nothing but an
// abort is possible.
func TestBroken(t *testing.T) {
	t.Parallel()
	var errs []error
	p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
		if _, ok := ev.(*association.Connecting); ok {
			return a.Accept()
		}
		errs = append(errs, a.Accept(&session.Accept{ConnectAcceptItem: session.ConnectAcceptItem{Version: session.Version2}, Requirements: osi.Some(session.FUHalfDuplex)}))
		errs = append(errs, a.Accept())
		a.Abort()
		return nil
	})
	if err := p.ends[0].Open(request(session.FUDuplex)...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if len(errs) != 2 || errs[0] == nil || errs[1] == nil || texts[0][1] != "Aborted acse ABRT user=true" {
		t.Errorf("%v, %q", errs, *texts)
	}
}

// TestNotReleased has a negotiated release that is refused, and one that is accepted.
func TestNotReleased(t *testing.T) {
	t.Parallel()
	p, texts := told(association.Config{}, nil)
	open(p)
	a, b := p.ends[0], p.ends[1]
	for _, end := range []func() error{
		a.Release, func() error {
			return b.Send(&session.NotFinished{}, &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)})
		},
		func() error { return a.Data(mms, []byte{5, 0}) }, a.Release, b.Release,
	} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := fmt.Sprint(*texts), "[[Connected Opened NotReleased Released] [Connecting Requested Finishing Data Finishing]]"; got != want {
		t.Error(got)
	}
}
