package stack_test

import (
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// The primitives and SPDUs that belong together, X.225 Annex A and X.226 8.5.
func TestJoin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spdu      session.SPDU
		primitive presentation.Primitive
		ok        bool
	}{
		{&session.Connect{}, presentation.SConnect, true},
		{&session.Accept{}, presentation.SConnectAccept, true},
		{&session.Refuse{Reason: osi.Some(session.RefusedByUser)}, presentation.SConnectReject, true},
		{&session.Refuse{Reason: osi.Some(session.RefuseReason(129))}, 0, false},
		{&session.DataTransfer{}, presentation.SData, true},
		{&session.TypedData{}, presentation.STypedData, true},
		{&session.ExpeditedData{}, presentation.SExpeditedData, true},
		{&session.Abort{}, presentation.SUserAbort, true},
		{&session.Finish{}, presentation.SRelease, true},
		{&session.Disconnect{}, presentation.SReleaseConfirm, true},
		{&session.MinorSyncPoint{}, presentation.SSyncMinor, true},
		{&session.ActivityEnd{}, presentation.SActivityEnd, true},
		{&session.GiveTokensAck{}, 0, false},
		{&session.Prepare{}, 0, false},
		{&session.ShortDataTransfer{}, 0, false},
	} {
		primitive, ok := stack.PrimitiveOf(c.spdu)
		if ok != c.ok || primitive != c.primitive {
			t.Errorf("%s: %s, %v", c.spdu, primitive, ok)
		}
	}
	for syntax, layer := range map[string]osi.Layer{"2.2.1.0.1": osi.ACSE, "2.3.2": osi.RTSE, "2.6.0.2.12": osi.RTSE, "1.0.9506.2.1": 0} {
		if got := stack.LayerOf(osi.MustOID(syntax)); got != layer {
			t.Errorf("%s: %s", syntax, got)
		}
	}
}

// Join session, presentation and RTSE by hand, where Conn gives too much.
func ExamplePrimitiveOf() {
	cn, _ := hex.DecodeString("0d60011c0a0514034353490b1317113932303530393134353234392d3037303005091301001601011a010014020249c1" +
		"31312fa003800100a12880010081010182010084" + "0101a31aa018a1168010776" + "7632e6d6963726f736f66742e6361a1021600")
	spdus, err := session.ParseTSDU(cn)
	if err != nil {
		fmt.Println(err)
		return
	}
	primitive, ok := stack.PrimitiveOf(spdus[0])
	if !ok {
		return
	}
	ppdu, err := presentation.Parse(primitive, spdus[0].SSDU())
	if err != nil {
		fmt.Println(err)
		return
	}
	cp := ppdu.(*presentation.Connect)
	apdu, err := stack.DecodeX410(new(rtse.Decoder), cp, cp.X410)
	fmt.Println(spdus[0], ppdu, cp.Mode, apdu, err)
	// Output: CN CP x410-1984-mode RTORQ <nil>
}
