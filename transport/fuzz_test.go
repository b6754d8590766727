package transport_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// checkInvariants asserts what holds for any octets given to Decode.
func checkInvariants(t *testing.T, b []byte, f transport.Format) {
	t.Helper()
	before := bytes.Clone(b)
	d := transport.Decoder{Format: f}
	tpdu, err := d.Decode(b)
	if !bytes.Equal(b, before) {
		t.Fatalf("%x: the input was modified", before)
	}
	if err != nil {
		checkError(t, b, tpdu, err)
		return
	}
	out, err := tpdu.AppendBinary(nil)
	if err != nil {
		t.Fatalf("%x: decoded to %+v, which does not encode: %v", b, tpdu, err)
	}
	again := transport.Decoder{Format: f}
	second, err := again.Decode(out)
	if err != nil || !reflect.DeepEqual(normal(tpdu), normal(second)) {
		t.Fatalf("%x: decoded to %+v, encoded to %x, decoded to %+v, %v", b, tpdu, out, second, err)
	}
	// Encoding what was decoded from our own encoding changes nothing.
	if third, err := second.AppendBinary(nil); err != nil || !bytes.Equal(out, third) {
		t.Fatalf("%x: encoded to %x, then to %x, %v", b, out, third, err)
	}
}

func checkError(t *testing.T, b []byte, tpdu transport.TPDU, err error) {
	t.Helper()
	e, ok := err.(*osi.Error)
	if !ok || tpdu != nil || e.Offset < 0 || e.Offset > len(b) {
		t.Fatalf("%x: %v, offset outside 0 to %d or a result beside the error", b, err, len(b))
	}
	action, answer := transport.Answer(err, b, transport.Situation{})
	if (action == osi.Send || action == osi.SendAndDisconnect) != (answer != nil) {
		t.Fatalf("%x: action %v with answer %v", b, action, answer)
	}
	if answer != nil {
		if _, err := answer.AppendBinary(nil); err != nil {
			t.Fatalf("%x: the answer does not encode: %v", b, err)
		}
	}
}

// normal returns a copy of t without the offsets of ignored parameters, which move when other
// parameters do.
func normal(t transport.TPDU) any {
	strip := func(ps []transport.Parameter) []transport.Parameter {
		var out []transport.Parameter
		for _, p := range ps {
			out = append(out, transport.Parameter{Code: p.Code, Value: p.Value})
		}
		return out
	}
	switch p := t.(type) {
	case *transport.ConnectionRequest:
		c := p.Clone()
		c.Ignored = strip(c.Ignored)
		return c
	case *transport.ConnectionConfirm:
		c := p.Clone()
		c.Ignored = strip(c.Ignored)
		return c
	}
	return t
}

func FuzzTPDU(f *testing.F) {
	vs := load(f)
	for i := range vs {
		x := formatOf(f, &vs[i])
		f.Add(vs[i].Octets, byte(x.Class), byte(x.Options.Value), x.Extended, x.NoFlowControl, x.OverTCP, x.Options.Present)
	}
	f.Fuzz(func(t *testing.T, b []byte, class, options byte, extended, noFlowControl, overTCP, known bool) {
		format := transport.Format{Class: transport.Class(class % 5), Extended: extended, NoFlowControl: noFlowControl, OverTCP: overTCP}
		if known {
			format.Options = osi.Some(transport.Options(options))
		}
		checkInvariants(t, b, format)

		// Parse and the typed Decodes give what the Decoder gives, and that goes round.
		if err := sameAnswers(b, format); err != nil {
			t.Fatalf("%x: %v", b, err)
		}
		for _, fresh := range newPDUs {
			p := fresh()
			if err := decodeTyped(p, b, format); err == nil && !mirrors(t, p, fresh(), new(transport.Decoder)) {
				t.Fatalf("%x is %+v, which does not encode", b, p)
			} else if err != nil && !errors.Is(err, errOther) {
				checkError(t, b, nil, err)
			}
		}

		// A reused decoder gives what a fresh one gives.
		var used transport.Decoder
		used.Format = format
		for _, err := range used.All(b) {
			if err != nil && osi.AsError(err).Offset > len(b) {
				t.Fatal(err)
			}
		}
		fresh := transport.Decoder{Format: format}
		x, errX := used.Decode(b)
		y, errY := fresh.Decode(b)
		if !reflect.DeepEqual(errX, errY) || errX == nil && !reflect.DeepEqual(normal(x), normal(y)) {
			t.Fatalf("reused %+v, %v; fresh %+v, %v", x, errX, y, errY)
		}
		for p, err := range transport.Parameters(b, format) {
			if err == nil && (p.Offset+2+len(p.Value) > len(b) || cap(p.Value) != len(p.Value)) {
				t.Fatalf("parameter outside the TPDU: %+v", p)
			}
		}
	})
}

func FuzzUseNetwork(f *testing.F) {
	vs := load(f)
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var u transport.UseNetwork
		rest, err := u.Decode(b)
		if err != nil {
			checkError(t, b, nil, err)
			return
		}
		out, err := u.AppendBinary(nil)
		if err != nil || !bytes.Equal(append(out, rest...), b) {
			t.Fatalf("%x: %+v, rest %x, encodes to %x, %v", b, u, rest, out, err)
		}
	})
}

// FuzzFrames asserts that a stream gives the same frames however it is cut, with memory that
// follows what arrived.
func FuzzFrames(f *testing.F) {
	vs := load(f)
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		whole, errWhole := frames(bytes.NewReader(b))
		for name, r := range map[string]io.Reader{
			"one octet at a time": iotest.OneByteReader(bytes.NewReader(b)),
			"halves":              iotest.HalfReader(bytes.NewReader(b)),
			"data with error":     iotest.DataErrReader(bytes.NewReader(b)),
		} {
			got, err := frames(r)
			if !reflect.DeepEqual(got, whole) || !sameError(err, errWhole) {
				t.Fatalf("%s: %x, %v; want %x, %v", name, got, err, whole, errWhole)
			}
		}
		if joined := bytes.Join(whole, nil); !bytes.Equal(joined, b[:len(joined)]) {
			t.Fatal("the frames are not the stream")
		}
	})
}

func frames(r io.Reader) (all [][]byte, err error) {
	fr := transport.NewReader(r, osi.Limits{})
	for {
		frame, err := fr.Next()
		if err != nil {
			return all, err
		}
		all = append(all, bytes.Clone(frame))
	}
}

func sameError(a, b error) bool {
	if errors.Is(a, io.EOF) || errors.Is(b, io.EOF) {
		return errors.Is(a, io.EOF) && errors.Is(b, io.EOF)
	}
	return reflect.DeepEqual(a, b)
}
