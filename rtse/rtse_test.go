package rtse_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
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
			CheckpointSize: 1, WindowSize: osi.Some[int64](0), DialogueMode: rtse.TwoWayAlternate,
			Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
				CallingReference: []byte("MTA"), T61: true, CommonReference: []byte("051001145108Z"), Additional: []byte("12"),
			})},
		},
		"B0 25 80 01 01 81 01 00 82 01 01 A3 1A A1 18 14 03 4D 54 41 17 0D 30 35 31 30 30 31 31 34 35 31 30 38 5A 80 02 31 32",
	},
	{
		"PConnect", "connect", &rtse.OpenRequest{CheckpointSize: 256, Connection: rtse.ConnectionData{Open: null}, ApplicationProtocol: osi.Some[int64](12)},
		"80 02 01 00 A3 04 A0 02 05 00 84 01 0C",
	},
	{"RTOAC", "", &rtse.OpenAccept{WindowSize: osi.Some[int64](2), Connection: rtse.ConnectionData{Open: null}}, "B1 09 81 01 02 A2 04 A0 02 05 00"},
	{
		"PAccept", "accept", &rtse.OpenAccept{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			CallingReference: []byte{}, CommonReference: []byte{},
		})}},
		"A2 06 A1 04 04 00 17 00",
	},
	{"RTORJ", "", &rtse.OpenReject{UserData: null}, "B2 04 A1 02 05 00"},
	{"RTORJ/empty", "", &rtse.OpenReject{}, "B2 00"},
	{"PRefuse", "refuse", &rtse.OpenReject{Reason: osi.Some(rtse.ValidationFailure)}, "80 01 02"},
	{"RTAB", "", &rtse.Abort{Reason: osi.Some(rtse.UserError), UserData: null}, "B6 07 80 01 06 A2 02 05 00"},
	{
		"RTAB/reflected", "", &rtse.Abort{Reason: osi.Some(rtse.InvalidParameter), Reflected: osi.Some(rtse.Bits{Octet: 0xa0, Len: 3})},
		"B6 07 80 01 01 81 02 05 A0",
	},
	{"RTAB/reflected nothing", "", &rtse.Abort{Reflected: osi.Some(rtse.Bits{})}, "B6 03 81 01 00"},
	{"abort information", "abort", &rtse.Abort{Reason: osi.Some(rtse.ProtocolError)}, "80 01 04"},
	{"RTTP", "", &rtse.TokenPlease{Priority: 128}, "02 02 00 80"},
	{"RTTR", "", &rtse.Transfer{Data: []byte("\x30\x03\x02\x01\x05")}, "04 05 30 03 02 01 05"},
	{"RTTR/empty", "", &rtse.Transfer{Data: []byte{}}, "04 00"},
	{"bind/null", "bind", &rtse.Bind{}, "05 00"},
	{"bind/null argument", "bind", &rtse.Bind{Step: rtse.Argument}, "B0 02 05 00"},
	{"bind/password", "bind", &rtse.Bind{Name: []byte("ean.ubc"), Password: []byte{}}, "A1 0D 80 07 65 61 6E 2E 75 62 63 A1 02 16 00"},
	{"bind/result", "bind", &rtse.Bind{Step: rtse.Result, Name: []byte{}, Password: []byte{1}, Octets: true, Security: []byte{}}, "B1 0B A1 09 80 00 A1 03 04 01 01 A2 00"},
}

func TestEncodings(t *testing.T) {
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

// Encoders refuse what the standard forbids, and leave b as it was.
func TestEncodersRefuse(t *testing.T) {
	open := rtse.ConnectionData{Open: null}
	for name, c := range map[string]struct {
		value value
		form  string
		rule  string
	}{
		"no connection data":    {&rtse.OpenRequest{}, "", "ber.explicit"},
		"open and recover":      {&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: null, Recover: osi.Some(rtse.SessionConnectionIdentifier{})}}, "", "ber.trailing"},
		"open twice":            {&rtse.OpenAccept{Connection: rtse.ConnectionData{Open: []byte{5, 0, 5, 0}}}, "", "ber.trailing"},
		"protocol, normal mode": {&rtse.OpenRequest{Connection: open, ApplicationProtocol: osi.Some[int64](1)}, "", "rtse.mode"},
		"checkpoint size":       {&rtse.OpenRequest{Connection: open, CheckpointSize: -1}, "", "rtse.range"},
		"window size":           {&rtse.OpenAccept{Connection: open, WindowSize: osi.Some[int64](-1)}, "", "rtse.range"},
		"dialogue mode":         {&rtse.OpenRequest{Connection: open, DialogueMode: 2}, "", "rtse.dialogue-mode"},
		"reason, normal mode":   {&rtse.OpenReject{Reason: osi.Some(rtse.Busy)}, "", "rtse.mode"},
		"user data, X.410 mode": {&rtse.OpenReject{UserData: null}, "refuse", "rtse.mode"},
		"refuse reason":         {&rtse.OpenReject{Reason: osi.Some(rtse.RefuseReason(4))}, "refuse", "rtse.refuse-reason"},
		"abort reason":          {&rtse.Abort{Reason: osi.Some(rtse.AbortReason(8))}, "", "rtse.abort-reason"},
		"user error, X.410":     {&rtse.Abort{Reason: osi.Some(rtse.UserError)}, "abort", "rtse.abort-reason"},
		"reflected":             {&rtse.Abort{Reflected: osi.Some(rtse.Bits{Len: 9})}, "", "rtse.reflected-parameter"},
		"priority":              {&rtse.TokenPlease{Priority: -1}, "", "rtse.priority"},
		"step":                  {&rtse.Bind{Step: 3}, "bind", "rtse.bind"},
		"strong credentials":    {&rtse.Bind{Name: []byte{}, Strong: null}, "bind", "rtse.credentials"},
	} {
		b, err := encode(c.value, c.form, []byte("kept"))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || string(b) != "kept" {
			t.Errorf("%s: %q, %v; want %s", name, b, err, c.rule)
		}
	}
}

func TestLengths(t *testing.T) {
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

func TestAbortFor(t *testing.T) {
	_, fault := rtse.Parse([]byte{0xb1, 0})
	d := rtse.Decoder{Limits: osi.Limits{Elements: 1}}
	_, limit := d.Decode([]byte{0xb6, 3, 0x80, 1, 0})
	for _, c := range []struct {
		err  error
		want rtse.AbortReason
	}{{fault, rtse.ProtocolError}, {limit, rtse.LocalSystemProblem}, {nil, rtse.LocalSystemProblem}} {
		if got := rtse.AbortFor(c.err).Reason; got != osi.Some(c.want) {
			t.Errorf("the answer to %v is %v", c.err, got)
		}
	}
}

func TestBindError(t *testing.T) {
	e, err := rtse.ParseBindError(octets(t, "B2 03 02 01 02"))
	if err != nil || e != rtse.BindAuthenticationError || !bytes.Equal(e.Append(nil), octets(t, "B2 03 02 01 02")) {
		t.Errorf("got %v, %v", e, err)
	}
	for _, text := range []string{"", "02 01 02", "B2 00", "B2 02 05 00", "B2 03 02 01 02 00"} {
		if e, err := rtse.ParseBindError(octets(t, text)); osi.AsError(err) == nil {
			t.Errorf("%s: %v, %v", text, e, err)
		}
	}
}

// The names of the ASN.1 that docs/conformance/x228.md names as its source.
func TestNames(t *testing.T) {
	for want, got := range map[string]fmt.Stringer{
		"monologue": rtse.Monologue, "twa": rtse.TwoWayAlternate, "dialogue mode 2": rtse.DialogueMode(2),
		"rtsBusy": rtse.Busy, "cannotRecover": rtse.CannotRecover, "validationFailure": rtse.ValidationFailure,
		"unacceptableDialogueMode": rtse.UnacceptableDialogueMode, "refuse reason 4": rtse.RefuseReason(4),
		"localSystemProblem": rtse.AbortReason(0), "invalidParameter": rtse.AbortReason(1), "unrecognizedActivity": rtse.AbortReason(2),
		"temporaryProblem": rtse.AbortReason(3), "protocolError": rtse.AbortReason(4), "permanentProblem": rtse.AbortReason(5),
		"userError": rtse.AbortReason(6), "transferCompleted": rtse.AbortReason(7), "abort reason 8": rtse.AbortReason(8),
		"normal": rtse.Normal, "X.410-1984": rtse.X410, "invalid mode": rtse.Mode(2),
		"bare": rtse.Bare, "argument": rtse.Argument, "result": rtse.Result, "step 3": rtse.Step(3),
		"busy": rtse.BindBusy, "authentication-error": rtse.BindAuthenticationError, "bind error 1": rtse.BindError(1),
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
