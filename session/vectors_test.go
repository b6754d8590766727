package session

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "session")
}

// decoderFor makes the decoder that the header "context" describes.
func decoderFor(t testing.TB, v *vectors.Vector) *Decoder {
	t.Helper()
	d := new(Decoder)
	for word := range strings.FieldsSeq(v.Get("context")) {
		name, value, _ := strings.Cut(word, "=")
		n, _ := strconv.Atoi(value)
		switch name {
		case "extended":
			d.Extended = true
		case "version1":
			d.Version = Version1
		case "connectionless":
			d.Connectionless = true
		case "units":
			d.Limits.Units = n
		case "selected":
			u, err := strconv.ParseUint(value, 16, 16)
			if err != nil {
				t.Fatalf("%s: context %q", v.Name, word)
			}
			d.Units = osi.Some(FunctionalUnits(u))
		case "expedited":
			d.Flow = FlowExpedited
		case "normal":
			d.Flow = FlowNormal
		case "digits":
			d.SerialDigits = n
		case "spdus":
			d.Limits.SPDUs = n
		case "ssdu":
			d.Limits.SSDU = n
		case "segments":
			d.Limits.Segments = n
		default:
			t.Fatalf("%s: context %q", v.Name, word)
		}
	}
	return d
}

// run decodes a vector in the form it says.
func run(t testing.TB, v *vectors.Vector, d *Decoder) ([]SPDU, error) {
	t.Helper()
	more, err := vectors.Octets(v.Get("more"))
	if err != nil {
		t.Fatal(err)
	}
	then, err := vectors.Octets(v.Get("then"))
	if err != nil {
		t.Fatal(err)
	}
	switch v.Get("form") {
	case "tsdu":
		return d.TSDU(v.Octets)
	case "spdu":
		s, err := d.Decode(v.Octets)
		return []SPDU{s}, err
	case "segments":
		return reassemble(d, v.Octets, more)
	case "negotiate":
		var cn Connect
		var ac Accept
		if err := cn.Decode(v.Octets); err != nil {
			t.Fatal(err)
		}
		if err := ac.Decode(more); err != nil {
			t.Fatal(err)
		}
		if err := checkProposal(&cn); err != nil {
			return nil, err
		}
		_, err := Negotiate(&cn, overflow(t, v, &cn), &ac)
		return []SPDU{&cn, &ac}, err
	case "agreement": // CN, AC, and an SPDU behind them
		var a Agreement
		var s SPDU
		for _, octets := range [][]byte{v.Octets, more, then} {
			if s, err = Parse(octets); err != nil {
				t.Fatal(err)
			}
			if err = a.Take(osi.FromInitiator, s); err != nil {
				break
			}
		}
		return []SPDU{s}, err
	case "refuse":
		var cn Connect
		var rf Refuse
		if err := cn.Decode(v.Octets); err != nil {
			t.Fatal(err)
		}
		if err := rf.Decode(more); err != nil {
			t.Fatal(err)
		}
		return []SPDU{&rf}, checkRefusal(&cn, overflow(t, v, &cn), &rf)
	}
	t.Fatalf("%s: form %q", v.Name, v.Get("form"))
	return nil, nil
}

// overflow returns the OA of the header "oa"; nil when there is none.
func overflow(t testing.TB, v *vectors.Vector, cn *Connect) *OverflowAccept {
	t.Helper()
	b, err := vectors.Octets(v.Get("oa"))
	if err != nil {
		t.Fatal(err)
	}
	if len(b) == 0 {
		return nil
	}
	oa := new(OverflowAccept)
	if err := oa.Decode(b); err != nil {
		t.Fatal(err)
	}
	if err := checkOverflow(cn, oa); err != nil {
		t.Fatal(err)
	}
	return oa
}

func reassemble(d *Decoder, tsdus ...[]byte) (out []SPDU, err error) {
	r := Reassembler{Limits: d.Limits}
	for _, tsdu := range tsdus {
		if len(tsdu) == 0 {
			continue
		}
		spdus, err := d.TSDU(tsdu)
		if err != nil {
			return nil, err
		}
		for _, s := range ProcessingOrder(spdus) {
			whole, done, err := r.Add(s)
			if err != nil {
				return nil, err
			}
			if done {
				out = append(out, Clone(whole))
			}
		}
	}
	return out, nil
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "session", Rules(), func(t *testing.T, v *vectors.Vector, tolerate osi.Tolerance) (r vectors.Result) {
		t.Helper()
		d := decoderFor(t, v)
		d.Tolerate = tolerate
		spdus, err := run(t, v, d)
		r.Tolerated, r.Err = d.Tolerated, err
		switch {
		case v.Expect != "accept":
			r.PDU = v.Get("pdu") // the first SPDU, or the one at fault
		case err == nil:
			r.PDU = spdus[0].String()
			checkSecond(t, v, spdus)
		}
		return r
	}, ruleSPDULength.ID, ruleShortSpecial.ID, ruleReserved.ID, ruleIgnored.ID, ruleSegmenting.ID) // of encoders alone: TestEncodeRefuses
	for r := range Rules() {
		if r.Clause == "" || r.Field == "" || r.Kind == 0 || !strings.HasPrefix(r.ID, "session.") {
			t.Errorf("incomplete rule %+v", r)
		}
	}
}

// checkSecond checks what a vector says of its last SPDU.
func checkSecond(t *testing.T, v *vectors.Vector, spdus []SPDU) {
	t.Helper()
	last := spdus[len(spdus)-1]
	for _, s := range spdus { // segments come in processing order, with the GT behind the SPDU it introduces
		if v.Get("form") == "segments" && s.Type().Category() != Category0 {
			last = s
		}
	}
	if want := v.Get("second"); want != "" && last.String() != want {
		t.Errorf("second SPDU %s, want %s", last, want)
	}
	if want := v.Get("userdata"); want != "" && hex.EncodeToString(last.common().UserData) != want {
		t.Errorf("user data %x, want %s", last.common().UserData, want)
	}
}

// TestDamage decodes every truncation and every single-octet change of the vectors: a value or a
// typed error with an offset inside the octets, and what is accepted encodes to what decodes to the
// same.
func TestDamage(t *testing.T) {
	t.Parallel()
	for _, v := range load(t) {
		if len(v.Octets) > 200 || v.Get("form") == "negotiate" {
			continue
		}
		d := decoderFor(t, &v)
		for n := range v.Octets {
			checkTSDU(t, d, v.Octets[:n])
			changed := bytes.Clone(v.Octets)
			for x := 0; x < 256; x += mirror.Step() {
				changed[n] = byte(x)
				checkTSDU(t, d, changed)
				checkFast(t, changed, 0)
			}
		}
	}
}

// checkTSDU checks what holds for every TSDU.
func checkTSDU(t testing.TB, d *Decoder, b []byte) {
	t.Helper()
	before := bytes.Clone(b)
	spdus, err := d.TSDU(b)
	if !bytes.Equal(before, b) {
		t.Fatalf("input modified: %x", before)
	}
	fresh := Decoder{
		Leniency: d.Leniency, Limits: d.Limits, Version: d.Version, Extended: d.Extended, SerialDigits: d.SerialDigits,
		Connectionless: d.Connectionless, NullEncoding: d.NullEncoding, Units: d.Units, Flow: d.Flow,
	}
	again, err2 := fresh.TSDU(b)
	if err != nil {
		e := osi.AsError(err)
		if e == nil || e.Offset < 0 || e.Offset > len(b) || spdus != nil {
			t.Fatalf("%x: error %v", b, err)
		}
		if err2 == nil || err2.Error() != err.Error() {
			t.Fatalf("%x: %v by a fresh decoder, %v by a used one", b, err2, err)
		}
		checkAnswer(t, err, b)
		return
	}
	var encoded []byte
	numbers := Decoder{SerialDigits: d.SerialDigits}
	for i, s := range spdus {
		if !equal(s, again[i]) {
			t.Fatalf("%x: %+v by a fresh decoder, %+v by a used one", b, again[i], s)
		}
		at := len(encoded)
		if encoded, err = numbers.Append(encoded, s); err != nil {
			if d.Tolerated != 0 {
				return
			}
			t.Fatalf("%x: %v does not encode: %v", b, s, err)
		}
		back := newSPDU(s.Type())
		e2 := back.decode(encoded[at:], &numbers)
		second, e3 := numbers.Append(nil, back)
		if e2 != nil || e3 != nil || !bytes.Equal(second, encoded[at:]) {
			t.Fatalf("%x: %v, encoded %x, decoded with %v, encoded again %x, %v", b, s, encoded[at:], e2, second, e3)
		}
	}
}

// equal compares two SPDUs; a list without elements is none.
func equal(a, b SPDU) bool {
	x, y := Clone(a), Clone(b)
	for _, c := range []*Common{x.common(), y.common()} {
		if len(c.Ignored) == 0 {
			c.Ignored = nil
		}
	}
	return reflect.DeepEqual(x, y)
}

// checkAnswer holds that an answer encodes, and never has more of the peer's octets than it was
// given. The situation is one of several, so that many inputs meet all.
func checkAnswer(t testing.TB, err error, b []byte) {
	t.Helper()
	situations := [...]Situation{
		{},
		{Connected: true},
		{Refuse: RefusedSelectorUnknown, Overflow: true},
		{Selected: FUNestedConnections},
		{Selected: FUHalfDuplex | FUExceptions, Open: true, Report: true},
	}
	var sum int
	for _, x := range b {
		sum += int(x)
	}
	action, p := Answer(err, b, situations[sum%len(situations)])
	if action != osi.Send || p == nil {
		t.Fatalf("%v: %v, %v", err, action, p)
	}
	octets, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	if back := newSPDU(p.Type()); back.decode(octets, nil) != nil {
		t.Fatalf("%+v: %x does not decode", p, octets)
	}
	if er, ok := p.(*ExceptionReport); ok && !bytes.Contains(b, er.Reflect) {
		t.Fatalf("%x: reflects %x", b, er.Reflect)
	}
}
