package rtse_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/rtse"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := vectors.Octets(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var null = []byte{5, 0}

// encodings pairs values with their octets. form is the carrier, as in the vectors.
var encodings = []struct {
	name, form string
	value      value
	want       string
}{
	{"RTORQ/least", "", &rtse.OpenRequest{Connection: rtse.ConnectionData{Open: null}}, "B0 06 A3 04 A0 02 05 00"},
	{
		"RTORQ/all", "", &rtse.OpenRequest{
			CheckpointSize: 1, WindowSize: osi.Some[int64](1), DialogueMode: rtse.TwoWayAlternate,
			Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
				CallingReference: []byte("MTA"), CommonReference: []byte("051001145108Z"), Additional: []byte("12"),
			})},
		},
		"B0 25 80 01 01 81 01 01 82 01 01 A3 1A A1 18 04 03 4D 54 41 17 0D 30 35 31 30 30 31 31 34 35 31 30 38 5A 80 02 31 32",
	},
	{
		"PConnect", "connect", &rtse.OpenRequest{CheckpointSize: 256, Connection: rtse.ConnectionData{Open: null}, ApplicationProtocol: osi.Some[int64](12)},
		"80 02 01 00 A3 04 A0 02 05 00 84 01 0C",
	},
	{"RTOAC", "", &rtse.OpenAccept{WindowSize: osi.Some[int64](2), Connection: rtse.ConnectionData{Open: null}}, "B1 09 81 01 02 A2 04 A0 02 05 00"},
	{
		"PAccept", "accept", &rtse.OpenAccept{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			CallingReference: []byte{}, T61: true, CommonReference: []byte("8510011451+0100"),
		})}},
		"A2 15 A1 13 14 00 17 0F 38 35 31 30 30 31 31 34 35 31 2B 30 31 30 30",
	},
	// X.228 9, ConnectionData: where the user gives no value, open is an IMPLICIT NULL
	{"RTORQ/no value", "", &rtse.OpenRequest{}, "B0 04 A3 02 80 00"},
	{"PConnect/no value", "connect", &rtse.OpenRequest{}, "A3 02 80 00"},
	{"RTOAC/no value", "", &rtse.OpenAccept{}, "B1 04 A2 02 80 00"},
	// 7.10: what is not defined is ignored
	{"RTORQ/ignored", "", &rtse.OpenRequest{Ignored: [][]byte{{0x85, 1, 0}, {0x04, 0}}}, "B0 09 A3 02 80 00 85 01 00 04 00"},
	{"PConnect/ignored", "connect", &rtse.OpenRequest{Ignored: [][]byte{{0x85, 1, 0}}}, "A3 02 80 00 85 01 00"},
	{"RTOAC/ignored", "", &rtse.OpenAccept{Ignored: [][]byte{{0xa3, 0}}}, "B1 06 A2 02 80 00 A3 00"},
	{"RTORJ/ignored", "", &rtse.OpenReject{Ignored: [][]byte{{0x82, 0}}}, "B2 02 82 00"},
	{"RTAB/ignored", "", &rtse.Abort{Reason: osi.Some(rtse.ProtocolError), Ignored: [][]byte{{0x83, 0}}}, "B6 05 80 01 04 83 00"},
	{"RTORJ", "", &rtse.OpenReject{UserData: null}, "B2 04 A1 02 05 00"},
	{"RTORJ/empty", "", &rtse.OpenReject{}, "B2 00"},
	{"PRefuse", "refuse", &rtse.OpenReject{Reason: osi.Some(rtse.ValidationFailure)}, "80 01 02"},
	{"RTAB", "", &rtse.Abort{Reason: osi.Some(rtse.UserError), UserData: null}, "B6 07 80 01 06 A2 02 05 00"},
	{
		"RTAB/reflected", "", &rtse.Abort{Reason: osi.Some(rtse.InvalidParameter), Reflected: osi.Some(rtse.Bits{Octet: 0xa0, Len: 3})},
		"B6 07 80 01 01 81 02 05 A0",
	},
	{"RTAB/reflected nothing", "", &rtse.Abort{Reason: osi.Some(rtse.InvalidParameter), Reflected: osi.Some(rtse.Bits{})}, "B6 06 80 01 01 81 01 00"},
	{"abort information", "abort", &rtse.Abort{Reason: osi.Some(rtse.ProtocolError)}, "80 01 04"},
	{"RTTP", "", &rtse.TokenPlease{Priority: 128}, "02 02 00 80"},
	{"RTTR", "", &rtse.Transfer{Data: []byte("\x30\x03\x02\x01\x05")}, "04 05 30 03 02 01 05"},
	{"RTTR/empty", "", &rtse.Transfer{Data: []byte{}}, "04 00"},
	{"bind/null", "bind", &rtse.Bind{}, "05 00"},
	{"bind/null argument", "bind", &rtse.Bind{Phase: rtse.Argument}, "B0 02 05 00"},
	{"bind/password", "bind", &rtse.Bind{Name: []byte("ean.ubc"), Password: []byte{}}, "A1 0D 80 07 65 61 6E 2E 75 62 63 A1 02 16 00"},
	{"bind/result", "bind", &rtse.Bind{Phase: rtse.Result, Name: []byte{}, Password: []byte{1}, Octets: true}, "B1 09 A1 07 80 00 A1 03 04 01 01"},
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	for _, c := range encodings {
		want := octets(t, c.want)
		got, err := encode(c.value, c.form, []byte{0xee})
		if err != nil || !bytes.Equal(got, append([]byte{0xee}, want...)) {
			t.Errorf("%s encodes to %x, %v\nwant %x", c.name, got, err, want)
			continue
		}
		b := bytes.Clone(want)
		decoded, err := decode(nil, c.form, b)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		copied := clone(decoded)
		clear(b)
		if !reflect.DeepEqual(copied, clone(c.value)) {
			t.Errorf("%s decodes to %+v\nwant %+v", c.name, copied, c.value)
		}
	}
}

// A copy of whatever a vector holds has all its fields, and keeps them when the buffer is used
// again.
func TestCloneVectors(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		want, err := decode(nil, v.Get("form"), bytes.Clone(v.Octets))
		if err != nil {
			continue
		}
		b := bytes.Clone(v.Octets)
		p, err := decode(nil, v.Get("form"), b)
		if err != nil {
			t.Fatal(err)
		}
		copied := clone(p)
		clear(b)
		if d := mirror.Diff(copied, want, "scratch"); d != "" {
			t.Errorf("%s: %s", v.Name, d)
		}
	}
}

// Encoders refuse what the standard forbids, and leave b as it was.
func TestEncodersRefuse(t *testing.T) {
	t.Parallel()
	open := rtse.ConnectionData{Open: null}
	for name, c := range map[string]struct {
		value value
		form  string
		rule  string
	}{
		"ignored, but defined":  {&rtse.OpenRequest{Ignored: [][]byte{{0x80, 1, 0}}}, "", "rtse.duplicate"},
		"ignored, of an RTOAC":  {&rtse.OpenAccept{Ignored: [][]byte{{0xa2, 0}}}, "", "rtse.duplicate"},
		"ignored, of an RTORJ":  {&rtse.OpenReject{Ignored: [][]byte{{0xa1, 0}}}, "", "rtse.duplicate"},
		"ignored, two in one":   {&rtse.Abort{Ignored: [][]byte{{0x83, 0, 0x84, 0}}}, "", "ber.trailing"},
		"ignored, cut short":    {&rtse.Abort{Ignored: [][]byte{{0x83}}}, "abort", "ber.length-truncated"},
		"ignored, nothing":      {&rtse.OpenRequest{Ignored: [][]byte{{}}}, "connect", "ber.identifier"},
		"open and recover":      {&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: null, Recover: osi.Some(rtse.SessionConnectionIdentifier{})}}, "", "ber.trailing"},
		"open twice":            {&rtse.OpenAccept{Connection: rtse.ConnectionData{Open: []byte{5, 0, 5, 0}}}, "", "ber.trailing"},
		"protocol, normal mode": {&rtse.OpenRequest{Connection: open, ApplicationProtocol: osi.Some[int64](1)}, "", "rtse.mode"},
		"checkpoint size":       {&rtse.OpenRequest{Connection: open, CheckpointSize: -1}, "", "rtse.range"},
		"window size":           {&rtse.OpenAccept{Connection: open, WindowSize: osi.Some[int64](-1)}, "", "rtse.window-size"},
		"dialogue mode":         {&rtse.OpenRequest{Connection: open, DialogueMode: 2}, "", "rtse.dialogue-mode"},
		"reason, normal mode":   {&rtse.OpenReject{Reason: osi.Some(rtse.Busy)}, "", "rtse.mode"},
		"user data, X.410 mode": {&rtse.OpenReject{UserData: null}, "refuse", "rtse.mode"},
		"permanent, X.410":      {&rtse.Abort{Reason: osi.Some(rtse.PermanentProblem)}, "abort", "rtse.abort-reason"},
		"user error, X.410":     {&rtse.Abort{Reason: osi.Some(rtse.UserError)}, "abort", "rtse.abort-reason"},
		"reflected":             {&rtse.Abort{Reflected: osi.Some(rtse.Bits{Len: 9})}, "", "rtse.reflected-parameter"},
		"reflected, unused bit": {&rtse.Abort{Reason: osi.Some(rtse.InvalidParameter), Reflected: osi.Some(rtse.Bits{Octet: 1, Len: 7})}, "", "rtse.reflected-parameter"},
		"reflected, no reason":  {&rtse.Abort{Reflected: osi.Some(rtse.Bits{Len: 8})}, "", "rtse.reflected-reason"},
		"abort user data":       {&rtse.Abort{Reason: osi.Some(rtse.ProtocolError), UserData: null}, "", "rtse.abort-user-data"},
		"no refuse reason":      {&rtse.OpenReject{}, "refuse", "rtse.refuse-reason-missing"},
		"window of 0":           {&rtse.OpenRequest{Connection: open, WindowSize: osi.Some[int64](0)}, "", "rtse.window-size"},
		"T61, normal mode": {&rtse.OpenRequest{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			T61: true, CommonReference: []byte("0510011451Z"),
		})}}, "", "rtse.mode"},
		"octets, X.410 mode": {&rtse.OpenRequest{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			CommonReference: []byte("0510011451Z"),
		})}}, "connect", "rtse.mode"},
		"common reference": {&rtse.OpenRequest{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			T61: true, CommonReference: []byte("0510011451"),
		})}}, "connect", "rtse.utc-time"},
		"password without name": {&rtse.Bind{Password: []byte("x")}, "bind", "rtse.credentials"},
		"octets without":        {&rtse.Bind{Octets: true}, "bind", "rtse.credentials"},
		"no credentials":        {&rtse.Bind{Name: []byte("x")}, "bind", "rtse.credentials-missing"},
		"two credentials":       {&rtse.Bind{Name: []byte("x"), Password: []byte("x"), Strong: []byte("\xa0\x02\x30\x00")}, "bind", "rtse.credentials"},
		"context of a result":   {&rtse.Bind{Phase: rtse.Result, Name: []byte("x"), Password: []byte("x"), Security: []byte{}}, "bind", "rtse.security-context"},
		"name":                  {&rtse.Bind{Name: []byte("\x80"), Password: []byte("x")}, "bind", "rtse.ia5-string"},
		"password":              {&rtse.Bind{Name: []byte("x"), Password: []byte("x\xff")}, "bind", "rtse.ia5-string"},
		"priority":              {&rtse.TokenPlease{Priority: -1}, "", "rtse.priority"},
		"phase":                 {&rtse.Bind{Phase: 3}, "bind", "rtse.bind"},
		"strong credentials":    {&rtse.Bind{Name: []byte{}, Strong: null}, "bind", "rtse.credentials"},
	} {
		b, err := encode(c.value, c.form, []byte("kept"))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || string(b) != "kept" {
			t.Errorf("%s: %q, %v; want %s", name, b, err, c.rule)
		}
	}
}

func TestLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 127, 128, 254, 255, 256, 65535, 65536} {
		p := rtse.Transfer{Data: bytes.Repeat([]byte{0x41}, n)}
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		var q rtse.Transfer
		if err := q.Decode(b); err != nil || !bytes.Equal(q.Data, p.Data) || cap(q.Data) != n {
			t.Errorf("%d octets came back as %d, %v", n, len(q.Data), err)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	b := octets(t, "B0 06 A3 04 A0 02 05 00")
	for _, c := range []struct {
		limits osi.Limits
		rule   string
	}{{osi.Limits{Depth: 1}, "ber.depth"}, {osi.Limits{Elements: 2}, "ber.elements"}} {
		d := rtse.Decoder{Limits: c.limits}
		if _, err := d.Decode(b); osi.AsError(err) == nil || osi.AsError(err).ID != c.rule {
			t.Errorf("%+v: %v", c.limits, err)
		}
	}
}

// The answers by APDU, mode and situation.
func TestAnswer(t *testing.T) {
	t.Parallel()
	limit := &osi.Error{Rule: &osi.Rule{ID: "limit", Kind: osi.ErrLimit}}
	policy := &osi.Error{Rule: &osi.Rule{ID: "policy", Kind: osi.ErrUnsupported}, PDU: "RTORQ"}
	x410, released := rtse.Situation{Mode: osi.X410Mode}, rtse.Situation{Released: true}
	for _, c := range []struct {
		name, form, octets string
		err                error
		s                  rtse.Situation
		want               string // "": nothing
	}{
		{"RTORQ", "", "B0 00", nil, rtse.Situation{}, "B2 00"},
		{"RTORQ, limit", "", "B0 00", limit, rtse.Situation{}, "B2 00"},
		{"RTORQ of a DT", "", "B0 00", nil, rtse.Situation{Connected: true}, "B6 03 80 01 04"},
		{"PConnect", "connect", "80 01 01", nil, x410, "80 01 02"},
		{"PConnect, dialogue mode", "connect", "82 01 02", nil, x410, "80 01 03"},
		{"PConnect, policy", "connect", "80 01 01", policy, x410, "80 01 02"},
		{"PConnect, unnamed", "connect", "80 01 01", limit, rtse.Situation{Mode: osi.X410Mode, Request: true}, "80 01 02"},
		{"RTOAC", "", "B1 00", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"RTOAC, limit", "", "B1 00", limit, rtse.Situation{}, "B6 03 80 01 05"},
		{"PAccept", "accept", "80 01 01", nil, x410, "80 01 04"},
		{"PAccept, limit", "accept", "80 01 01", limit, x410, "80 01 00"},
		{"RTORJ", "", "B2 02 80 00", nil, released, ""},
		{"RTORJ of an AARE that accepts", "", "B2 02 80 00", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"PRefuse", "refuse", "80 00", nil, rtse.Situation{Mode: osi.X410Mode, Released: true}, ""},
		{"RTAB", "", "B6 02 80 00", nil, released, ""},
		{"RTAB, limit", "", "B6 02 80 00", limit, released, ""},
		{"RTAB of a DT", "", "B6 02 80 00", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"abort information", "abort", "80 00", nil, rtse.Situation{Mode: osi.X410Mode, Released: true}, ""},
		{"RTTP", "", "02 01 FF", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"RTTR", "", "24 02 02 00", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"RTTR, an error without a rule", "", "04 00", &osi.Error{}, rtse.Situation{}, "B6 03 80 01 05"},
		{"RTTR, other error", "", "04 00", bytes.ErrTooLarge, rtse.Situation{}, "B6 03 80 01 05"},
		{"released", "", "B1 00", nil, released, ""},
		{"unknown", "", "B3 00", nil, rtse.Situation{}, "B6 03 80 01 04"},
		{"nothing", "", "", nil, rtse.Situation{}, "B6 03 80 01 04"},
	} {
		b, err := octets(t, c.octets), c.err
		if err == nil {
			_, err = decode(nil, c.form, b)
		}
		action, p := rtse.Answer(err, b, c.s)
		if p == nil {
			if action != osi.Discard || c.want != "" {
				t.Errorf("%s: %v without an answer, want %s", c.name, action, c.want)
			}
			continue
		}
		got, err := rtse.Append(nil, p, c.s.Mode)
		if err != nil || action != osi.SendAndDisconnect || !bytes.Equal(got, octets(t, c.want)) {
			t.Errorf("%s: %v, %x, %v; want %s", c.name, action, got, err, c.want)
		}
	}
	if action, p := rtse.Answer(nil, null, rtse.Situation{}); action != osi.Discard || p != nil {
		t.Errorf("a valid APDU is answered with %v, %v", action, p)
	}
}

// The sizes of an RTOAC are at most those of the RTORQ; a checkpoint size of 0 in the RTORQ leaves
// it to the acceptor.
func TestAnswers(t *testing.T) {
	t.Parallel()
	some := osi.Some[int64]
	for _, c := range []struct {
		q  rtse.OpenRequest
		p  rtse.OpenAccept
		ok bool
	}{
		{rtse.OpenRequest{}, rtse.OpenAccept{}, true},
		{rtse.OpenRequest{CheckpointSize: 1, WindowSize: some(2)}, rtse.OpenAccept{WindowSize: some(1)}, true},
		{rtse.OpenRequest{CheckpointSize: 1}, rtse.OpenAccept{CheckpointSize: 1}, true},
		{rtse.OpenRequest{CheckpointSize: 1}, rtse.OpenAccept{CheckpointSize: 2}, false},
		{rtse.OpenRequest{}, rtse.OpenAccept{CheckpointSize: 2}, true},
		{rtse.OpenRequest{}, rtse.OpenAccept{WindowSize: some(3)}, true},
		{rtse.OpenRequest{}, rtse.OpenAccept{WindowSize: some(4)}, false},
		{rtse.OpenRequest{WindowSize: some(2)}, rtse.OpenAccept{}, false},
		{rtse.OpenRequest{WindowSize: some(2)}, rtse.OpenAccept{WindowSize: some(3)}, false},
	} {
		err := c.p.Answers(&c.q)
		if e := osi.AsError(err); (err == nil) != c.ok || e != nil && e.ID != "rtse.accept-size" {
			t.Errorf("%+v to %+v: %v", c.p, c.q, err)
		}
	}
}

func TestBindError(t *testing.T) {
	t.Parallel()
	e, err := rtse.ParseBindError(octets(t, "B2 03 02 01 02"))
	if err != nil || e != rtse.BindAuthenticationError || !bytes.Equal(e.Append(nil), octets(t, "B2 03 02 01 02")) {
		t.Errorf("got %v, %v", e, err)
	}
	for _, text := range []string{
		"", "02 01 02", "B2 00", "B2 02 05 00", "B2 03 02 01 02 00", "A2 03 02 01 02", "B1 03 02 01 02", "30 03 02 01 02", "B2 06 02 01 02 02 01 02", "92 01 02", "B2 03 04 01 02",
	} {
		if e, err := rtse.ParseBindError(octets(t, text)); osi.AsError(err) == nil {
			t.Errorf("%s: %v, %v", text, e, err)
		}
	}
}

// Credentials other than simple ones are kept as octets, those of indefinite length, too.
func TestBindStrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"B1 0B A1 09 80 01 41 A1 04 A0 02 30 00":                   "A0 02 30 00",
		"A1 80 80 01 41 A1 80 A1 80 30 00 00 00 00 00 00 00":       "A1 80 30 00 00 00",
		"B0 80 A1 80 A1 04 A0 02 30 00 80 01 41 00 00 00 00":       "A0 02 30 00",
		"A1 0F 80 01 41 A1 04 A0 02 30 00 A2 04 30 02 05 00":       "A0 02 30 00",
		"A1 11 80 01 41 A1 04 A0 02 30 00 A2 80 30 02 05 00 00 00": "A0 02 30 00",
	} {
		var p rtse.Bind
		err := p.Decode(octets(t, text))
		if err != nil || !bytes.Equal(p.Strong, octets(t, want)) || p.Password != nil || p.Octets {
			t.Errorf("%s: strong credentials %x, %v; want %s", text, p.Strong, err, want)
		}
	}
	var p rtse.Bind
	err := p.Decode(octets(t, "A1 0B 80 01 41 A1 06 A0 04 30 02 05 01"))
	if e := osi.AsError(err); e == nil || e.ID != "ber.length" || e.Offset != 12 {
		t.Errorf("credentials that are no BER: %v", err)
	}
}

// The names of the ASN.1 that docs/conformance/x228.md names as its source.
func TestNames(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]fmt.Stringer{
		"monologue": rtse.Monologue, "twa": rtse.TwoWayAlternate, "mode(2)": rtse.DialogueMode(2),
		"rtsBusy": rtse.Busy, "cannotRecover": rtse.CannotRecover, "validationFailure": rtse.ValidationFailure,
		"unacceptableDialogueMode": rtse.UnacceptableDialogueMode, "reason(4)": rtse.RefuseReason(4),
		"localSystemProblem": rtse.AbortReason(0), "invalidParameter": rtse.AbortReason(1), "unrecognizedActivity": rtse.AbortReason(2),
		"temporaryProblem": rtse.AbortReason(3), "protocolError": rtse.AbortReason(4), "permanentProblem": rtse.AbortReason(5),
		"userError": rtse.AbortReason(6), "transferCompleted": rtse.AbortReason(7), "reason(8)": rtse.AbortReason(8), "reason(-1)": rtse.AbortReason(-1),
		"bare": rtse.Bare, "argument": rtse.Argument, "result": rtse.Result, "phase(3)": rtse.BindPhase(3),
		"busy": rtse.BindBusy, "authentication-error": rtse.BindAuthenticationError, "error(1)": rtse.BindError(1),
	} {
		if got.String() != want {
			t.Errorf("%T is called %q, want %q", got, got, want)
		}
	}
}

// Nothing allocates but the one error, once strings in segments have had their memory.
func TestAllocations(t *testing.T) {
	buf := make([]byte, 0, 1024)
	vs := load(t)
	var d rtse.Decoder
	var bind rtse.Bind
	for i := range vs {
		v := &vs[i]
		form, b := v.Get("form"), v.Octets
		run := func() error {
			if form == "bind" {
				return bind.Decode(b)
			}
			_, err := decode(&d, form, b)
			return err
		}
		most := 0.0
		if run() != nil {
			most = 1
		}
		if n := testing.AllocsPerRun(20, func() { _ = run() }); n > most {
			t.Errorf("%s: decoding allocates %v times", v.Name, n)
		}
	}
	for _, c := range encodings {
		if n := testing.AllocsPerRun(20, func() {
			if _, err := encode(c.value, c.form, buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: encoding allocates %v times", c.name, n)
		}
	}
}

func BenchmarkDecoder(b *testing.B) {
	for _, c := range encodings {
		if c.form == "bind" {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.want)
			var d rtse.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := decode(&d, c.form, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	in := octets(b, encodings[0].want)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rtse.Parse(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	bind, transfer := octets(b, "A1 16 80 10 77 67 63 2E 6D 69 63 72 6F 73 6F 66 74 2E 63 61 A1 02 16 00"), octets(b, "04 82 04 00 41*1024")
	b.Run("Bind", func(b *testing.B) {
		var p rtse.Bind
		b.SetBytes(int64(len(bind)))
		b.ReportAllocs()
		for b.Loop() {
			if err := p.Decode(bind); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("RTTR", func(b *testing.B) {
		var p rtse.Transfer
		b.SetBytes(int64(len(transfer)))
		b.ReportAllocs()
		for b.Loop() {
			if err := p.Decode(transfer); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAppendBinary(b *testing.B) {
	for _, c := range encodings {
		b.Run(c.name, func(b *testing.B) {
			buf := make([]byte, 0, 512)
			b.SetBytes(int64(len(octets(b, c.want))))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := encode(c.value, c.form, buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReject(b *testing.B) {
	for name, text := range map[string]string{"tag": "B3 00", "missing": "B1 00", "length": "04 82 04 00 41", "duplicate": "B0 06 80 01 01 80 01 01"} {
		b.Run(name, func(b *testing.B) {
			in := octets(b, text)
			var d rtse.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(in); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}
