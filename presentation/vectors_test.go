package presentation_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
)

// forms are those of vectors that hold one PPDU carried by a session primitive.
var forms = map[string]presentation.Primitive{
	"connect": presentation.SConnect, "accept": presentation.SConnectAccept, "refuse": presentation.SConnectReject,
	"abort": presentation.SUserAbort, "typed": presentation.STypedData, "data": presentation.SData,
	"expedited": presentation.SExpeditedData, "capability": presentation.SCapabilityData,
	"capability-confirm": presentation.SCapabilityDataConfirm, "resync": presentation.SResynchronize,
	"resync-confirm": presentation.SResynchronizeConfirm, "release": presentation.SRelease,
	"release-confirm": presentation.SReleaseConfirm, "token-please": presentation.STokenPlease,
	"unit-data": presentation.SUnitData,
}

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "presentation")
}

func decoderFor(t testing.TB, v *vectors.Vector) *presentation.Decoder {
	t.Helper()
	d := &presentation.Decoder{Simple: v.Get("simple") == "yes", Nominated: v.Get("nominated") == "yes"}
	d.Limits.Contexts, d.Limits.Elements = v.Number(t, "limit-contexts"), v.Number(t, "limit-elements")
	return d
}

type encoder interface {
	AppendBinary(b []byte) ([]byte, error)
}

// run decodes v and returns the name of what it is, and the value for encoding.
func run(t testing.TB, v *vectors.Vector, d *presentation.Decoder) (string, encoder, error) {
	t.Helper()
	switch form := v.Get("form"); form {
	case "short-connect":
		var s presentation.ShortConnect
		return "SHORT-CP", &s, s.Decode(v.Octets)
	case "short-accept":
		var s presentation.ShortAccept
		return "SHORT-CPA", &s, s.Decode(v.Octets)
	case "short-reject":
		var s presentation.ShortReject
		return "SHORT-CPR", &s, s.Decode(v.Octets)
	case "short-ud":
		var s presentation.ShortUnitData
		return "SHORT-UD", &s, s.Decode(v.Octets)
	case "short-data-1", "short-data-2", "short-data-3":
		var s presentation.ShortData
		return "TD", short{&s}, s.Decode(form[11]-'0', v.Octets)
	case "dcs":
		return "", nil, runSet(t, v)
	default:
		p, ok := forms[form]
		if !ok {
			t.Fatalf("unknown form %q", form)
		}
		pdu, err := d.Decode(p, v.Octets)
		if err != nil {
			if pdu != nil {
				t.Errorf("%+v beside an error", pdu)
			}
			return "", nil, err
		}
		return pdu.String(), pdu, nil
	}
}

type short struct{ *presentation.ShortData }

func (s short) AppendBinary(b []byte) ([]byte, error) {
	b, _, err := s.ShortData.AppendBinary(b)
	return b, err
}

// runSet reads CP, CPA or CPR, then ACs of the side by, ACAs and data, each of less than 256
// octets, and follows the context set.
func runSet(t testing.TB, v *vectors.Vector) error {
	t.Helper()
	var parts [][]byte
	for b := v.Octets; len(b) > 0; {
		n := 2 + int(b[1])
		if b[1] == 0x81 {
			n = 3 + int(b[2])
		}
		parts, b = append(parts, b[:n]), b[n:]
	}
	cp, err := presentation.ParseConnect(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	if parts[1][0] == 0x30 {
		cpr, err := presentation.ParseRefuse(parts[1])
		if err != nil {
			t.Fatal(err)
		}
		return presentation.CheckReject(cp, cpr)
	}
	cpa, err := presentation.ParseAccept(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	set, err := presentation.Established(cp, cpa)
	if err != nil {
		return err
	}
	by := presentation.Initiator
	if v.Get("by") == "responder" {
		by = presentation.Responder
	}
	var ac *presentation.AlterContext
	for _, part := range parts[2:] {
		pdu, err := presentation.Parse(presentation.STypedData, part)
		if err != nil {
			t.Fatal(err)
		}
		switch p := pdu.(type) {
		case *presentation.AlterContext:
			ac = p
			if set, err = set.Propose(by, ac); err != nil {
				return err
			}
		case *presentation.AlterContextAcknowledge:
			if set, err = set.Alter(ac, p); err != nil {
				return err
			}
		case *presentation.Data:
			if err := set.Check(&p.UserData, "TD"); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "presentation", presentation.Rules(), func(t *testing.T, v *vectors.Vector, tolerate osi.Tolerance) vectors.Result {
		t.Helper()
		d := decoderFor(t, v)
		d.Tolerate = tolerate
		name, pdu, err := run(t, v, d)
		if err == nil && v.Expect == "accept" {
			checkEncoding(t, v, pdu)
		}
		return vectors.Result{PDU: name, Tolerated: d.Tolerated, Err: err}
	})
}

func checkEncoding(t *testing.T, v *vectors.Vector, pdu encoder) {
	t.Helper()
	if want := v.Get("x410"); want != "" && hex.EncodeToString(x410(pdu)) != string(bytes.ToLower([]byte(want))) {
		t.Errorf("X410 is %x, want %s", x410(pdu), want)
	}
	if v.Get("encode") != "same" {
		return
	}
	out, err := pdu.AppendBinary([]byte{0xff})
	if err != nil || !bytes.Equal(out[1:], v.Octets) {
		t.Errorf("encodes to %x, %v; want %x", out, err, v.Octets)
	}
}

func x410(pdu encoder) []byte {
	switch p := pdu.(type) {
	case *presentation.Connect:
		return p.X410
	case *presentation.ConnectAccept:
		return p.X410
	case *presentation.ConnectReject:
		return p.X410
	case *presentation.AbnormalReleaseUser:
		return p.X410
	}
	return nil
}

// Whatever is cut off or changed, the answer is a value or a typed error within the input.
func TestVectorsMutated(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		p, ok := forms[v.Get("form")]
		if !ok || len(v.Octets) > 150 {
			continue
		}
		for b := range vectors.Damage(v.Octets) {
			checkInvariants(t, p, b, v.Get("simple") == "yes", v.Get("nominated") == "yes")
		}
	}
}

// A Decoder that has decoded another PPDU gives what a fresh one gives.
func TestUsedDecoder(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		before := &vs[i]
		p, ok := forms[before.Get("form")]
		if !ok {
			continue
		}
		for j := range vs {
			v := &vs[j]
			if v.Get("form") != before.Get("form") || v.Expect != "accept" {
				continue
			}
			used, fresh := decoderFor(t, v), decoderFor(t, v)
			_, _ = used.Decode(p, before.Octets)
			got, err := used.Decode(p, v.Octets)
			want, wantErr := fresh.Decode(p, v.Octets)
			if err != nil || wantErr != nil || differ(got, want) != "" {
				t.Errorf("%s behind %s: %+v, %v, want %+v, %v", v.Name, before.Name, got, err, want, wantErr)
			}
		}
	}
}
