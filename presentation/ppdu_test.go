package presentation_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/presentation"
)

type decoder interface{ Decode(b []byte) error }

// Each typed Decode refuses every other PPDU at its first octet, but for those that begin alike.
func TestOtherPPDU(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fresh func() decoder
		first byte // of what it decodes
		also  byte
	}{
		"CP":  {func() decoder { return new(presentation.Connect) }, 0x31, 0},
		"CPA": {func() decoder { return new(presentation.ConnectAccept) }, 0x31, 0},
		"CPR": {func() decoder { return new(presentation.ConnectReject) }, 0x30, 0x31},
		"ARU": {func() decoder { return new(presentation.AbnormalReleaseUser) }, 0xa0, 0x31},
		"ARP": {func() decoder { return new(presentation.AbnormalReleaseProvider) }, 0x30, 0},
		"AC":  {func() decoder { return new(presentation.AlterContext) }, 0xa0, 0},
		"ACA": {func() decoder { return new(presentation.AlterContextAcknowledge) }, 0xa1, 0},
		"RS":  {func() decoder { return new(presentation.Resynchronize) }, 0x30, 0},
		"RSA": {func() decoder { return &presentation.Resynchronize{Acknowledge: true} }, 0x30, 0},
		"UD":  {func() decoder { return new(presentation.UnitData) }, 0x30, 0},
		"TTD": {func() decoder { return &presentation.Data{Primitive: presentation.STypedData} }, 0x61, 0x60},
	} {
		for first := range 256 {
			b := []byte{byte(first), 0}
			err := c.fresh().Decode(b)
			e := osi.AsError(err)
			switch {
			case b[0] == c.first || b[0] == c.also || name == "TTD" && first == 0x40:
				if e != nil && (e.ID == "presentation.ppdu" || e.PDU != name) {
					t.Errorf("%s %x: %v", name, b, err)
				}
			case e == nil || e.PDU != name || e.Offset > 1:
				t.Errorf("%s %x: %v", name, b, err)
			case e.ID == "presentation.ppdu" && (e.Offset != 0 || e.Got != first):
				t.Errorf("%s %x: got %02x at %d", name, b, e.Got, e.Offset)
			}
		}
		if e := osi.AsError(c.fresh().Decode(nil)); e == nil || e.ID != "presentation.empty" || e.PDU != name || e.Want != 2 {
			t.Errorf("%s of no octets: %v", name, e)
		}
	}
}

// What a primitive that carries one PPDU alone gets instead is refused, also as its typed value.
func TestOtherPrimitive(t *testing.T) {
	t.Parallel()
	for p := presentation.SData; p <= presentation.SUnitData; p++ {
		d := presentation.Data{Primitive: p}
		err := d.Decode([]byte{0x61, 9, 0x30, 7, 2, 1, 3, 0xa0, 2, 5, 0})
		if slices.Contains([]presentation.Primitive{
			presentation.SConnect, presentation.SConnectAccept, presentation.SConnectReject, presentation.SUserAbort,
			presentation.SResynchronize, presentation.SResynchronizeConfirm, presentation.SUnitData,
		}, p) {
			if e := osi.AsError(err); e == nil || e.ID != "presentation.ppdu" || e.Got != 0x61 {
				t.Errorf("%s: %v", p, err)
			}
			if out, err := (&presentation.Data{Primitive: p, UserData: presentation.UserData{Simple: []byte{1}}}).AppendBinary([]byte{7}); ruleOf(err) != "presentation.ppdu" || len(out) != 1 {
				t.Errorf("%s: %x, %v", p, out, err)
			}
		} else if err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
	for _, parse := range []func(b []byte) error{
		func(b []byte) error { _, err := presentation.ParseAbort(b); return err },
		func(b []byte) error { _, err := presentation.ParseRefuse(b); return err },
		func(b []byte) error { _, err := presentation.ParseConnect(b); return err },
		func(b []byte) error { _, err := presentation.ParseAccept(b); return err },
		func(b []byte) error { _, err := presentation.ParseData(presentation.SData, b); return err },
		func(b []byte) error { _, err := presentation.Parse(presentation.SUnitData+1, b); return err },
	} {
		if err := parse([]byte{0x05, 0x00}); osi.AsError(err) == nil {
			t.Error("a NULL is taken")
		}
	}
	for text, want := range map[string]string{"a000": "ARU", "3103800104": "ARU", "3000": "ARP", "": "S-U-ABORT indication"} {
		if p, err := presentation.ParseAbort(octets(t, text)); err != nil || p.String() != want {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
	if p, err := presentation.ParseRefuse(octets(t, "30038a0101")); err != nil || p.Reason != osi.Some(presentation.RejectTemporaryCongestion) {
		t.Errorf("%+v, %v", p, err)
	}
}

// A clone is equal and shares no memory: the original is overwritten, and the octets it aliases.
func TestClone(t *testing.T) {
	t.Parallel()
	vs := load(t)
	seen := map[string]bool{}
	for i := range vs {
		v := &vs[i]
		p, ok := forms[v.Get("form")]
		if !ok || v.Expect != "accept" {
			continue
		}
		b := bytes.Clone(v.Octets)
		d := decoderFor(t, v)
		pdu, err := d.Decode(p, b)
		if err != nil {
			t.Fatal(err)
		}
		clone := presentation.Clone(pdu)
		seen[reflect.TypeOf(pdu).String()] = true
		if diff := mirror.Diff(pdu, clone, "joined", "spare", "spareIDs", "spareOutcomes"); diff != "" && v.Name != "" {
			// A list that is absent may be empty in the value a Decoder lends.
			if fresh, err := decoderFor(t, v).Decode(p, bytes.Clone(v.Octets)); err != nil || mirror.Diff(fresh, clone, "joined", "spare", "spareIDs", "spareOutcomes") != "" {
				t.Errorf("%s: %s", v.Name, diff)
			}
		}
		want, err := clone.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		for j := range b {
			b[j] = 0xff
		}
		for _, other := range vs { // and the lists of the Decoder
			if q, ok := forms[other.Get("form")]; ok && q == p && other.Expect == "accept" {
				_, _ = d.Decode(p, other.Octets)
			}
		}
		if got, err := clone.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: encoded to %x, then to %x, %v", v.Name, want, got, err)
		}
	}
	if len(seen) != 10 {
		t.Errorf("clones of %v", seen)
	}
}

// Clones of short PPDUs have user data of their own.
func TestCloneShort(t *testing.T) {
	t.Parallel()
	data := []byte{1}
	for _, p := range []presentation.PPDU{
		&presentation.ShortConnect{Encoding: 1, UserData: data}, &presentation.ShortAccept{Encoding: 1, UserData: data}, &presentation.ShortReject{Reason: 2, Encoding: 1, UserData: data},
		&presentation.ShortUnitData{Encoding: 1, UserData: data},
	} {
		c := presentation.Clone(p)
		if !reflect.DeepEqual(c, p) {
			t.Errorf("%+v, want %+v", c, p)
		}
		if data[0]++; reflect.DeepEqual(c, p) {
			t.Errorf("%v: the clone shares its user data", p)
		}
		data[0]--
	}
}

// A peer that sends expedited data that looks fully encoded, to a decoder that takes either:
// nothing recurses.
func TestEitherEncodingEnds(t *testing.T) {
	t.Parallel()
	b := octets(t, "610530030201ff")
	for _, c := range []struct {
		primitive         presentation.Primitive
		simple, nominated bool
		want              bool // user data is simple
	}{
		{presentation.SExpeditedData, true, false, true},
		{presentation.SExpeditedData, false, true, true},
		{presentation.SData, true, false, true},
		{presentation.SData, true, true, true},
		{presentation.SData, false, true, true},
	} {
		d := presentation.Decoder{Simple: c.simple, Nominated: c.nominated}
		d.Tolerate = osi.EitherEncoding
		v, err := d.Data(c.primitive, b)
		if err != nil || (v.UserData.Simple != nil) != c.want || d.Tolerated != 0 {
			t.Errorf("%+v: %+v, %v, tolerated %s", c, v, err, d.Tolerated)
		}
	}
	d := presentation.Decoder{Simple: true}
	d.Tolerate = osi.EitherEncoding
	if v, err := d.Data(presentation.SData, octets(t, "61093007020103a0020500")); err != nil || len(v.UserData.PDVs) != 1 || d.Tolerated != osi.EitherEncoding {
		t.Errorf("full encoding where simple is due: %+v, %v", v, err)
	}
	d = presentation.Decoder{}
	d.Tolerate = osi.EitherEncoding
	if v, err := d.Data(presentation.SData, octets(t, "0500")); err != nil || v.UserData.Simple == nil || d.Tolerated != osi.EitherEncoding {
		t.Errorf("simple encoding where full is due: %+v, %v", v, err)
	}
	if _, err := d.Decode(presentation.STypedData, octets(t, "0500")); err == nil {
		t.Error("typed data without a tag")
	}
	d = presentation.Decoder{Nominated: true, Limits: osi.Limits{Elements: 2}}
	if v, err := d.Data(presentation.SData, octets(t, "6180300702010300000000")); err == nil {
		t.Errorf("a limit of ours makes data simple: %+v", v)
	}
}

// Numbers without a name print as numbers.
func TestNames(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		presentation.RejectReason(9).String(): "reason(9)", presentation.AbortReason(-1).String(): "reason(-1)",
		presentation.Event(40).String(): "event(40)", presentation.Outcome(3).String(): "result(3)",
		presentation.ContextReason(4).String(): "reason(4)", presentation.EncodingChoice(4).String(): "encoding(4)",
		presentation.ShortReason(8).String(): "reason(8)", presentation.Side(2).String(): "side(2)",
		presentation.Responder.String(): "responder", presentation.EncodingBasic.String(): "BER",
		presentation.ShortUserDataNotReadable.String():    "user data not readable",
		presentation.Requirements(3).String():             "context-management,restoration",
		presentation.Options(5).String():                  "nominated-context,packed-encoding-rules",
		presentation.SessionRequirements(0x249).String():  "half-duplex,minor-synchronize,activity-management,exceptions",
		presentation.SessionRequirements(0x1c02).String(): "duplex,typed-data,symmetric-synchronize,data-separation",
		presentation.SingleASN1Type.String():              "single-ASN1-type", presentation.OctetAligned.String(): "octet-aligned",
		presentation.Arbitrary.String(): "arbitrary",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The layout that nearly all peers use is split without a decoder, and no other.
func TestOneValue(t *testing.T) {
	t.Parallel()
	b := octets(t, "61093007020103a0020500")
	if id, v, ok := presentation.OneValue(b); id != 3 || !bytes.Equal(v, []byte{5, 0}) || !ok {
		t.Errorf("%d, %x, %v", id, v, ok)
	}
	for i := range b[:len(b)-2] {
		c := bytes.Clone(b)
		c[i] ^= 0x81
		if id, v, ok := presentation.OneValue(c); ok {
			t.Errorf("%x: %d, %x", c, id, v)
		}
	}
	for _, vector := range load(t) {
		if vector.Name != "mms-td-8k" && vector.Name != "mms-td" {
			continue
		}
		d, err := presentation.ParseData(presentation.SData, vector.Octets)
		if err != nil {
			t.Fatal(err)
		}
		if id, v, ok := presentation.OneValue(vector.Octets); !ok || id != d.UserData.PDVs[0].Context || !bytes.Equal(v, d.UserData.PDVs[0].Value) {
			t.Errorf("%s: %d, %v", vector.Name, id, ok)
		}
	}
}

// A nil Decoder decodes user data into a new value, whatever its layout.
func TestNilDecoderData(t *testing.T) {
	t.Parallel()
	var d *presentation.Decoder
	for _, ssdu := range []string{"61093007020103a0020500", "61803007020103a00205000000"} {
		p, err := d.Data(presentation.SData, octets(t, ssdu))
		if err != nil || len(p.UserData.PDVs) != 1 || p.UserData.PDVs[0].Context != 3 {
			t.Errorf("%s: %+v, %v", ssdu, p, err)
		}
	}
	if p, err := d.Data(presentation.SData, nil); p != nil || err == nil {
		t.Errorf("no octets: %+v, %v", p, err)
	}
}
