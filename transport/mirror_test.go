package transport_test

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/transport"
)

var mirrored = flag.Int("mirror", 20_000, "structs of each type that TestMirror tries")

// newPDUs makes an empty PDU of every type.
var newPDUs = map[string]func() transport.TPDU{
	"CR": func() transport.TPDU { return new(transport.ConnectionRequest) },
	"CC": func() transport.TPDU { return new(transport.ConnectionConfirm) },
	"DR": func() transport.TPDU { return new(transport.DisconnectRequest) },
	"DC": func() transport.TPDU { return new(transport.DisconnectConfirm) },
	"DT": func() transport.TPDU { return new(transport.Data) },
	"ED": func() transport.TPDU { return new(transport.ExpeditedData) },
	"AK": func() transport.TPDU { return new(transport.DataAcknowledgement) },
	"EA": func() transport.TPDU { return new(transport.ExpeditedAcknowledgement) },
	"RJ": func() transport.TPDU { return new(transport.Reject) },
	"ER": func() transport.TPDU { return new(transport.TPDUError) },
	"UD": func() transport.TPDU { return new(transport.UnitData) },
}

var errOther = errors.New("another TPDU")

// decodeTyped decodes b into p: by its Decode if it has one and f is what that takes, else by a
// Decoder.
func decodeTyped(p transport.TPDU, b []byte, f transport.Format) error {
	typed, ok := p.(interface{ Decode(b []byte) error })
	if ok && (f == (transport.Format{}) || p.String() == "UD") {
		return typed.Decode(b)
	}
	q, err := (&transport.Decoder{Format: f}).Decode(b)
	if err != nil {
		return err
	}
	from, to := reflect.ValueOf(q), reflect.ValueOf(p)
	if from.Type() != to.Type() {
		return errOther
	}
	to.Elem().Set(from.Elem())
	return nil
}

// formatIn returns the format that p says it is of.
func formatIn(p transport.TPDU) transport.Format {
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		return transport.Format{OverTCP: p.OverTCP}
	case *transport.ConnectionConfirm:
		return transport.Format{OverTCP: p.OverTCP}
	}
	return formatFor(p)
}

// A filler for PDUs. Half of its structs are made with an eye on what class they are of, so that
// many are valid.
func newFiller(seed uint64) *mirror.Filler {
	f := &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 224)), Octets: []int{0, 1, 2, 3, 4, 8, 16, 17, 32, 33, 64, 65, 100, 128, 246, 247, 255, 256}}
	f.Make = map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[transport.Class](): func(f *mirror.Filler) any {
			return transport.Class(mirror.Pick[uint8](f, 0, 0, 1, 2, 3, 4, 4, 5, 15, 255))
		},
		reflect.TypeFor[transport.TPDUSize](): func(f *mirror.Filler) any {
			return transport.TPDUSize(mirror.Pick[uint8](f, 0, 0, 7, 10, 11, 12, 13, 14, 6, 1))
		},
		reflect.TypeFor[transport.Options](): func(f *mirror.Filler) any { return transport.Options(f.Rand.Uint32() & f.Rand.Uint32() & 0xff) },
		reflect.TypeFor[transport.ClassSet](): func(f *mirror.Filler) any {
			return transport.ClassSet(mirror.Pick[uint8](f, 0, 0, 0, 1, 2, 3, 4, 5, 7, 8, 16, 31, 32, 255))
		},
		reflect.TypeFor[transport.Parameter](): func(f *mirror.Filler) any {
			return transport.Parameter{
				Code:  transport.ParameterCode(mirror.Pick[uint8](f, 0xee, 0xee, 0xe0, 8, 0x8a, 0xc0, 0xc3, 0xc6, 0xc7, 0x85, 0x90, 0xff)),
				Value: f.Bytes(mirror.Pick(f, 0, 1, 2, 2, 2, 8)),
			}
		},
	}
	return f
}

// tame makes valid what is easily made so.
func tame(f *mirror.Filler, p transport.TPDU) {
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		p.Class %= 5
		tameConnection(f, &p.Connection, p.Class)
		p.Alternatives &= []transport.ClassSet{0, 3, 5, 15, 31}[p.Class]
		p.Version &= 1
		if p.Class == 0 {
			p.Version, p.ReassignmentTime = 0, osi.Opt[uint16]{}
		}
		if p.Class != 1 && p.Class != 3 {
			p.ReassignmentTime = osi.Opt[uint16]{}
		}
		p.NoFlowControl = p.NoFlowControl && !p.Extended && p.Class > 1
		for i := range p.Ignored {
			p.Ignored[i].Code = mirror.Pick[transport.ParameterCode](f, 0xee, 0xe0, 0x8a, 0x90, 8)
		}
		p.Ignored = p.Ignored[:min(len(p.Ignored), 2)]
		if len(p.Ignored) == 0 {
			p.Ignored = nil
		}
	case *transport.ConnectionConfirm:
		p.Class %= 5
		tameConnection(f, &p.Connection, p.Class)
		p.Ignored = nil
		p.NoFlowControl = p.NoFlowControl && p.Class == 2 && !p.Extended
		if p.PreferredSize != 0 {
			p.TPDUSize = 0
		}
	case *transport.DisconnectRequest:
		p.Format.Class %= 5
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		p.AdditionalInfo = p.AdditionalInfo[:min(len(p.AdditionalInfo), 40)]
		if p.UserData = p.UserData[:min(len(p.UserData), 64)]; p.Format.Class == 0 {
			p.UserData = nil
		}
	case *transport.DisconnectConfirm:
		p.Format.Class = max(p.Format.Class%5, 1)
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
	case *transport.Data:
		p.Format.Class %= 5
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		p.RequestAck = p.RequestAck && p.Format.Options.Or(transport.OptionRequestAck)&transport.OptionRequestAck != 0 && p.Format.Class != 0 && p.Format.Class != 2
		p.Number &= 0x7f
		if p.Format.Class == 0 {
			p.Number = 0
		}
		if p.Format.Class < 2 {
			p.DstRef = 0
		}
		if p.ExpeditedNumber.Value &= 0x7f; p.Format.Class != 4 || f.Chance(2) {
			p.ExpeditedNumber = osi.Opt[uint32]{}
		}
	case *transport.ExpeditedData:
		p.Format.Class %= 5
		p.Format.NoFlowControl = false
		p.Format.OverTCP = p.Format.OverTCP || p.Format.Class == 0
		p.Format.Options.Value |= transport.OptionExpedited
		p.Format.Options.Present = true
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		if p.Number &= 0x7f; p.Format.Class == 0 {
			p.Number, p.DstRef = 0, 0
		}
		p.UserData = f.Bytes(1 + f.Rand.IntN(16))
	case *transport.DataAcknowledgement:
		p.Format.Class = max(p.Format.Class%5, 1)
		p.Format.NoFlowControl = false
		p.Format.Options.Value &^= transport.OptionReceiptConfirmation
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		p.Expected &= 0x7f
		if p.Credit &= 15; p.Format.Class == 1 {
			p.Credit = 15
		}
		p.FlowControl.Value.LowerWindowEdge &= 0x7f
		p.FlowControl.Value.YourCredit &= 15
		if p.Format.Class != 4 {
			p.Subsequence, p.FlowControl = osi.Opt[uint16]{}, osi.Opt[transport.FlowControlConfirmation]{}
		}
		if p.Format.Class != 4 || f.Chance(3) {
			p.SelectiveAck = nil
		} else {
			p.Format.Options.Value |= transport.OptionSelectiveAck
			p.SelectiveAck = make([]byte, 8*(1+f.Rand.IntN(3)))
		}
	case *transport.ExpeditedAcknowledgement:
		p.Format.Class = max(p.Format.Class%5, 1)
		p.Format.NoFlowControl = false
		p.Format.Options.Value |= transport.OptionExpedited
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		p.Expected &= 0x7f
	case *transport.Reject:
		p.Format.Class = mirror.Pick[transport.Class](f, 1, 3)
		p.Expected &= 0x7f
		if p.Credit &= 15; p.Format.Class == 1 {
			p.Credit = 15
		}
	case *transport.TPDUError:
		p.Format.Class %= 5
		p.Checksum = p.Format.Class == 4 && p.Format.Options.Value&transport.OptionNoChecksum == 0
		p.Invalid = f.Bytes(f.Rand.IntN(20))
	case *transport.UnitData:
		p.Source = p.Source[:min(len(p.Source), 100)]
		p.Destination = p.Destination[:min(len(p.Destination), 100)]
	}
}

func tameConnection(f *mirror.Filler, c *transport.Connection, class transport.Class) {
	c.SrcRef |= 1
	if c.Credit &= 15; class < 2 {
		c.Credit, c.Extended, c.NoFlowControl = 0, false, false
	}
	if c.TPDUSize < 7 || c.TPDUSize > 13 || class == 0 && c.TPDUSize > 11 {
		c.TPDUSize = 0
	}
	if c.Calling = c.Calling[:min(len(c.Calling), 8)]; len(c.Calling) == 0 {
		c.Calling = nil
	}
	c.Called = c.Called[:min(len(c.Called), 8)]
	c.Protection = c.Protection[:min(len(c.Protection), 8)]
	c.UserData = c.UserData[:min(len(c.UserData), mirror.Pick(f, 0, 1, 32))]
	c.Options.Value &= 0x7e
	for _, r := range []*transport.Rates{&c.Throughput.Value.Maximum, &c.Throughput.Value.Average.Value} {
		r.CalledMin &= 1<<24 - 1
		r.CalledTarget &= 1<<24 - 1
		r.CallingMin &= 1<<24 - 1
		r.CallingTarget &= 1<<24 - 1
	}
	if class == 0 {
		if c.Options.Present = c.Options.Present && c.OverTCP; !c.Options.Present {
			c.Options.Value = 0
		}
		if !c.OverTCP {
			c.UserData = nil
		}
		c.Protection, c.ResidualErrorRate, c.Priority = nil, osi.Opt[transport.ResidualErrorRate]{}, osi.Opt[uint16]{}
		c.TransitDelay, c.Throughput = osi.Opt[transport.TransitDelay]{}, osi.Opt[transport.Throughput]{}
	}
	if f.Chance(2) {
		c.Throughput = osi.Opt[transport.Throughput]{}
	}
	if class != 4 {
		c.AckTime, c.InactivityTime = osi.Opt[uint16]{}, osi.Opt[uint32]{}
	}
}

// plain makes absent user data and ignored parameters nil: nil and empty are the same there, and
// nowhere else.
func plain(p transport.TPDU) transport.TPDU {
	for _, name := range []string{"UserData", "Ignored"} {
		if v := reflect.ValueOf(p).Elem().FieldByName(name); v.IsValid() && v.Len() == 0 {
			v.SetZero()
		}
	}
	return p
}

// What an encoder makes of any struct decodes strictly to an equal one, and else it is an error
// that leaves b as it was.
func TestMirror(t *testing.T) {
	t.Parallel()
	for name, fresh := range newPDUs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFiller(uint64(name[0])<<8 | uint64(name[1]))
			d, valid := transport.Decoder{}, 0
			for i := range mirror.Count(*mirrored) {
				p := fresh()
				f.Fill(p)
				if f.Chance(2) {
					tame(f, p)
				}
				if !mirrors(t, p, fresh(), &d) {
					continue
				}
				if valid++; i%64 == 0 && name != "UD" { // one change to what is valid, so that most borders are met
					mutated := transport.Clone(p)
					spoil(f, mutated)
					mirrors(t, mutated, fresh(), &d)
				}
			}
			t.Logf("%d of %d are valid", valid, mirror.Count(*mirrored))
			if valid*5 < mirror.Count(*mirrored) {
				t.Errorf("only %d of %d are valid: the test is hollow", valid, mirror.Count(*mirrored))
			}
		})
	}
}

// spoil fills one field again.
func spoil(f *mirror.Filler, p transport.TPDU) {
	v := reflect.ValueOf(p).Elem()
	f.Fill(v.Field(f.Rand.IntN(v.NumField())).Addr().Interface())
}

// mirrors reports whether p encodes; again is an empty PDU of the same type.
func mirrors(t *testing.T, p, again transport.TPDU, d *transport.Decoder) bool {
	t.Helper()
	room := append(make([]byte, 0, 700), "kept"...)
	out, err := p.AppendBinary(room)
	if err != nil {
		if e := osi.AsError(err); e == nil || e.Offset != 0 || e.PDU != p.String() || string(out) != "kept" {
			t.Fatalf("%+v: %v, %q is left", p, err, out)
		}
		return false
	}
	if !bytes.HasPrefix(out, []byte("kept")) {
		t.Fatalf("%+v: %x", p, out)
	}
	b := out[4:]
	if err := decodeTyped(again, b, formatIn(p)); err != nil {
		t.Fatalf("%+v\nencodes to %x: %v", p, b, err)
	}
	if diff := mirror.Diff(plain(p), plain(again), "Offset"); diff != "" {
		t.Fatalf("%+v\nencodes to %x, decodes with another %s", p, b, diff)
	}
	if p.String() != "UD" {
		d.Format = formatIn(p)
		if by, err := d.Decode(b); err != nil || mirror.Diff(p, plain(by), "Offset") != "" {
			t.Fatalf("%+v: Decoder: %+v, %v", p, by, err)
		}
	}
	once, err := again.AppendBinary(nil)
	if err != nil || !bytes.Equal(once, b) {
		t.Fatalf("%x encodes again to %x, %v", b, once, err)
	}
	return true
}
