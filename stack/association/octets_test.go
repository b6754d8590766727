package association_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
)

// The user data of a request that a CN cannot hold come behind it in CDOs, X.225 7.3, when the OA
// has come: whole.
func TestOverflow(t *testing.T) {
	t.Parallel()
	value := append([]byte{4, 0x82, 0x2e, 0xe0}, bytes.Repeat([]byte{0x41}, 12000)...)
	p := newPair(association.Config{})
	var got []byte
	opened := false
	hear := p.hear
	p.hear = func(end int, ev association.Event) {
		switch ev := ev.(type) {
		case *association.Requested:
			for _, v := range ev.Values {
				got = append(got, v.Octets...)
			}
		case *association.Opened:
			opened = true
		}
		hear(end, ev)
	}
	must(t, p.ends[0].Open(append(request(session.FUDuplex), &stack.Value{AbstractSyntax: mms, Octets: value})...))
	must(t, p.settle())
	if !opened || !bytes.Equal(got, value) {
		t.Errorf("opened %v, %d octets of %d", opened, len(got), len(value))
	}
}

// Many peers leave the contexts out of an ARU, which X.226 6.4.2.1 demands: where that is tolerated
// the ABRT in it ends the association as any other does.
func TestAbortWithoutContexts(t *testing.T) {
	t.Parallel()
	const unit = "0300001e 02f080" + "1915 110103 c110" + "a00e 610c 300a 020101 a005 6403 800100"
	for tolerate, want := range map[osi.Tolerance]string{
		osi.AbortWithoutContexts: "Aborted acse ABRT user=true",
		0:                        "Aborted presentation <nil> user=false",
	} {
		for d := range 2 {
			p, texts := told(association.Config{Tolerate: tolerate}, nil)
			open(p)
			b, err := hex.DecodeString(strings.ReplaceAll(unit, " ", ""))
			must(t, err)
			for ev := range p.ends[d].Receive(b) {
				p.hear(d, ev)
			}
			if got := texts[d][len(texts[d])-1]; got != want {
				t.Errorf("end %d: %q, want %q", d, got, want)
			}
		}
	}
}

// Behind an alteration both sides have the context that was added.
func TestAlteredContexts(t *testing.T) {
	t.Parallel()
	p := newPair(association.Config{})
	accept := p.hear
	p.hear = func(end int, ev association.Event) {
		if _, ok := ev.(*association.Requested); ok {
			one := presentation.Result{TransferSyntax: presentation.BasicEncoding()}
			must(t, p.ends[end].Accept(&presentation.ConnectAccept{Results: []presentation.Result{one, one}, Requirements: presentation.ContextManagement}))
			return
		}
		accept(end, ev)
	}
	pdus := request(session.FUDuplex | session.FUTypedData)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts(mms), Requirements: presentation.ContextManagement}
	must(t, p.ends[0].Open(pdus...))
	must(t, p.settle())
	ber := []osi.OID{presentation.BasicEncoding()}
	must(t, p.ends[0].Send(&session.TypedData{}, &presentation.AlterContext{Additions: []presentation.Context{{ID: 5, AbstractSyntax: other, TransferSyntaxes: ber}}}))
	must(t, p.settle())
	must(t, p.ends[1].Send(&session.TypedData{}, &presentation.AlterContextAcknowledge{Additions: []presentation.Result{{TransferSyntax: presentation.BasicEncoding()}}}))
	must(t, p.settle())
	for d := range 2 {
		must(t, p.ends[d].Send(&session.DataTransfer{}, &stack.Value{AbstractSyntax: other, Octets: []byte{5, 0}}))
		for _, unit := range p.ends[d].Output() {
			if got, want := hex.EncodeToString(unit), "0300001602f08001000100"+"61093007020105a0020500"; got != want {
				t.Errorf("end %d: %s, want %s", d, got, want)
			}
		}
	}
}

// TestSerialNumbers has the serial numbers that the state gives, X.225 8.3.19 to 8.3.24, where the
// user gives none.
func TestSerialNumbers(t *testing.T) {
	t.Parallel()
	units := session.FUDuplex | session.FUMajorSynchronize | session.FUResynchronize
	for name, c := range map[string]struct {
		units  session.FunctionalUnits
		second []byte
		want   []string // MAP, MAA, RS (abandon), RA
	}{
		"one":       {units, nil, []string{"29060f01012a0137", "2a032a0137", "35091a01001b01012a0138", "22061a01002a0138"}},
		"symmetric": {units | session.FUSymmetricSynchronize, session.Serial(3), []string{"29060f01012a0137", "2a03360133"}},
	} {
		p := newPair(association.Config{})
		pdus := request(c.units)
		cn, _ := pdus[1].(*session.Connect)
		cn.InitialSerial, cn.SecondInitialSerial = session.Serial(7), c.second
		must(t, p.ends[0].Open(pdus...))
		must(t, p.settle())
		for i, spdu := range []session.SPDU{
			&session.MajorSyncPoint{}, &session.MajorSyncAck{},
			&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}}, &session.ResynchronizeAck{},
		} {
			if i == len(c.want) {
				break
			}
			must(t, p.ends[i&1].Send(spdu))
			for _, unit := range p.ends[i&1].Output() {
				if got := hex.EncodeToString(unit[9:]); got != c.want[i] {
					t.Errorf("%s, %v: %s, want %s", name, spdu, got, c.want[i])
				}
				for ev := range p.ends[1-i&1].Receive(unit) {
					p.hear(1-i&1, ev)
				}
			}
		}
	}
}

// The RA to an RS that abandons has the larger of its serial number and V(M), X.225 7.24.3: here
// V(M) is 8, since a MIP was sent that the RS has crossed, or still 7.
func TestAbandonSerial(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		crosses bool
		want    string
	}{{true, "22061a01002a0138"}, {false, "22061a01002a0137"}} {
		p := newPair(association.Config{})
		pdus := request(session.FUDuplex | session.FUMinorSynchronize | session.FUResynchronize)
		cn, _ := pdus[1].(*session.Connect)
		cn.InitialSerial = session.Serial(7)
		cn.TokenSetting = osi.Some(session.TokenSetting(0).With(session.MinorToken, session.ResponderSide))
		must(t, p.ends[0].Open(pdus...))
		must(t, p.settle())
		if c.crosses {
			must(t, p.ends[1].Send(&session.MinorSyncPoint{}))
			p.ends[1].Output()
		}
		must(t, p.ends[0].Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}}))
		_, err := p.flow(0)
		must(t, err)
		must(t, p.ends[1].Send(&session.ResynchronizeAck{}))
		for _, unit := range p.ends[1].Output() {
			if got := hex.EncodeToString(unit[9:]); got != c.want {
				t.Errorf("%+v: %s", c, got)
			}
		}
	}
}

// CDOs come in TSDUs of the size that is agreed on for them, X.225 7.3, in TPDUs of 128 octets
// where the CC says nothing else; without a size they are one TSDU.
func TestOverflowSizes(t *testing.T) {
	t.Parallel()
	value := append([]byte{4, 0x82, 0x2e, 0xe0}, bytes.Repeat([]byte{0x41}, 12000)...)
	for _, c := range []struct {
		carrier       stack.Carrier
		size          uint16
		tpdu, longest int // octets
	}{
		{stack.TPKTs, 0, 2048 + 4, 1880}, {stack.TPKTs, 400, 2048 + 4, 400}, {stack.NSDUs, 0, 128, 1880}, {stack.NSDUs, 400, 128, 400},
	} {
		p := newPair(association.Config{Carrier: c.carrier})
		received := 0
		hear := p.hear
		p.hear = func(end int, ev association.Event) {
			if ev, ok := ev.(*association.Requested); ok && len(ev.Values) == 1 && bytes.Equal(ev.Values[0].Octets, value) {
				received++
			}
			hear(end, ev)
		}
		pdus := request(session.FUDuplex)
		cn, _ := pdus[1].(*session.Connect)
		if c.size > 0 {
			cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: c.size, ToInitiator: c.size})
		}
		must(t, p.ends[0].Open(append(pdus, &stack.Value{AbstractSyntax: mms, Octets: value})...))
		for range 2 { // CR, CC; CN, OA
			_, err := p.flow(0)
			must(t, err)
			_, err = p.flow(1)
			must(t, err)
		}
		tsdu, longest, at := 0, 0, 0
		if c.carrier == stack.TPKTs {
			at = 4
		}
		for _, unit := range p.ends[0].Output() { // CDOs
			if len(unit) > c.tpdu {
				t.Errorf("%+v: a TPDU in %d octets", c, len(unit))
			}
			if tsdu == 0 && unit[at+3] != 0x0f {
				t.Errorf("%+v: %x is no CDO", c, unit[at+3])
			}
			tsdu += len(unit) - at - 3
			if unit[at+2] == 0x80 {
				longest, tsdu = max(longest, tsdu), 0
			}
			for ev := range p.ends[1].Receive(unit) {
				p.hear(1, ev)
			}
		}
		if received != 1 || longest > c.longest || longest < c.longest-20 {
			t.Errorf("%+v: %d requests, a TSDU of %d octets", c, received, longest)
		}
	}
}
