package association_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// expedited is a pair that has opened an association with the transport expedited flow.
func expedited(t *testing.T, units session.FunctionalUnits) (*pair, *[2][]string) {
	t.Helper()
	p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
		if ev, ok := ev.(*association.Connecting); ok {
			return a.Accept(&transport.ConnectionConfirm{Connection: transport.Connection{Options: ev.CR.Options}})
		}
		return a.Accept()
	})
	pdus := request(session.FUDuplex | session.FUExpeditedData | units)
	pdus[0].(*transport.ConnectionRequest).Options = osi.Some(transport.OptionExpedited)
	if units&session.FUResynchronize != 0 {
		pdus[1].(*session.Connect).InitialSerial = session.Serial(1)
		if units&session.FUSymmetricSynchronize != 0 {
			pdus[1].(*session.Connect).SecondInitialSerial = session.Serial(1)
		}
	}
	if err := p.ends[0].Open(pdus...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	return p, texts
}

// TestExpeditedFaults has faults of the peer where the transport expedited flow is used: the AB
// that answers goes there, X.225 7.9.1, or behind a PR where it has more than 9 octets of user
// data.
func TestExpeditedFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ unit, want string }{ // the answer: TPDUs
		"an SPDU that is none": {"0300000b02f080 01006300", "0300000f021080 1906110105310163"},
		"a PPDU that is none":  {"0300000d02f080 01000100 3000", "03000016021080 190d110103c1083006800101810107"},
		"an APDU that is none": {
			"0300001602f080 01000100 6109 3007 020101 a002 0500",
			"0300000c021080 0703180104" + // PR (abort) in an ED
				"|0300002902f080 1920110103c11ba019a009300702010106025101610c300a020101a0056403800101",
		},
	} {
		p, _ := expedited(t, 0)
		unit, err := hex.DecodeString(strings.ReplaceAll(c.unit, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		for range p.ends[1].Receive(unit) {
		}
		var got []string
		for _, unit := range p.ends[1].Output() {
			got = append(got, fmt.Sprintf("%x", unit))
			if v, _ := p.gate.Check(osi.FromResponder, unit); v.Action != validate.Pass {
				t.Errorf("%s: %v", name, v.Err)
			}
		}
		if want := strings.ReplaceAll(c.want, " ", ""); strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestPrepareTypes has an RS with symmetric synchronize where the transport expedited flow is used:
// the PR in front of it has its types, X.225 8.3.26.4, 8.3.26.5. Without symmetric synchronize it
// has none.
func TestPrepareTypes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		units session.FunctionalUnits
		rs    session.Resync
		want  string
	}{
		"one flow": {
			session.FUSymmetricSynchronize,
			session.Resync{ResyncType: osi.Some(session.ResyncSet), Serial: session.Serial(1)},
			"0300000f021080 07061801021b0102|0300001102f080 0100 35061b01022a0131",
		},
		"both flows": {
			session.FUSymmetricSynchronize,
			session.Resync{
				ResyncType: osi.Some(session.ResyncSet), Serial: session.Serial(1),
				SecondType: osi.Some(session.ResyncAbandon), SecondSerial: session.Serial(1),
			},
			"03000012021080 07091801021b0102350101|0300001702f080 0100 350c1b01022a0131350101360131",
		},
		"without symmetric synchronize": {
			0,
			session.Resync{ResyncType: osi.Some(session.ResyncAbandon), Serial: session.Serial(1)},
			"0300000c021080 0703180102|0300001102f080 0100 35061b01012a0131",
		},
	} {
		p, _ := expedited(t, session.FUResynchronize|c.units)
		if err := p.ends[0].Send(&session.Resynchronize{Resync: c.rs}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, unit := range p.ends[0].Output() {
			got = append(got, fmt.Sprintf("%x", unit))
		}
		if want := strings.ReplaceAll(c.want, " ", ""); strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestExpeditedWaits has an EX that comes between a PR and the MAA it announces, as it may where
// the two flows are not one stream, X.225 6.4.4: the user is told of it behind the MAA, Table A.9.
func TestExpeditedWaits(t *testing.T) {
	t.Parallel()
	units := session.FUDuplex | session.FUExpeditedData | session.FUMajorSynchronize
	p, texts := told(association.Config{Carrier: stack.TSDUs}, func(a *association.Association, _ association.Event) error {
		return a.Accept(&session.Accept{
			ConnectAcceptItem: session.ConnectAcceptItem{Version: session.Version2, InitialSerial: session.Serial(1)},
			Requirements:      osi.Some(units),
		})
	})
	pdus := request(units)[1:]
	pdus[0].(*session.Connect).InitialSerial = session.Serial(1)
	if err := p.ends[0].Open(pdus...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := p.ends[0].Send(&session.MajorSyncPoint{}); err != nil {
		t.Fatal(err)
	}
	texts[0] = nil
	for _, tsdu := range []string{"0703180101", "0500 61093007020103a0020500", "02002a032a0131"} { // PR, EX, PT and MAA
		b, err := hex.DecodeString(strings.ReplaceAll(tsdu, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		for ev := range p.ends[0].Receive(b) {
			texts[0] = append(texts[0], text(ev))
		}
	}
	if got, want := strings.Join(texts[0], ", "), "Indication MAA/AEA, Data"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
