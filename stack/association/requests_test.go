package association_test

import (
	"encoding/hex"
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
)

// TestCompleted has requests of which all is left out that the state gives, octet by octet, of an
// association with the tokens at its initiator, in which an activity was started.
func TestCompleted(t *testing.T) {
	t.Parallel()
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	const (
		dt  = "02f080"
		one = "61093007020103a0020500" // the value
	)
	type step struct {
		end  int
		pdus []stack.PDU
		want string
	}
	rs := func(kind session.ResyncType, serial session.SerialNumber) *session.Resynchronize {
		return &session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(kind), Serial: serial}}
	}
	for name, steps := range map[string][]step{
		"DT":                 {{0, []stack.PDU{&session.DataTransfer{}, value}, dt + "01000100" + one}},
		"DT, by its context": {{0, []stack.PDU{&session.DataTransfer{}, &stack.Value{Context: 3, Octets: []byte{5, 0}}}, dt + "01000100" + one}},
		"TD":                 {{1, []stack.PDU{&session.TypedData{}, value}, dt + "2100" + one}},
		"MIP":                {{0, []stack.PDU{&session.MinorSyncPoint{}}, dt + "010031032a0131"}, {0, []stack.PDU{&session.MinorSyncPoint{}}, dt + "010031032a0132"}},
		"MIP, its own":       {{0, []stack.PDU{&session.MinorSyncPoint{Serial: session.Serial(1)}}, dt + "010031032a0131"}},
		"MAP and MAA": {
			{0, []stack.PDU{&session.MajorSyncPoint{}}, dt + "010029060f01012a0131"},
			{1, []stack.PDU{&session.MajorSyncAck{}}, dt + "02002a032a0131"},
			{0, []stack.PDU{&session.MajorSyncPoint{}}, dt + "010029060f01012a0132"},
			{1, []stack.PDU{&session.MajorSyncAck{Serial: session.Serial(2)}}, dt + "02002a032a0132"},
		},
		"AE and AEA":          {{0, []stack.PDU{&session.ActivityEnd{}}, dt + "010029032a0131"}, {1, []stack.PDU{&session.MajorSyncAck{}}, dt + "02002a032a0131"}},
		"AE, its own":         {{0, []stack.PDU{&session.ActivityEnd{Serial: session.Serial(1)}}, dt + "010029032a0131"}},
		"AE, of another time": {{0, []stack.PDU{&session.ActivityEnd{Serial: session.Serial(7)}}, "spm.sync-serial"}},
		"DT, its own PPDU":    {{0, []stack.PDU{&session.DataTransfer{}, &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 3, Value: []byte{5, 0}}}}}}, dt + "01000100" + one}},
		"TD, its own PPDU":    {{1, []stack.PDU{&session.TypedData{}, &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 3, Value: []byte{5, 0}}}}}}, dt + "2100" + one}},
		"RS and RA, abandon": {
			{0, []stack.PDU{&session.MinorSyncPoint{}}, dt + "010031032a0131"},
			{0, []stack.PDU{rs(session.ResyncAbandon, nil)}, dt + "010035091a01001b01012a0132"},
			{1, []stack.PDU{&session.ResynchronizeAck{}}, dt + "020022061a01002a0132"},
		},
		"RS and RA, restart": {
			{0, []stack.PDU{&session.MinorSyncPoint{}}, dt + "010031032a0131"},
			{0, []stack.PDU{rs(session.ResyncRestart, session.Serial(1))}, dt + "010035091a01001b01002a0131"},
			{1, []stack.PDU{&session.ResynchronizeAck{}}, dt + "020022061a01002a0131"},
		},
		"RS and RA, set": {
			{0, []stack.PDU{rs(session.ResyncSet, session.Serial(9))}, dt + "010035091a01001b01022a0139"}, {1, []stack.PDU{&session.ResynchronizeAck{}}, dt + "020022061a01002a0139"},
		},
		"RS with a value": {{0, []stack.PDU{rs(session.ResyncAbandon, nil), value}, dt + "010035181a01001b01012a0131c10d300b" + one}},
		"RA with a choice": {
			{0, []stack.PDU{&session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(session.TokenSetting(0x22)), ResyncType: osi.Some(session.ResyncAbandon)}}}, dt + "010035091a01221b01012a0131"},
			{1, []stack.PDU{&session.ResynchronizeAck{}}, dt + "020022061a01112a0131"}, // the responder keeps what it may choose
		},
		"AI and AIA":             {{0, []stack.PDU{&session.ActivityInterrupt{}}, dt + "01001900"}, {1, []stack.PDU{&session.ActivityInterruptAck{}}, dt + "02001a00"}},
		"AB":                     {{0, []stack.PDU{&session.Abort{}}, dt + "1903110103"}},
		"AB, its own":            {{0, []stack.PDU{&session.Abort{Disconnect: session.UserAbort}}, dt + "1903110102"}},
		"ABRT":                   {{1, []stack.PDU{&session.Abort{}, &acse.Abort{}}, dt + "1920110103c11ba019a00930070201010602510161" + "0c300a020101a0056403800100"}},
		"ARU with a value":       {{1, []stack.PDU{&session.Abort{}, value}, dt + "191d110103c118a016a009300702010306025101" + one}},
		"a context that is none": {{0, []stack.PDU{&session.DataTransfer{}, &stack.Value{Context: 9, Octets: []byte{5, 0}}}, "ppm.a25"}, {0, []stack.PDU{&session.DataTransfer{}, value}, dt + "01000100" + one}},
		"a token request of a context that is none": {{1, []stack.PDU{&session.PleaseTokens{Tokens: osi.Some(session.DataToken)}, &stack.Value{Context: 9, Octets: []byte{5, 0}}}, "ppm.a26"}, {1, []stack.PDU{&session.TypedData{}, value}, dt + "2100" + one}},
		"a token request with its own PPDU":         {{1, []stack.PDU{&session.PleaseTokens{Tokens: osi.Some(session.DataToken)}, &presentation.Data{UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: 9, Value: []byte{5, 0}}}}}}, "ppm.a26"}},
		"a second value of one that is none":        {{0, []stack.PDU{&session.DataTransfer{}, value, &stack.Value{Context: 9, Octets: []byte{5, 0}}}, "ppm.a25"}},
	} {
		p := newPair(association.Config{})
		open(p)
		must(t, p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}}))
		must(t, p.settle())
		for i, s := range steps {
			if err := p.ends[s.end].Send(s.pdus...); err != nil {
				if e := osi.AsError(err); e == nil || e.ID != s.want {
					t.Errorf("%s, step %d: %v", name, i, err)
				}
				continue
			}
			for n, unit := range p.ends[s.end].Output() {
				if got := hex.EncodeToString(unit[4:]); got != s.want || n > 0 {
					t.Errorf("%s, step %d: %s, want %s", name, i, got, s.want)
				}
				for ev := range p.ends[1-s.end].Receive(unit) {
					p.hear(1-s.end, ev)
				}
			}
		}
	}
}

// A value of RTSE is the RTTR, told once: not what it carries, too.
func TestRTSEValues(t *testing.T) {
	t.Parallel()
	p := newPair(association.Config{})
	accept, got := p.hear, ""
	p.hear = func(end int, ev association.Event) {
		if ev, ok := ev.(*association.Data); ok {
			got += contextsOf(ev.Values)
		}
		accept(end, ev)
	}
	pdus := request(session.FUDuplex)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts(rtse.AbstractSyntax())}
	must(t, p.ends[0].Open(pdus...))
	must(t, p.settle())
	must(t, p.ends[0].Send(&session.DataTransfer{}, &rtse.Transfer{Data: []byte("ABC")}, &rtse.Transfer{Data: []byte("D")}))
	must(t, p.settle())
	if want := "3 2.3.2 0403414243, 3 2.3.2 040144, "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// An exception report of the provider ends a release that is under way, X.227 A.4: the peer may
// then ask for one, which is no collision, and the association is released.
func TestExceptionEndsRelease(t *testing.T) {
	t.Parallel()
	p, texts := told(association.Config{}, nil)
	must(t, p.ends[0].Open(request(session.FUHalfDuplex|session.FUExceptions)...))
	must(t, p.settle())
	a := p.ends[0]
	must(t, a.Release())
	a.Output()                                                                      // it is lost on the way
	er, err := hex.DecodeString("0300000e" + "02f080" + "0200" + "00" + "03310163") // PT, ER: SPDU 63 is invalid
	must(t, err)
	for ev := range a.Receive(er) {
		p.hear(0, ev)
	}
	must(t, a.Send(&session.GiveTokens{Tokens: osi.Some(session.DataToken)}))
	must(t, p.settle())
	must(t, p.ends[1].Release())
	for _, unit := range p.ends[1].Output() {
		for ev := range a.Receive(unit) {
			if ev, ok := ev.(*association.Finishing); ok && ev.Collision {
				t.Error("a collision")
			}
			p.hear(0, ev)
		}
	}
	must(t, a.Release())
	for _, unit := range a.Output() {
		for ev := range p.ends[1].Receive(unit) {
			p.hear(1, ev)
		}
	}
	if got, want := fmt.Sprint(*texts), "[[Connected Opened Indication ER Finishing] [Connecting Requested Indication GT Released]]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Extended concatenation is agreed on for each direction by itself, X.225 6.3.7.
func TestExtendedOneWay(t *testing.T) {
	t.Parallel()
	for from, options := range [2]session.ProtocolOptions{session.ExtendedConcatenation, 0} { // of the responder, who then takes them
		p := newPair(association.Config{})
		p.hear = func(end int, ev association.Event) {
			switch ev.(type) {
			case *association.Connecting:
				must(t, p.ends[end].Accept())
			case *association.Requested:
				ac := &session.Accept{Requirements: osi.Some(session.FUDuplex | session.FUMinorSynchronize)}
				ac.Version, ac.Options, ac.InitialSerial = session.Version2, options, session.Serial(1)
				ac.TokenSetting = osi.Some(session.TokenSetting(0).With(session.MinorToken, uint8(from)))
				must(t, p.ends[end].Accept(ac))
			}
		}
		pdus := request(session.FUDuplex | session.FUMinorSynchronize)
		cn, _ := pdus[1].(*session.Connect)
		cn.TokenSetting = osi.Some(session.TokenSetting(0).With(session.MinorToken, uint8(from)))
		cn.InitialSerial, cn.Options = session.Serial(1), session.ExtendedConcatenation&^options
		must(t, p.ends[0].Open(pdus...))
		must(t, p.settle())
		for end, a := range p.ends {
			err := a.Send(&session.GiveTokens{Tokens: osi.Some(session.MinorToken)}, &session.MinorSyncPoint{}, &session.DataTransfer{}, &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}})
			if (err == nil) != (end == from) {
				t.Errorf("options %v of the responder: end %d: %v", options, end, err)
			}
		}
	}
}

// TestAccepted has the AC that Accept makes of what a CN proposes, X.225 7.4 and 8.3.5: duplex
// before half-duplex, minor before symmetric synchronize, activities before data separation, no
// nested connections, and expedited data only where transport has them.
func TestAccepted(t *testing.T) {
	t.Parallel()
	const (
		fd, hd = session.FUDuplex, session.FUHalfDuplex
		sy, ss = session.FUMinorSynchronize, session.FUSymmetricSynchronize
	)
	tokens := func(side uint8) osi.Opt[session.TokenSetting] {
		s := session.TokenSetting(0)
		for _, token := range []session.Tokens{session.DataToken, session.MinorToken} {
			s = s.With(token, side)
		}
		return osi.Some(s)
	}
	for name, c := range map[string]struct {
		change func(cn *session.Connect)
		want   string // the AC up to its user data
	}{
		"duplex":                  {func(cn *session.Connect) { cn.Requirements = osi.Some(fd) }, "0506130100160102" + "14020002"},
		"both":                    {func(cn *session.Connect) { cn.Requirements = osi.Some(fd | hd) }, "0506130100160102" + "14020002"},
		"both, and exceptions":    {func(cn *session.Connect) { cn.Requirements = osi.Some(fd | hd | session.FUExceptions) }, "0506130100160102" + "14020002"},
		"half-duplex, exceptions": {func(cn *session.Connect) { cn.Requirements = osi.Some(hd | session.FUExceptions) }, "0506130100160102" + "14020201"},
		"expedited data":          {func(cn *session.Connect) { cn.Requirements = osi.Some(fd | session.FUExpeditedData) }, "0506130100160102" + "14020002"},
		"minor and symmetric": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial, cn.SecondInitialSerial = osi.Some(fd|sy|ss), session.Serial(5), session.Serial(6)
		}, "0509130100160102170135" + "1402000a"},
		"symmetric": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial, cn.SecondInitialSerial = osi.Some(fd|ss), session.Serial(5), session.Serial(6)
		}, "050c130100160102170135370136" + "14020802"},
		"activities and data separation": {func(cn *session.Connect) {
			cn.Requirements = osi.Some(hd | sy | session.FUActivityManagement | session.FUDataSeparation)
		}, "0506130100160102" + "14020049"},
		"data separation": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial = osi.Some(fd|sy|session.FUDataSeparation), session.Serial(5)
		}, "0509130100160102170135" + "1402100a"},
		"major": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial = osi.Some(fd|session.FUMajorSynchronize), session.Serial(5)
		}, "0509130100160102170135" + "14020012"},
		"resynchronize": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial = osi.Some(fd|session.FUResynchronize), session.Serial(5)
		}, "0509130100160102170135" + "14020022"},
		"a version": {func(cn *session.Connect) { cn.Requirements, cn.Version = osi.Some(fd), session.Version1 }, "0506130100160101" + "14020002"},
		"versions": {func(cn *session.Connect) {
			cn.Requirements, cn.Version = osi.Some(fd), session.Version1|session.Version2
		}, "0506130100160102" + "14020002"},
		"extended concatenation": {func(cn *session.Connect) {
			cn.Requirements, cn.Options = osi.Some(fd), session.ExtendedConcatenation
		}, "0506130101160102" + "14020002"},
		"TSDU sizes": {func(cn *session.Connect) {
			cn.Requirements, cn.TSDUSize = osi.Some(fd), osi.Some(session.TSDUSize{ToResponder: 0x0200, ToInitiator: 0x0300})
		}, "050c130100150402000300160102" + "14020002"},
		"tokens of the initiator": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial, cn.TokenSetting = osi.Some(hd|sy), session.Serial(5), tokens(session.InitiatorSide)
		}, "050c1301001601021701351a0100" + "14020009"},
		"tokens of the responder": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial, cn.TokenSetting = osi.Some(hd|sy), session.Serial(5), tokens(session.ResponderSide)
		}, "050c1301001601021701351a0105" + "14020009"},
		"tokens of the responder's choice": {func(cn *session.Connect) {
			cn.Requirements, cn.InitialSerial, cn.TokenSetting = osi.Some(hd|sy), session.Serial(5), tokens(session.ResponderChoice)
		}, "050c1301001601021701351a0100" + "14020009"},
	} {
		p := newPair(association.Config{})
		pdus := request(0)
		cn, _ := pdus[1].(*session.Connect)
		c.change(cn)
		must(t, p.ends[0].Open(pdus...))
		_, err := p.flow(0) // CR
		must(t, err)
		_, err = p.flow(1) // CC
		must(t, err)
		_, err = p.flow(0) // CN
		must(t, err)
		got := ""
		for _, unit := range p.ends[1].Output() {
			got = hex.EncodeToString(unit[9:]) // behind TPKT, DT, SI and LI
		}
		if !strings.HasPrefix(got, c.want+"c1") {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestEvents has what the user is told of an SPDU: data where it has nothing but values, and the
// SPDU otherwise.
func TestEvents(t *testing.T) {
	t.Parallel()
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	for want, pdus := range map[string][]stack.PDU{
		"Data TD":        {&session.DataTransfer{}, value},
		"Data TTD":       {&session.TypedData{}, value},
		"Data TC":        {&session.CapabilityData{}, value},
		"Indication GT":  {&session.GiveTokens{Tokens: osi.Some(session.MinorToken)}},
		"Indication PT":  {&session.PleaseTokens{Tokens: osi.Some(session.MinorToken)}, value},
		"Indication AS":  {&session.ActivityStart{Activity: []byte{1}}, value},
		"Indication AR":  {&session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: session.Serial(1)}},
		"Indication TD":  {&session.TypedData{}, alteration()},
		"Indication GTC": {&session.GiveTokensConfirm{}},
	} {
		p, texts := told(association.Config{}, func(a *association.Association, ev association.Event) error {
			if r, ok := ev.(*association.Requested); ok {
				cpa := r.CP.Accept(func(*presentation.Context) presentation.Result {
					return presentation.Result{TransferSyntax: presentation.BasicEncoding()}
				})
				cpa.Requirements = presentation.ContextManagement
				return a.Accept(cpa)
			}
			return a.Accept()
		})
		pdus2 := request(allUnits)
		pdus2[2] = &presentation.Connect{Contexts: association.Contexts(mms), Requirements: presentation.ContextManagement}
		must(t, p.ends[0].Open(pdus2...))
		must(t, p.settle())
		before, primitive := p.hear, ""
		p.hear = func(end int, ev association.Event) {
			if data, ok := ev.(*association.Data); ok {
				primitive = " " + data.Primitive.String()
			}
			before(end, ev)
		}
		must(t, p.ends[0].Send(pdus...))
		must(t, p.settle())
		if got := texts[1][len(texts[1])-1] + primitive; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	p, texts := expedited(t, 0)
	must(t, p.ends[0].Send(&session.ExpeditedData{Common: session.Common{UserData: []byte{1}}}))
	must(t, p.settle())
	if got, want := fmt.Sprint(texts[1]), "[Connecting Requested Data]"; got != want {
		t.Errorf("an EX: %s, want %s", got, want)
	}
}

// A transport connection that an AB or RF asks to keep is kept, without Config.Reuse, too, if the
// other end does: behind the AA.
func TestKeptByRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		send func(p *pair) error
		want bool // end 0 is kept
	}{
		"AB": {func(p *pair) error {
			return p.ends[0].Send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{})
		}, true},
		"AB, not": {func(p *pair) error { return p.ends[0].Send(&session.Abort{}, &acse.Abort{}) }, false},
		"FN": {func(p *pair) error {
			must(t, p.ends[0].Send(&session.Finish{Disconnect: osi.Some(keep)}, &acse.ReleaseRequest{}))
			must(t, p.settle())
			return p.ends[1].Release()
		}, true},
		"FN, not": {func(p *pair) error {
			must(t, p.ends[0].Release())
			must(t, p.settle())
			return p.ends[1].Release()
		}, false},
	} {
		p := newPair(association.Config{})
		p.ends[1] = association.New(osi.FromResponder, association.Config{Reuse: true})
		must(t, p.ends[0].Open(request(session.FUDuplex)...))
		must(t, p.settle())
		must(t, c.send(p))
		must(t, p.settle())
		if got := p.ends[0].Kept(); got != c.want {
			t.Errorf("%s: kept %v", name, got)
		}
	}
}

// What the transport expedited flow carries in front of an SPDU of the normal flow, X.225 8.3.26:
// the PR says which one comes.
func TestAnnounced(t *testing.T) {
	t.Parallel()
	units := session.FUMajorSynchronize | session.FUResynchronize
	rs := &session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}}
	for name, c := range map[string]struct {
		first, last session.SPDU // of end 0, and of end 1 behind it
		want        string
	}{
		"MAA": {&session.MajorSyncPoint{}, &session.MajorSyncAck{}, "021080 0703180101, 02f080 0200 2a032a0131"},
		"RS":  {nil, rs, "021080 0703180102, 02f080 0100 3509 1a0100 1b0101 2a0131"},
		"RA":  {rs, &session.ResynchronizeAck{}, "021080 0703180103, 02f080 0200 2206 1a0100 2a0131"},
	} {
		p, _ := expedited(t, units)
		if c.first != nil {
			must(t, p.ends[0].Send(c.first))
			must(t, p.settle())
		}
		must(t, p.ends[1].Send(c.last))
		var got []string
		for _, unit := range p.ends[1].Output() {
			got = append(got, hex.EncodeToString(unit[4:]))
		}
		if want := strings.ReplaceAll(strings.ReplaceAll(c.want, ", ", "|"), " ", ""); strings.Join(got, "|") != want {
			t.Errorf("%s: %s, want %s", name, strings.Join(got, "|"), want)
		}
	}
}

// An RF that keeps the transport connection for who does not use it again ends it, X.225 6.2.4.
func TestRefusedAndKept(t *testing.T) {
	t.Parallel()
	for reuse, over := range map[bool]bool{false: true, true: false} {
		p := newPair(association.Config{Reuse: true})
		p.ends[0] = association.New(osi.FromInitiator, association.Config{Reuse: reuse})
		p.hear = func(end int, ev association.Event) {
			switch ev.(type) {
			case *association.Connecting:
				must(t, p.ends[end].Accept())
			case *association.Requested:
				must(t, p.ends[end].Send(&session.Refuse{Disconnect: osi.Some(keep)}))
			}
		}
		must(t, p.ends[0].Open(request(session.FUDuplex)...))
		must(t, p.settle())
		if a := p.ends[0]; a.Ended() != over || a.Kept() == over {
			t.Errorf("reuse %v: over %v, kept %v", reuse, a.Ended(), a.Kept())
		}
	}
}
