package session

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
)

// rtse is what X.400 proposes: HD, SY, ACT, EXCEP.
const rtse FunctionalUnits = 0x0249

func TestFunctionalUnits(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	s := TokenSetting(0).With(DataToken, ResponderSide).With(MajorToken, ResponderChoice).With(ReleaseToken, ResponderSide)
	if s != 0x61 || s.Side(MajorToken) != ResponderChoice || s.Side(MinorToken) != InitiatorSide || s.With(MajorToken, InitiatorSide) != 0x41 {
		t.Errorf("%#x", uint8(s))
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
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

// TestNegotiateSerials has the rule of 8.3.1.10: a number exactly if MA, SY, SS or RESYN is
// selected without ACT.
func TestNegotiateSerials(t *testing.T) {
	t.Parallel()
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
		if err := checkProposal(&cn); err != nil == c.ok {
			t.Errorf("proposal %v %v %v: %v", c.u, c.first, c.second, err)
		}
	}
}
