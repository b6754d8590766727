package session

import (
	"bytes"
	"strconv"
	"testing"

	"github.com/osi-go/osi"
)

// A CN has the maxima of its clause whatever version the decoder is told: it proposes one.
func TestConnectInVersion1(t *testing.T) {
	t.Parallel()
	cn := append([]byte{0x0d, 0xff, 0x02, 0x61, 0x05, 0x03, 0x16, 0x01, 0x02, 0xc2, 0xff, 0x02, 0x58}, bytes.Repeat([]byte{0x41}, 600)...)
	d := Decoder{Version: Version1}
	if s, err := d.Decode(cn); err != nil || len(s.SSDU()) != 600 {
		t.Errorf("%v, %v", s, err)
	}
}

// An Upper-Layer Context Identifier is two octets that are not both 0, or an object identifier of
// at most 19 octets in its shortest form, Amd.1 8.6.1.
func TestContextIdentifiers(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"\x00\x00": false, "\x00\x01": true, "\x01\x00": true,
		"\x06\x01\x51": false, "\x06\x02\x51\x01": false,
		"\x06\x03\x51\x01\x02": true, "\x06\x03\x51\x81\x02": true,
		"\x05\x03\x51\x01\x02":               false, // no object identifier
		"\x06\x04\x51\x01\x02":               false, // its length
		"\x06\x02\x51\x01\x02":               false,
		"\x06\x03\x51\x01\x82":               false, // its last subidentifier has no end
		"\x06\x03\x51\x80\x02":               false, // longer than it need be
		"\x06\x03\x80\x51\x02":               false,
		"\x06\x04\x51\x81\x80\x02":           true, // 80 within a subidentifier
		"\x06\x11\x51" + "0123456789012345":  true,
		"\x06\x12\x51" + "01234567890123456": false,
	} {
		if got := contextIdentifier([]byte(id)); got != want {
			t.Errorf("%x: %t, want %t", id, got, want)
		}
	}
}

// The RF that answers a CN repeats its Nested Connection Identifier where nested connections are
// selected, and only there.
func TestAnswerNested(t *testing.T) {
	t.Parallel()
	cn := []byte{0x0d, 0x06, 0x14, 0x01, 0x00, 0x3e, 0x01, 0x07} // the requirements have one octet
	_, err := Parse(cn)
	if err == nil {
		t.Fatal("a CN with requirements of one octet decodes")
	}
	for units, want := range map[FunctionalUnits]osi.Opt[uint8]{
		0: {}, FUDuplex: {}, FUNestedConnections: osi.Some[uint8](7),
	} {
		_, p := Answer(err, cn, Situation{Selected: units})
		if rf, ok := p.(*Refuse); !ok || rf.Nested != want {
			t.Errorf("%v selected: %+v, want nested %v", units, p, want)
		}
	}
}

// The octets that an agreement keeps are those of the CN, and of the OA where there is one.
func TestAgreementMemory(t *testing.T) {
	t.Parallel()
	var a Agreement
	none := a.Memory()
	a.proposal = new(Connect)
	proposed := a.Memory()
	a.overflow = new(OverflowAccept)
	if both := a.Memory(); none != 0 || proposed < 100 || both <= proposed {
		t.Errorf("%d, %d, %d", none, proposed, both)
	}
	a.proposal = nil
	if only := a.Memory(); only == 0 {
		t.Error("an OA has no size")
	}
}

// An RF has its reason in front of the user data: 253 octets of user data are the most for a Reason
// Code with a length indicator of one octet. 0C LI 32 LI 02 and 253 octets have 258 octets, and two
// more since the length indicator of the SPDU needs three.
func TestRoomOfRefuse(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]int{259: 252, 260: 253, 262: 253, 263: 254} {
		if got := userDataRoom(TypeRF, 5, limit); got != want {
			t.Errorf("limit %d: %d, want %d", limit, got, want)
		}
	}
	if got := userDataRoom(TypeFN, 4, 261); got != 254 { // 09 LI C1 FE and 254 octets
		t.Errorf("FN: %d", got)
	}
}

// The octets that begin short forms, Amd.1 8.6: five bits, the parameter indication and two bits of
// the length or 0.
func TestShortIdentifiers(t *testing.T) {
	t.Parallel()
	want := map[uint8]Type{
		0x88: TypeSDT, 0xa0: TypeSRFC, 0xb0: TypeSAB, 0xc8: TypeSFN, 0xd0: TypeSDN, 0xd8: TypeSACC, 0xe0: TypeSRF, 0xe8: TypeSCN, 0xf0: TypeSAC,
		0xf8: TypeSCNC,
	}
	for si := 0x80; si < 0x100; si++ {
		first, next := firstTypes[si], nextTypes[si]
		if first != want[uint8(si)&0xf8] || next != first {
			t.Errorf("%02x begins %v, behind another SPDU %v, want %v", si, first, next, want[uint8(si)&0xf8])
		}
	}
}

// Extended User Data of at most 512 octets is tolerated, more than 10 240 are not.
func TestShortExtendedDataKeepsItsMaximum(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{512: "", 10240: "", 10241: "session.extended-user-data"} {
		b := []byte{0x0d, 0xff, byte((n + 9) >> 8), byte(n + 9), 0x05, 0x03, 0x16, 0x01, 0x02, 0xc2, 0xff, byte(n >> 8), byte(n)}
		d := Decoder{Leniency: osi.Leniency{Tolerate: osi.ShortExtendedData}}
		_, err := d.Decode(append(b, make([]byte, n)...))
		if e := osi.AsError(err); (want == "") != (err == nil) || err != nil && e.ID != want {
			t.Errorf("%d octets: %v, want %q", n, err, want)
		}
	}
}

// A Type that is none of the constants has no name, identifier or units, and breaks nothing.
func TestUndefinedTypes(t *testing.T) {
	t.Parallel()
	for n := int(TypeNL) + 1; n < 256; n++ {
		u := Type(n)
		if u.String() != "type("+strconv.Itoa(n)+")" || u.Name() != "" || u.SI() != 0 || u.Units() != 0 || (Unit{Code: 5}).Known(u) {
			t.Errorf("type %d: %q, %q, %d, %v", n, u.String(), u.Name(), u.SI(), u.Units())
		}
		_ = u.Category()
	}
}

// An SPDU has at most 256 units, or as many as the limit says, whether a Decoder is there or not.
func TestUnitsLimit(t *testing.T) {
	t.Parallel()
	cn := func(n int) []byte {
		return append([]byte{0x0d, 0xff, byte(2 * n >> 8), byte(2 * n)}, bytes.Repeat([]byte{0x80, 0}, n)...)
	}
	for _, c := range []struct {
		d    *Decoder
		most int
	}{{nil, 256}, {new(Decoder), 256}, {&Decoder{Limits: osi.Limits{Units: 300}}, 300}, {&Decoder{Limits: osi.Limits{Units: 130}}, 130}} {
		if _, err := c.d.Decode(cn(c.most)); err != nil {
			t.Errorf("%d units: %v", c.most, err)
		}
		_, err := c.d.Decode(cn(c.most + 1))
		if e := osi.AsError(err); e == nil || e.Rule != ruleUnits || e.Got != c.most+1 && e.Got != c.most || e.Want != c.most {
			t.Errorf("%d units: %v", c.most+1, err)
		}
	}
}

// An EX of a nested connection has fewer octets of user data, since the identifier takes three.
func TestNestedExpedited(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		nested osi.Opt[uint8]
		most   int
	}{{osi.Opt[uint8]{}, 14}, {osi.Some[uint8](1), 11}} {
		for n, ok := range map[int]bool{c.most: true, c.most + 1: false} {
			ex := &ExpeditedData{Common: Common{Nested: c.nested, UserData: make([]byte, n)}}
			if _, err := ex.AppendBinary(nil); (err == nil) != ok {
				t.Errorf("%v, %d octets: %v", c.nested, n, err)
			}
		}
	}
}

// What Concatenate refuses of no SPDU at all names none.
func TestConcatenateNothing(t *testing.T) {
	t.Parallel()
	b, err := Concatenate([]byte{9}, false)
	if e := osi.AsError(err); e == nil || e.PDU != "" || e.Offset != 0 || len(b) != 1 {
		t.Errorf("%x, %v", b, err)
	}
}

// What Concatenate refuses names the SPDU.
func TestConcatenateNames(t *testing.T) {
	t.Parallel()
	_, err := Concatenate(nil, false, &GiveTokens{}, &Connect{})
	if e := osi.AsError(err); e == nil || e.PDU != "CN" {
		t.Errorf("%v", err)
	}
}

// The low bits of the SI of short SPDUs, X.225 8.6: Keep of SFN, SDN and SAB, what RELEASE and
// PERSISTENT of SRF say, Special User-data of SCN, SAC and SDT. Others are reserved: sent as zero,
// and ignored.
func TestShortBits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, want byte // the first octet, and that of what is sent
		rest     string
	}{
		{0xc8, 0xc8, "A"}, {0xc9, 0xc8, "A"}, {0xca, 0xca, "A"}, {0xcb, 0xca, "A"}, // SFN
		{0xd0, 0xd0, "A"}, {0xd1, 0xd0, "A"}, {0xd2, 0xd2, "A"}, {0xd3, 0xd2, "A"}, // SDN
		{0xb0, 0xb0, "A"}, {0xb1, 0xb0, "A"}, {0xb2, 0xb2, "A"}, {0xb3, 0xb2, "A"}, // SAB
		{0xe0, 0xe0, "A"}, {0xe1, 0xe1, "A"}, {0xe2, 0xe2, "A"}, {0xe3, 0xe3, "A"}, // SRF
		{0xa0, 0xa0, "A"}, {0xa1, 0xa0, "A"}, {0xa2, 0xa0, "A"}, {0xa3, 0xa0, "A"}, // SRFC
		{0xf8, 0xf8, "A"}, {0xf9, 0xf8, "A"}, {0xfa, 0xf8, "A"}, {0xfb, 0xf8, "A"}, // SCNC
		{0xd8, 0xd8, "A"}, {0xd9, 0xd8, "A"}, {0xda, 0xd8, "A"}, {0xdb, 0xd8, "A"}, // SACC
		{0xe8, 0xe8, "A"}, {0xe9, 0xe9, "A"}, {0xea, 0xea, "A"}, {0xeb, 0xeb, "A"}, // SCN
		{0xf0, 0xf0, "A"}, {0xf1, 0xf1, "A"}, {0xf2, 0xf2, "A"}, {0xf3, 0xf3, "A"}, // SAC
		{0x88, 0x88, "A"}, {0x89, 0x89, "A"}, {0x8a, 0x8a, "A"}, {0x8b, 0x8b, "A"}, // SDT
	} {
		list, err := ParseTSDU(append([]byte{c.in}, c.rest...))
		if err != nil {
			t.Errorf("%02x: %v", c.in, err)
			continue
		}
		b, err := list[0].AppendBinary(nil)
		if want := append([]byte{c.want}, c.rest...); err != nil || !bytes.Equal(b, want) {
			t.Errorf("%02x %v: %x, %v, want %x", c.in, list[0], b, err, want)
		}
		var keeps bool
		switch p := list[0].(type) {
		case *ShortFinish:
			keeps = p.Keep
		case *ShortDisconnect:
			keeps = p.Keep
		case *ShortAbort:
			keeps = p.Keep
		case *ShortRefuse:
			if p.Release != (c.in&2 != 0) || p.Persistent != (c.in&1 != 0) {
				t.Errorf("%02x: %+v", c.in, p)
			}
			continue
		default:
			continue
		}
		if keeps != (c.in&2 != 0) {
			t.Errorf("%02x: %+v", c.in, list[0])
		}
	}
}
