package transport_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/transport"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "transport")
}

func formatOf(t testing.TB, v *vectors.Vector) transport.Format {
	t.Helper()
	f := transport.Format{
		Class: transport.Class(v.Number(t, "class")), Extended: v.Get("extended") == "yes",
		NoFlowControl: v.Get("flow-control") == "no", OverTCP: v.Get("carrier") == "tcp",
	}
	if text := v.Get("options"); text != "" {
		o, err := strconv.ParseUint(text, 16, 8)
		if err != nil {
			t.Fatalf("options: %v", err)
		}
		f.Options = osi.Some(transport.Options(o))
	}
	return f
}

// names of the PDUs that a vector decodes to, joined by commas, and what else its form says.
func run(t testing.TB, v *vectors.Vector, tolerate osi.Tolerance) (names string, d *transport.Decoder, err error) {
	t.Helper()
	d = &transport.Decoder{Format: formatOf(t, v)}
	d.Tolerate = tolerate
	switch v.Get("form") {
	case "tpdu":
		d.MaxTPDU = v.Number(t, "max-tpdu")
		pdu, err := d.Decode(v.Octets)
		if err != nil {
			return "", d, err
		}
		return pdu.String(), d, nil
	case "nsdu":
		var all []string
		for pdu, err := range d.All(v.Octets) {
			if err != nil {
				return "", d, err
			}
			all = append(all, pdu.String())
		}
		return strings.Join(all, ","), d, nil
	case "tpkt":
		if most := v.Number(t, "max-tpdu"); most > 0 {
			_, _, err := transport.SplitTPKT(v.Octets, most, nil)
			return "", d, err
		}
		d.Format.OverTCP = true
		frame, err := transport.ParseTPKT(v.Octets, &d.Leniency)
		if err != nil {
			return "", d, err
		}
		pdu, err := d.Decode(frame.TPDU())
		if err != nil {
			return "", d, err
		}
		return pdu.String(), d, nil
	case "tsdu":
		return runTSDU(t, v, d)
	case "handshake":
		return runHandshake(t, v, d)
	case "unitdata":
		var u transport.UnitData
		return "UD", d, u.Decode(v.Octets)
	case "un":
		var u transport.UseNetwork
		rest, err := u.Decode(v.Octets)
		if err == nil && hex.EncodeToString(rest) != v.Get("rest") {
			t.Errorf("rest is %x, want %s", rest, v.Get("rest"))
		}
		return "", d, err
	}
	t.Fatalf("unknown form %q", v.Get("form"))
	return "", nil, nil
}

func runTSDU(t testing.TB, v *vectors.Vector, d *transport.Decoder) (string, *transport.Decoder, error) {
	t.Helper()
	r := transport.Reassembler{Limits: osi.Limits{TSDU: v.Number(t, "limit-tsdu"), Segments: v.Number(t, "limit-segments")}}
	frames := transport.NewReader(bytes.NewReader(v.Octets), osi.Limits{})
	var got []byte
	complete := false
	for {
		frame, err := frames.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", d, err
		}
		pdu, err := d.Decode(frame.TPDU())
		if err != nil {
			return "", d, err
		}
		if complete {
			t.Error("a TSDU before its EOT")
		}
		if got, complete, err = r.Add(pdu.(*transport.Data)); err != nil {
			return "", d, err
		}
	}
	if want := v.Get("tsdu"); !complete || hex.EncodeToString(got) != want {
		t.Errorf("TSDU is %x, complete %v; want %s", got, complete, want)
	}
	return "DT", d, nil
}

func runHandshake(t testing.TB, v *vectors.Vector, d *transport.Decoder) (string, *transport.Decoder, error) {
	t.Helper()
	frame, want, err := transport.SplitTPKT(v.Octets, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	var cr transport.ConnectionRequest
	var cc transport.ConnectionConfirm
	if err := decodeTyped(&cr, frame.TPDU(), d.Format); err != nil {
		t.Fatal(err)
	}
	frame, err = transport.ParseTPKT(v.Octets[want:], nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := decodeTyped(&cc, frame.TPDU(), d.Format); err != nil {
		t.Fatal(err)
	}
	if err := cc.Agrees(&cr, frame.TPDU()); err != nil {
		return "", d, err
	}
	if got := cc.MaxTPDU(&cr); got != v.Number(t, "max-tpdu") {
		t.Errorf("MaxTPDU is %d, want %s", got, v.Get("max-tpdu"))
	}
	return "", d, nil
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "transport", transport.Rules(), func(t *testing.T, v *vectors.Vector, tolerate osi.Tolerance) vectors.Result {
		t.Helper()
		names, d, err := run(t, v, tolerate)
		return vectors.Result{PDU: names, Tolerated: d.Tolerated, Err: err}
	}, "transport.options") // of encoders alone: TestAppendBinaryRefuses
}

// Whatever is cut off or changed, the answer is a value or a typed error within the input.
func TestVectorsMutated(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Get("form") != "tpdu" || len(v.Octets) > 300 {
			continue
		}
		for n := range v.Octets {
			checkInvariants(t, v.Octets[:n:n], formatOf(t, v))
			for _, x := range damaged(v.Octets[n]) {
				b := bytes.Clone(v.Octets)
				b[n] = x
				checkInvariants(t, b, formatOf(t, v))
			}
		}
	}
}

// damaged returns what may stand in place of x: its neighbours, x with one bit changed, and the
// borders of fields.
func damaged(x byte) []byte {
	out := []byte{x - 1, x + 1, 0, 1, 2, 3, 4, 6, 8, 0x7f, 0x80, 0xc0, 0xc3, 0xc6, 0xc7, 0xee, 0xf0, 0xfe, 0xff}
	for bit := range 8 {
		out = append(out, x^1<<bit)
	}
	return out
}
