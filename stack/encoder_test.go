package stack_test

import (
	"bytes"
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
	"github.com/osi-go/osi/transport"
)

var mms = osi.MustOID("1.0.9506.2.1")

// proposals are the contexts of ACSE and MMS.
func proposals() []presentation.Context {
	ber := []osi.OID{presentation.BasicEncoding()}
	return []presentation.Context{
		{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: ber},
		{ID: 3, AbstractSyntax: mms, TransferSyntaxes: ber},
	}
}

func kernel() *session.Connect {
	cn := &session.Connect{Requirements: osi.Some(session.FUDuplex)}
	cn.Version = session.Version2
	return cn
}

// TestEncoderConnect has a whole connect request, octet by octet: TPKT, DT, CN, CP, AARQ, and a
// value of MMS in its User Information.
func TestEncoderConnect(t *testing.T) {
	t.Parallel()
	var e stack.Encoder
	got, err := e.Append(nil,
		&transport.Data{}, kernel(), &presentation.Connect{Contexts: proposals()},
		&acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")}, &stack.Value{AbstractSyntax: mms, Octets: []byte{0xa8, 0}})
	if err != nil {
		t.Fatal(err)
	}
	const want = "03000064" + "02f080" + // TPKT, DT
		"0d5b" + "0506130100160102" + "14020002" + "c14d" + // CN: version 2, duplex, User Data
		"314b" + "a003800101" + "a244" + // CP: normal mode
		"a423" + "300f020101060452010001300406025101" + "3010020103060528ca220201300406025101" + // contexts 1 and 3, in BER
		"611d" + "301b020101a016" + // a value of context 1
		"6014" + "a107060528ca220203" + "be09" + // AARQ: application context name, User Information
		"2807020103a002a800" // EXTERNAL of context 3
	if text := hex.EncodeToString(got); text != want {
		t.Errorf("\n%s, want\n%s", text, want)
	}
	seen := ""
	c := stack.New(stack.Config{}).Conn(stack.TPKTs)
	for _, unit := range [][]byte{{3, 0, 0, 11, 6, 0xe0, 0, 0, 0, 1, 0}, {3, 0, 0, 11, 6, 0xd0, 0, 1, 0, 2, 0}, got} {
		d := osi.FromInitiator
		if unit[5] == 0xd0 {
			d = osi.FromResponder
		}
		u, rest := c.Next(d, unit, func(ev *stack.Event) bool {
			if ev.PDU != nil {
				seen += ev.PDU.String() + " "
			} else if ev.Err == nil {
				seen += hex.EncodeToString(ev.Octets) + " "
			}
			return true
		})
		if u.State != stack.Valid || len(rest) > 0 {
			t.Fatalf("%x: %v", unit, u.Fault)
		}
	}
	if seen != "CR CC DT CN CP AARQ a800 " {
		t.Error(seen)
	}
}

// TestEncoder has units as one would list them, in the carriers, and what they are on the wire.
func TestEncoder(t *testing.T) {
	t.Parallel()
	gave := &session.GiveTokens{Tokens: osi.Some(session.DataToken)}
	for name, c := range map[string]struct {
		e    stack.Encoder
		pdus []stack.PDU
		want string // units, separated by blanks
	}{
		"DT of a value": {
			stack.Encoder{Carrier: stack.TSDUs, Contexts: proposals()},
			[]stack.PDU{&session.DataTransfer{}, &presentation.Data{}, &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}},
			"01000100" + "61093007020103a0020500",
		},
		"the PPDU left out": {
			stack.Encoder{Carrier: stack.TSDUs, Contexts: proposals()},
			[]stack.PDU{&session.DataTransfer{}, &stack.Value{Context: 3, Octets: []byte{5, 0}}},
			"01000100" + "61093007020103a0020500",
		},
		"the token with it": {
			stack.Encoder{Carrier: stack.TSDUs, Contexts: proposals()},
			[]stack.PDU{gave, &session.DataTransfer{}, &stack.Value{Context: 3, Octets: []byte{5, 0}}},
			"01031001010100" + "61093007020103a0020500",
		},
		"the token alone":  {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{gave}, "0103100101"},
		"MIP":              {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{&session.MinorSyncPoint{Serial: session.Serial(1)}}, "0100" + "31032a0131"},
		"MIA":              {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{&session.MinorSyncAck{Serial: session.Serial(1)}}, "0200" + "32032a0131"},
		"FN with an RLRQ":  {stack.Encoder{Carrier: stack.TSDUs, Contexts: proposals()}, []stack.PDU{&session.Finish{}, &acse.ReleaseRequest{}}, "090dc10b" + "61093007020101a0026200"},
		"one context":      {stack.Encoder{Carrier: stack.SSDUs, Contexts: proposals()[:1], Simple: true}, []stack.PDU{&presentation.Data{Primitive: presentation.SRelease}, &acse.ReleaseRequest{}}, "6200"},
		"SSDU of a value":  {stack.Encoder{Carrier: stack.SSDUs, Contexts: proposals()}, []stack.PDU{&stack.Value{Context: 3, Octets: []byte{5, 0}}}, "61093007020103a0020500"},
		"TPDUs of 128":     {stack.Encoder{Carrier: stack.NSDUs}, []stack.PDU{&session.DataTransfer{Common: session.Common{UserData: bytes.Repeat([]byte{0x41}, 130)}}}, "02f000" + "01000100" + strings.Repeat("41", 121) + " 02f080" + strings.Repeat("41", 9)},
		"segments of 16":   {stack.Encoder{Carrier: stack.TSDUs, MaxTSDU: 16}, []stack.PDU{&session.DataTransfer{Common: session.Common{UserData: []byte("0123456789ab")}}}, "01000103190101" + hex.EncodeToString([]byte("012345678")) + " 01000103190102" + hex.EncodeToString([]byte("9ab"))},
		"with a token":     {stack.Encoder{Carrier: stack.TSDUs, MaxTSDU: 16}, []stack.PDU{gave, &session.DataTransfer{Common: session.Common{UserData: []byte("0123456789ab")}}}, "01000103190101" + hex.EncodeToString([]byte("012345")) + " 01031001010103190102" + hex.EncodeToString([]byte("6789ab"))},
		"hardly any room":  {stack.Encoder{Carrier: stack.TSDUs, MaxTSDU: 11}, []stack.PDU{gave, &session.DataTransfer{Common: session.Common{UserData: []byte("01")}}}, "01000103190101" + "30" + " 01031001010103190102" + "31"},
		"no maximum":       {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{gave, &session.DataTransfer{Common: session.Common{UserData: []byte("01")}}}, "0103100101" + "0100" + "3031"},
		"CR":               {stack.Encoder{}, []stack.PDU{&transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1}}}, "0300000b06e00000000100"},
		"ED":               {stack.Encoder{}, []stack.PDU{&transport.ExpeditedData{Format: transport.Format{OverTCP: true}}, &session.ExpeditedData{Common: session.Common{UserData: []byte{0x41}}}}, "0300000a0210" + "80" + "050041"},
		"X.410 mode":       {stack.Encoder{Carrier: stack.TSDUs, X410: true}, []stack.PDU{&session.DataTransfer{}, &stack.Value{Octets: []byte{1, 2}}}, "01000100" + "0102"},
		"RT-TOKEN-PLEASE":  {stack.Encoder{Carrier: stack.TSDUs, X410: true}, []stack.PDU{&session.PleaseTokens{Tokens: osi.Some(session.DataToken)}, &rtse.TokenPlease{Priority: 1}}, "0208100101c103020101"},
		"a token requests": {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{&session.PleaseTokens{Tokens: osi.Some(session.DataToken)}}, "0203100101"},
	} {
		units, err := c.e.Units(c.pdus...)
		var text []string
		for _, u := range units {
			text = append(text, hex.EncodeToString(u))
		}
		if got := strings.Join(text, " "); err != nil || got != c.want {
			t.Errorf("%s:\ngot  %s, %v\nwant %s", name, got, err, c.want)
		}
	}
}

// TestEncoderRefuses has what contradicts itself.
func TestEncoderRefuses(t *testing.T) {
	t.Parallel()
	full := func() *session.DataTransfer {
		return &session.DataTransfer{Common: session.Common{UserData: []byte{1}}}
	}
	value := &stack.Value{Context: 3, Octets: []byte{5, 0}}
	for name, c := range map[string]struct {
		e    stack.Encoder
		pdus []stack.PDU
		rule string
	}{
		"nothing":                     {stack.Encoder{}, nil, "stack.encode-layer"},
		"upside down":                 {stack.Encoder{}, []stack.PDU{&presentation.Data{}, &session.DataTransfer{}}, "stack.encode-layer"},
		"two PPDUs":                   {stack.Encoder{}, []stack.PDU{&session.DataTransfer{}, &presentation.Data{}, &presentation.Data{}}, "stack.encode-layer"},
		"no SPDU":                     {stack.Encoder{}, []stack.PDU{&transport.Data{}, &presentation.Data{}, value}, "stack.encode-layer"},
		"an SPDU in a CR":             {stack.Encoder{}, []stack.PDU{&transport.ConnectionRequest{}, kernel()}, "stack.encode-layer"},
		"a TPDU in TSDUs":             {stack.Encoder{Carrier: stack.TSDUs}, []stack.PDU{&transport.Data{}, full()}, "stack.encode-layer"},
		"packets":                     {stack.Encoder{Carrier: stack.Packets}, []stack.PDU{full()}, "stack.encode-layer"},
		"user data twice":             {stack.Encoder{}, []stack.PDU{full(), value}, "stack.encode-user-data"},
		"user data of the DT, too":    {stack.Encoder{}, []stack.PDU{&transport.Data{UserData: []byte{1}}, full()}, "stack.encode-user-data"},
		"user information twice":      {stack.Encoder{Contexts: proposals()}, []stack.PDU{&session.Finish{}, &acse.ReleaseRequest{UserInformation: acse.UserInformation{1}}, value}, "stack.encode-user-data"},
		"user data of the CP, too":    {stack.Encoder{}, []stack.PDU{kernel(), &presentation.Connect{Contexts: proposals(), UserData: presentation.UserData{Simple: []byte{5, 0}}}, value}, "stack.encode-user-data"},
		"segments in version 1":       {stack.Encoder{Carrier: stack.TSDUs, Version: session.Version1, MaxTSDU: 100}, []stack.PDU{&session.Finish{Common: session.Common{UserData: make([]byte, 200)}}}, "session.segmenting"},
		"no context for ACSE":         {stack.Encoder{}, []stack.PDU{&session.Finish{}, &acse.ReleaseRequest{}}, "stack.encode-context"},
		"no context for the value":    {stack.Encoder{}, []stack.PDU{full(), &stack.Value{AbstractSyntax: mms}}, "stack.encode-context"},
		"an AARQ without its context": {stack.Encoder{}, []stack.PDU{kernel(), &presentation.Connect{}, &acse.AssociateRequest{}}, "stack.encode-context"},
	} {
		b, err := c.e.Append([]byte("kept"), c.pdus...)
		if e := osi.AsError(err); e == nil || e.ID != c.rule || string(b) != "kept" {
			t.Errorf("%s: %v, %q", name, err, b)
		}
		for _, p := range c.pdus { // what was put in is taken out
			if cn, ok := p.(*session.Connect); ok && cn.UserData != nil {
				t.Errorf("%s: user data left in %s", name, p)
			}
		}
	}
}

// TestEncoderOverflow has a CN with more user data than it takes: its CDOs come behind the OA,
// X.225 7.3.
func TestEncoderOverflow(t *testing.T) {
	t.Parallel()
	cn := kernel()
	cn.UserData = bytes.Repeat([]byte{0x41}, 10240+5)
	e := stack.Encoder{Carrier: stack.TSDUs}
	units, err := e.Units(cn)
	if err != nil || len(units) != 1 || units[0][0] != 0x0d || len(cn.UserData) != 10245 {
		t.Fatal(err, len(units))
	}
	rest, err := e.Overflow()
	if want := "0f0a190102c1054141414141"; err != nil || len(rest) != 1 || hex.EncodeToString(rest[0]) != want {
		t.Errorf("%x, %v", rest, err)
	}
	if rest, err = e.Overflow(); err != nil || rest != nil {
		t.Errorf("again: %x, %v", rest, err)
	}
}

// A connect request of all layers in one unit, and what a Conn says of it.
func ExampleEncoder() {
	var e stack.Encoder
	b, err := e.Append(nil, &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1}})
	if err == nil {
		b, err = e.Append(b, &transport.Data{}, kernel(), &presentation.Connect{Contexts: proposals()},
			&acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")}, &stack.Value{AbstractSyntax: mms, Octets: []byte{0xa8, 0}})
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
	for ev := range c.Feed(osi.FromInitiator, b) {
		if ev.PDU != nil {
			fmt.Print(ev.PDU, " ")
		}
	}
	// Output: CR DT CN CP AARQ
}
