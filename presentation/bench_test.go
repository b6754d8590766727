package presentation_test

import (
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// What an IEC 61850 client and server say: CP, CPA, data, ARU.
var benchPDUs = []struct {
	name      string
	primitive presentation.Primitive
	octets    string
}{
	{"CP", presentation.SConnect, "318199a003800101a28191810400000001820400000001a423300f0201010604520100013004060251013010020103060528ca220201300406025101615e305c020101a0576055a107060528ca220203a20706052901876701a30302010ca606060429018767a70302010cbe2f282d020103a028a826800300fde881010582010583010aa416800101810305f100820c03ee1c00000408000079ef18"},
	{"CPA", presentation.SConnectAccept, "3162a003800101a25b83044d544132a51b30078001008102510130078001008102510130078001008102510161363034020101a02f612da106060456000106a203020100a305a103020100be172815020105a010b10e800101810103a206a004b1020500"},
	{"CPR", presentation.SConnectReject, "301fa51a30078001008102510130068001028201013007800100810251018a0102"},
	{"TD", presentation.SData, "610e300c020105a00704053003020105"},
	{"TD-general", presentation.SData, "6180300c020105a007040530030201050000"},
	{"ARU", presentation.SUserAbort, "a02ba01b300702010106025101300702010306025101300702010506025101610c300a020101a0056403800100"},
	{"ARP", presentation.SUserAbort, "3006800106810107"},
	{"AC", presentation.STypedData, "a013a011300f020107060456000207300406025101"},
	{"ACA", presentation.STypedData, "a10ba009300780010081025101"},
	{"RS", presentation.SResynchronize, "300ba009300702010106025101"},
	{"UD", presentation.SUnitData, "300e610c300a020101a0056403800100"},
	{"UserAbort-X410", presentation.SUserAbort, "3103800104"},
	{"Connect-X410", presentation.SConnect, "3119a003800100a112800101810103820101a304a0020500840101"},
}

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Nothing allocates in steady state, whatever is decoded, encoded, or built of segments.
func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	buf := make([]byte, 0, 1<<17)
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		p, ok := forms[v.Get("form")]
		if !ok || v.Expect != "accept" || v.Name == "td-octet-aligned-constructed" || v.Name == "cp-constructed-bits" ||
			v.Name == "td-nominated-61" {
			continue // a segment that is constructed again, named bits in segments, and what is not full encoding after all cost one
		}
		d := decoderFor(t, v)
		pdu, err := d.Decode(p, v.Octets)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(50, func() {
			if _, err := d.Decode(p, v.Octets); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: decoding allocates %v times", v.Name, n)
		}
		if n := testing.AllocsPerRun(50, func() {
			if _, err := pdu.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: encoding allocates %v times", v.Name, n)
		}
	}
}

func BenchmarkDecoder(b *testing.B) {
	for _, c := range benchPDUs {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			var d presentation.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(c.primitive, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	in := octets(b, benchPDUs[0].octets)
	var c presentation.Connect
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Decode(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOneValue(b *testing.B) {
	in := octets(b, benchPDUs[3].octets)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := presentation.OneValue(in); !ok {
			b.Fatal("not predicted")
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, c := range benchPDUs {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := presentation.Parse(c.primitive, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendBinary(b *testing.B) {
	for _, c := range benchPDUs {
		b.Run(c.name, func(b *testing.B) {
			pdu, err := presentation.Parse(c.primitive, octets(b, c.octets))
			if err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, 0, 1024)
			b.SetBytes(int64(len(c.octets) / 2))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pdu.AppendBinary(buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReject cuts the last octet off.
func BenchmarkReject(b *testing.B) {
	for _, c := range benchPDUs {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			in = in[:len(in)-1]
			var d presentation.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(c.primitive, in); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}
