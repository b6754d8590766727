package x25_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/x25"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "x25")
}

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := vectors.Octets(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func formatOf(v *vectors.Vector) (f x25.Format) {
	if v.Get("modulo") == "128" {
		f.Modulo = x25.Modulo128
	}
	switch v.Get("sender") {
	case "DTE":
		f.Sender = osi.DTE
	case "DCE":
		f.Sender = osi.DCE
	case "XOT":
		f.Sender = osi.OverXOT
	}
	return f
}

// run decodes a vector as its form says and returns the name of its packet.
func run(t testing.TB, v *vectors.Vector, tolerate osi.Tolerance) (name string, d *x25.Decoder, err error) {
	t.Helper()
	d = &x25.Decoder{Format: formatOf(v), Limits: osi.Limits{Facilities: v.Number(t, "limit-facilities")}}
	d.Tolerate = tolerate
	switch v.Get("form") {
	case "call":
		var c x25.CallRequest
		return "CALL", d, c.Decode(v.Octets)
	case "sequence":
		return "DATA", d, runSequence(t, v, d)
	}
	p, err := d.Decode(v.Octets)
	if err != nil {
		return "", d, err
	}
	switch v.Get("form") {
	case "packet", "xot":
	case "permitted":
		switch p := p.(type) {
		case *x25.CallRequest:
			err = p.Facilities.Permitted(p.Type(), d.Format.Sender)
		case *x25.CallAccepted:
			err = p.Facilities.Permitted(p.Type(), d.Format.Sender)
		}
	case "agrees":
		var c x25.CallRequest
		call := &c
		if v.Get("call") == "none" {
			call = nil
		} else if err := c.Decode(octets(t, v.Get("call"))); err != nil {
			t.Fatal(err)
		}
		switch p := p.(type) {
		case *x25.ClearRequest:
			err = p.Agrees(call)
		case *x25.CallAccepted:
			err = p.Agrees(&c)
		}
	case "service":
		n := x25.NetworkService{ReceiptConfirmation: v.Get("agreed") == "D", ExpeditedData: v.Get("agreed") == "expedited"}
		if call, ok := p.(*x25.CallRequest); ok {
			err = x25.CheckServiceCall(call)
		} else {
			err = n.Check(p)
		}
	default:
		t.Fatalf("unknown form %q", v.Get("form"))
	}
	return p.String(), d, err
}

func runSequence(t testing.TB, v *vectors.Vector, d *x25.Decoder) error {
	t.Helper()
	s := x25.Sequences{Limits: osi.Limits{
		TSDU: v.Number(t, "limit-tsdu"), Segments: v.Number(t, "limit-segments"), Channels: v.Number(t, "limit-channels"),
	}}
	var last []byte
	for rest := v.Octets; len(rest) > 0; {
		n := int(binary.BigEndian.Uint16(rest))
		p, err := d.Decode(rest[2 : 2+n])
		if err != nil {
			t.Fatal(err)
		}
		sdu, done, err := s.Add(p.(*x25.Data), v.Number(t, "size"))
		if err != nil {
			return err
		}
		if done {
			last = bytes.Clone(sdu)
		}
		rest = rest[2+n:]
	}
	if got := hex.EncodeToString(last); got != v.Get("sdu") || s.Open() != 0 {
		t.Errorf("sequence is %s, %d channels open; want %s", got, s.Open(), v.Get("sdu"))
	}
	return nil
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "x25", x25.Rules(), func(t *testing.T, v *vectors.Vector, tolerate osi.Tolerance) vectors.Result {
		t.Helper()
		name, d, err := run(t, v, tolerate)
		return vectors.Result{PDU: name, Tolerated: d.Tolerated, Err: err}
	})
	for r := range x25.Rules() {
		if r.Reason == 0 {
			t.Errorf("rule %s has no diagnostic", r.ID)
		}
	}
}

// Whatever is accepted encodes to the octets it came from.
func TestVectorsBothWays(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Expect != "accept" || v.Get("form") == "sequence" {
			continue
		}
		d := x25.Decoder{Format: formatOf(v)}
		p, err := d.Decode(v.Octets)
		if err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		if out, err := p.AppendBinary(nil); err != nil || !bytes.Equal(out, v.Octets) {
			t.Errorf("%s: % x encodes to % x, %v", v.Name, v.Octets, out, err)
		}
	}
}
