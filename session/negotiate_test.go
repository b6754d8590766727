package session

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
)

// rtse is what X.400 proposes: HD, SY, ACT, EXCEP.
const rtse FunctionalUnits = 0x0249

func TestFunctionalUnits(t *testing.T) {
	if rtse.String() != "HD,SY,ACT,EXCEP" || FUDefault != 0x0349 || FUNestedConnections != 0x2000 {
		t.Errorf("%v, %#x", rtse, uint16(FUDefault))
	}
	if got := rtse.Tokens(); got != DataToken|MinorToken|MajorToken || got.String() != "dk,mi,ma" {
		t.Errorf("tokens %v", got)
	}
	for u, ok := range map[FunctionalUnits]bool{
		rtse: true, FUDefault: true, FUDuplex | FUExceptions: false, FUDuplex | FUCapabilityData: false,
		FUDuplex | FUDataSeparation: false, FUDuplex | FUDataSeparation | FUSymmetricSynchronize: true,
		FUDuplex | FUCapabilityData | FUActivityManagement: true,
	} {
		if err := u.Check(); ok != (err == nil) {
			t.Errorf("%v: %v", u, err)
		}
	}
}

func TestTokenSetting(t *testing.T) {
	s := TokenSetting(0).With(DataToken, ResponderSide).With(MajorToken, ResponderChoice).With(ReleaseToken, ResponderSide)
	if s != 0x61 || s.Side(MajorToken) != ResponderChoice || s.Side(MinorToken) != InitiatorSide || s.With(MajorToken, InitiatorSide) != 0x41 {
		t.Errorf("%#x", uint8(s))
	}
}

func TestNegotiate(t *testing.T) {
	cn := Connect{Requirements: osi.Some(rtse | FUDuplex | FUTypedData), ConnectAcceptItem: ConnectAcceptItem{
		Version: Version1 | Version2, Options: ExtendedConcatenation, TSDUSize: osi.Some(TSDUSize{4096, 2048}),
		TokenSetting: osi.Some(TokenSetting(0).With(DataToken, ResponderChoice).With(MinorToken, ResponderSide)),
	}}
	ac := Accept{Requirements: osi.Some(rtse | FUExpeditedData), ConnectAcceptItem: ConnectAcceptItem{
		Version: Version1 | Version2, TSDUSize: osi.Some(TSDUSize{1024, 0}),
		TokenSetting: osi.Some(TokenSetting(0).With(MinorToken, ResponderSide)),
	}}
	n, err := Negotiate(&cn, nil, &ac)
	if err != nil {
		t.Fatal(err)
	}
	want := Negotiated{
		Version: Version2, Units: rtse, Tokens: DataToken | MinorToken | MajorToken, Initiator: DataToken | MajorToken,
		TSDUSize: TSDUSize{1024, 0}, ExtendedToInitiator: true, SerialDigits: 6,
	}
	if n.Version != want.Version || n.Units != want.Units || n.Tokens != want.Tokens || n.Initiator != want.Initiator || n.TSDUSize != want.TSDUSize ||
		n.ExtendedToInitiator != true || n.ExtendedToResponder != false || n.SerialDigits != want.SerialDigits || n.InitialSerial != nil {
		t.Errorf("%+v\nwant %+v", n, want)
	}
}

// TestNegotiateSerials has the rule of 8.3.1.10: a number exactly if MA, SY, SS or RESYN is selected without ACT.
func TestNegotiateSerials(t *testing.T) {
	one := SerialNumber("1")
	for _, c := range []struct {
		u             FunctionalUnits
		first, second SerialNumber
		ok            bool
	}{
		{FUDuplex, nil, nil, true},
		{FUDuplex, one, nil, false},
		{FUDuplex | FUMajorSynchronize, one, nil, true},
		{FUDuplex | FUMajorSynchronize, nil, nil, false},
		{FUDuplex | FUMajorSynchronize | FUActivityManagement, nil, nil, true},
		{FUDuplex | FUMajorSynchronize | FUActivityManagement, one, nil, false},
		{FUDuplex | FUSymmetricSynchronize, one, one, true},
		{FUDuplex | FUSymmetricSynchronize, one, nil, false},
		{FUDuplex | FUMinorSynchronize, one, one, false},
	} {
		cn := Connect{Requirements: osi.Some(c.u)}
		ac := Accept{Requirements: osi.Some(c.u), ConnectAcceptItem: ConnectAcceptItem{InitialSerial: c.first, SecondInitialSerial: c.second}}
		n, err := Negotiate(&cn, nil, &ac)
		if c.ok != (err == nil) || c.ok && (!n.InitialSerial.Equal(c.first) || !n.SecondInitialSerial.Equal(c.second)) ||
			err != nil && !errors.Is(err, osi.ErrState) {
			t.Errorf("%v %v %v: %+v, %v", c.u, c.first, c.second, n, err)
		}
		if c.u.Has(FUActivityManagement) {
			continue // a proposal may have a number
		}
		cn.InitialSerial, cn.SecondInitialSerial = c.first, c.second
		if err := CheckProposal(&cn); err != nil == c.ok {
			t.Errorf("proposal %v %v %v: %v", c.u, c.first, c.second, err)
		}
	}
}

func TestAnswers(t *testing.T) {
	_, bad := Parse([]byte{13, 4, 20, 2, 0, 0})
	a := AbortFor(osi.AsError(bad).Attach([]byte{13, 4, 20, 2, 0, 0}))
	if b, err := a.AppendBinary(nil); err != nil || string(b) != "\x19\x0a\x11\x01\x05\x31\x05\x0d\x04\x14\x02\x00" {
		t.Errorf("%x, %v", b, err)
	}
	if a := AbortFor(bad); a.Disconnect != ReleaseTransport|ProtocolError || a.Reflect != nil {
		t.Errorf("%+v", a)
	}
	if a := AbortFor(errors.New("other")); a.Disconnect != ReleaseTransport|NoReason {
		t.Errorf("%+v", a)
	}
	d := Decoder{Limits: osi.Limits{Units: 1}}
	_, limit := d.Decode([]byte{10, 4, 80, 0, 81, 0})
	if a := AbortFor(limit); a.Disconnect != ReleaseTransport|ImplementationRestriction {
		t.Errorf("%+v, %v", a, limit)
	}
	open := Situation{Selected: FUHalfDuplex | FUExceptions, Open: true}
	spdu := []byte{13, 4, 20, 2, 0, 0}
	if r, ok := ExceptionReportFor(bad, spdu, open); !ok || string(r.Reflect) != "\x0d\x04\x14\x02\x00" {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, s := range []Situation{
		{},
		{Selected: FUHalfDuplex | FUExceptions},
		{Selected: FUHalfDuplex, Open: true},
		{Selected: FUHalfDuplex | FUExceptions, Open: true, DataToken: true},
		{Selected: FUHalfDuplex | FUExceptions | FUActivityManagement, Open: true},
	} {
		if _, ok := ExceptionReportFor(bad, spdu, s); ok {
			t.Errorf("%+v allows an EXCEPTION REPORT", s)
		}
	}
	if _, ok := ExceptionReportFor(limit, spdu, open); ok {
		t.Error("EXCEPTION REPORT for a limit of ours")
	}
}
