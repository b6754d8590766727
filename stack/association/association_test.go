package association_test

import (
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

// old is a request in X.410-1984 mode.
func old() []stack.PDU {
	return []stack.PDU{
		&transport.ConnectionRequest{},
		&session.Connect{Requirements: osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions)},
		&presentation.Connect{Mode: osi.X410Mode},
		&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: []byte{5, 0}}},
	}
}

// acceptOld has end 1 accept in X.410-1984 mode.
func acceptOld(p *pair) {
	before := p.hear
	p.hear = func(end int, ev association.Event) {
		if r, ok := ev.(*association.Requested); ok && r.CP.Mode == osi.X410Mode {
			if err := p.ends[end].Accept(&presentation.ConnectAccept{Mode: osi.X410Mode}, &rtse.OpenAccept{Connection: rtse.ConnectionData{Open: []byte{5, 0}}}); err != nil {
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
		{&session.DataTransfer{}, &stack.Value{Octets: []byte("\x04\x0aany octets")}},
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
