package presentation_test

import (
	"flag"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/presentation"
)

var mirrored = flag.Int("mirror", 5000, "random structs of each PPDU that TestMirror encodes")

// A mirrorType is a PPDU that TestMirror makes at random.
type mirrorType struct {
	name  string
	fresh func(f *mirror.Filler) presentation.PPDU
}

func mirrorTypes() []mirrorType {
	return []mirrorType{
		{"CP", func(f *mirror.Filler) presentation.PPDU {
			c := new(presentation.Connect)
			fillPublic(f, c)
			if !f.Chance(4) {
				c.Contexts, c.Undefined, c.UndefinedOuter = validContexts(f), nil, nil
				c.Versions, c.Requirements, c.Options = c.Versions&1, c.Requirements&3, c.Options&7
				c.SessionRequirements.Value &= 0x1fff
				if c.UserData.IsZero() {
					c.Continued = nil
				}
				valid(pointers(&c.UserData, c.Continued))
			}
			if c.Mode == osi.X410Mode && !f.Chance(4) {
				*c = presentation.Connect{Mode: c.Mode}
			}
			fix(f, c.Mode, &c.X410, c.Contexts, pointers(&c.UserData, c.Continued)...)
			c.Extensions = mirror.Pick(f, nil, nil, []byte{}, []byte{5, 0}, []byte{5})
			if c.NominatedContext = mirror.Pick[int64](f, 0, 0, 0, 1, -1); len(c.Contexts) > 0 && f.Chance(4) {
				c.NominatedContext = c.Contexts[0].ID
			}
			return c
		}},
		{"CPA", func(f *mirror.Filler) presentation.PPDU {
			c := new(presentation.ConnectAccept)
			fillPublic(f, c)
			if c.Mode == osi.X410Mode && !f.Chance(4) {
				*c = presentation.ConnectAccept{Mode: c.Mode}
			}
			fix(f, c.Mode, &c.X410, nil)
			return c
		}},
		{"CPR", func(f *mirror.Filler) presentation.PPDU {
			c := new(presentation.ConnectReject)
			fillPublic(f, c)
			if c.Mode == osi.X410Mode && !f.Chance(4) {
				*c = presentation.ConnectReject{Mode: c.Mode}
			}
			fix(f, c.Mode, &c.X410, nil)
			return c
		}},
		{"ARU", func(f *mirror.Filler) presentation.PPDU {
			c := new(presentation.AbnormalReleaseUser)
			fillPublic(f, c)
			if c.Mode == osi.X410Mode && !f.Chance(4) {
				*c = presentation.AbnormalReleaseUser{Mode: c.Mode}
			}
			fix(f, c.Mode, &c.X410, nil)
			return c
		}},
		{"ARP", func(f *mirror.Filler) presentation.PPDU {
			return fillPublic(f, new(presentation.AbnormalReleaseProvider))
		}},
		{"AC", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.AlterContext)) }},
		{"ACA", func(f *mirror.Filler) presentation.PPDU {
			return fillPublic(f, new(presentation.AlterContextAcknowledge))
		}},
		{"RS", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.Resynchronize)) }},
		{"TD", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.Data)) }},
		{"UD", func(f *mirror.Filler) presentation.PPDU {
			u := new(presentation.UnitData)
			fillPublic(f, u)
			if f.Chance(2) {
				u.Contexts, u.Versions, u.Continued = validContexts(f), u.Versions&1, nil
				if u.UserData.IsZero() {
					u.UserData.Simple = []byte{1}
				}
				valid(pointers(&u.UserData, nil))
			}
			var none []byte
			fix(f, osi.NormalMode, &none, u.Contexts, pointers(&u.UserData, u.Continued)...)
			u.Extensions = mirror.Pick(f, nil, nil, []byte{}, []byte{5, 0}, []byte{5})
			return u
		}},
		{"SHORT-CP", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.ShortConnect)) }},
		{"SHORT-CPA", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.ShortAccept)) }},
		{"SHORT-CPR", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.ShortReject)) }},
		{"SHORT-UD", func(f *mirror.Filler) presentation.PPDU { return fillPublic(f, new(presentation.ShortUnitData)) }},
	}
}

// decodeLike decodes b, strictly, as the PPDU that p is.
func decodeLike(p presentation.PPDU, b []byte) (presentation.PPDU, error) {
	q := reflect.New(reflect.TypeOf(p).Elem()).Interface().(presentation.PPDU)
	switch v := q.(type) {
	case *presentation.Data:
		d := presentation.Decoder{Simple: p.(*presentation.Data).UserData.Simple != nil}
		return d.Decode(p.(*presentation.Data).Primitive, b)
	case *presentation.Resynchronize:
		v.Acknowledge = p.(*presentation.Resynchronize).Acknowledge
	}
	return q, q.(interface{ Decode(b []byte) error }).Decode(b)
}

// A random PPDU is refused, with the buffer as it was, or its octets decode strictly to the same
// PPDU.
func TestMirror(t *testing.T) {
	t.Parallel()
	for _, m := range mirrorTypes() {
		t.Run(m.name, func(t *testing.T) {
			f := filler(1)
			buf := make([]byte, 3, 1<<12)
			valid, refused := 0, map[string]bool{}
			for range mirror.Count(*mirrored) {
				p := m.fresh(f)
				copy(buf, "abc")
				out, err := p.AppendBinary(buf)
				if string(out[:3]) != "abc" {
					t.Fatalf("%+v: the buffer was changed", p)
				}
				if err != nil {
					e := osi.AsError(err)
					if len(out) != 3 || e == nil || e.PDU == "" || e.Offset != 0 {
						t.Fatalf("%+v: refused with %v, %d octets", p, err, len(out))
					}
					refused[e.ID] = true
					continue
				}
				valid++
				checkMirror(t, p, out[3:])
				indefinite, err := presentation.AppendIndefinite(nil, p)
				if err != nil {
					t.Fatalf("%+v: with indefinite lengths: %v", p, err)
				}
				checkMirror(t, p, indefinite)
			}
			t.Logf("%d of %d valid, %d rules refuse", valid, mirror.Count(*mirrored), len(refused))
			if valid < mirror.Count(*mirrored)/5 {
				t.Errorf("only %d of %d are valid", valid, mirror.Count(*mirrored))
			}
		})
	}
}

func checkMirror(t *testing.T, p presentation.PPDU, b []byte) {
	t.Helper()
	q, err := decodeLike(p, b)
	if err != nil {
		t.Fatalf("%+v encodes to %x: %v", p, b, err)
	}
	if d := mirror.Diff(p, q, notOnTheWire...); d != "" {
		t.Fatalf("%+v encodes to %x, decodes with another %s", p, b, d)
	}
}
