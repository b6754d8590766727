package rtse_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/rtse"
)

var mirrorCount = flag.Int("mirror", 20000, "structs of each type that TestMirror makes")

func someValue(f *mirror.Filler) []byte {
	return mirror.Pick(f, []byte{5, 0}, []byte{0x30, 0x80, 5, 0, 0, 0}, []byte{0x84, 1, 7}, []byte{0xa0, 2, 5, 0}, []byte{0xa1, 2, 0x16, 0}, []byte{5, 0, 5, 0}, []byte{0x30, 1, 5}, []byte{})
}

// filler makes structs of which a good share is valid in one of the modes.
func filler(seed uint64) *mirror.Filler {
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 2)), Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[rtse.ConnectionData](): func(f *mirror.Filler) any {
			var c rtse.ConnectionData
			if !f.Chance(3) {
				c.Open = mirror.Pick(f, []byte{5, 0}, []byte{0xb0, 2, 5, 0}, someValue(f))
			}
			if c.Open == nil || f.Chance(16) {
				s := rtse.SessionConnectionIdentifier{CommonReference: []byte("9912312359Z")}
				f.Fill(&s.CallingReference)
				f.Fill(&s.T61)
				f.Fill(&s.Additional)
				if f.Chance(8) {
					f.Fill(&s.CommonReference)
				}
				c.Recover = osi.Some(s)
			}
			return c
		},
		reflect.TypeFor[[][]byte](): func(f *mirror.Filler) any { // Ignored
			return mirror.Pick(f, nil, nil, [][]byte{}, [][]byte{{0x85, 1, 0}}, [][]byte{{0x83, 0}, {4, 0}}, [][]byte{{0x80, 1, 0}}, [][]byte{someValue(f)})
		},
		reflect.TypeFor[rtse.AbortReason]():  func(f *mirror.Filler) any { return mirror.Pick[rtse.AbortReason](f, 0, 1, 1, 3, 4, 5, 6, 6, 7, 8) },
		reflect.TypeFor[rtse.RefuseReason](): func(f *mirror.Filler) any { return mirror.Pick[rtse.RefuseReason](f, 0, 1, 2, 3, 4) },
		reflect.TypeFor[rtse.DialogueMode](): func(f *mirror.Filler) any { return mirror.Pick[rtse.DialogueMode](f, 0, 0, 1, 1, 2) },
		reflect.TypeFor[rtse.BindPhase]():    func(f *mirror.Filler) any { return mirror.Pick[rtse.BindPhase](f, 0, 1, 2, 3) },
		reflect.TypeFor[rtse.Bits](): func(f *mirror.Filler) any {
			v := rtse.Bits{Octet: uint8(f.Rand.Uint32()), Len: uint8(f.Rand.IntN(10))}
			if !f.Chance(4) {
				v.Octet &^= 0xff >> v.Len
			}
			return v
		},
	}}
}

// A mirrored is one of the values, and how it encodes and decodes in one mode.
type mirrored struct {
	form string
	make func() value
}

var allMirrored = []mirrored{
	{"", func() value { return new(rtse.OpenRequest) }},
	{"connect", func() value { return new(rtse.OpenRequest) }},
	{"", func() value { return new(rtse.OpenAccept) }},
	{"accept", func() value { return new(rtse.OpenAccept) }},
	{"", func() value { return new(rtse.OpenReject) }},
	{"refuse", func() value { return new(rtse.OpenReject) }},
	{"", func() value { return new(rtse.Abort) }},
	{"abort", func() value { return new(rtse.Abort) }},
	{"", func() value { return new(rtse.TokenPlease) }},
	{"", func() value { return new(rtse.Transfer) }},
	{"bind", func() value { return new(rtse.Bind) }},
}

// randomize fills the exported fields of v, and then half of the time makes what its kind needs to
// be valid.
func randomize(f *mirror.Filler, v value) {
	e := reflect.ValueOf(v).Elem()
	for i := range e.NumField() {
		if e.Type().Field(i).IsExported() {
			f.Fill(e.Field(i).Addr().Interface())
		}
	}
	switch p := v.(type) {
	case *rtse.OpenReject:
		if p.UserData = nil; f.Chance(3) {
			p.UserData = someValue(f)
		}
	case *rtse.Abort:
		if p.UserData = nil; f.Chance(2) {
			p.UserData = someValue(f)
		}
		if f.Chance(3) {
			p.Reflected = osi.Opt[rtse.Bits]{}
		}
	case *rtse.Bind:
		if f.Chance(2) {
			p.Security = nil
		}
		if f.Chance(3) {
			p.Octets, p.Password, p.Strong, p.Name = false, nil, mirror.Pick(f, []byte{0xa0, 2, 0x30, 0}, someValue(f)), []byte("x")
		} else {
			p.Strong = nil
		}
		for i := range p.Name {
			p.Name[i] &= 0x7f
		}
		for i := range p.Password {
			p.Password[i] &= mirror.Pick[byte](f, 0x7f, 0x7f, 0x7f, 0x7f, 0xff)
		}
		if f.Chance(8) {
			*p = rtse.Bind{Phase: p.Phase}
		}
	case *rtse.OpenRequest:
		if f.Chance(2) {
			p.CheckpointSize, p.WindowSize = f.Rand.Int64N(300), osi.Some(1+f.Rand.Int64N(7))
		}
		if f.Chance(2) {
			p.ApplicationProtocol = osi.Opt[int64]{}
		}
	case *rtse.OpenAccept:
		if f.Chance(2) {
			p.CheckpointSize, p.WindowSize = f.Rand.Int64N(300), osi.Some(1+f.Rand.Int64N(7))
		}
	}
}

// normal makes alike what is documented to be the same.
func normal(v value) value {
	alike := func(c *rtse.ConnectionData) {
		if s := &c.Recover.Value; c.Recover.Present {
			s.CallingReference = append([]byte{}, s.CallingReference...)
		}
	}
	none := func(list *[][]byte) {
		if len(*list) == 0 {
			*list = nil
		}
	}
	switch p := v.(type) {
	case *rtse.OpenRequest:
		alike(&p.Connection)
		none(&p.Ignored)
	case *rtse.OpenAccept:
		alike(&p.Connection)
		none(&p.Ignored)
	case *rtse.OpenReject:
		none(&p.Ignored)
	case *rtse.Abort:
		none(&p.Ignored)
	case *rtse.Transfer:
		p.Data = append([]byte{}, p.Data...)
	}
	return v
}

// Whatever a struct holds, it is refused and nothing is appended, or its octets decode strictly to
// an equal value.
func TestMirror(t *testing.T) {
	t.Parallel()
	for i, m := range allMirrored {
		f := filler(uint64(i))
		valid := 0
		for range mirror.Count(*mirrorCount) {
			v := m.make()
			randomize(f, v)
			prefix := append(make([]byte, 0, 256), "kept"...)
			out, err := encode(v, m.form, prefix)
			if !bytes.HasPrefix(out, prefix) || string(prefix) != "kept" {
				t.Fatalf("%+v: %q", v, out)
			}
			if err != nil {
				if e := osi.AsError(err); len(out) != len(prefix) || e == nil || e.Offset < 0 {
					t.Fatalf("%+v: %q beside %v", v, out, err)
				}
				continue
			}
			valid++
			w, err := decode(nil, m.form, out[len(prefix):])
			if err != nil {
				t.Fatalf("%+v encodes to %x: %v", v, out[len(prefix):], err)
			}
			if d := mirror.Diff(normal(v), normal(w), "scratch"); d != "" {
				t.Fatalf("%+v encodes to %x: %s", v, out[len(prefix):], d)
			}
		}
		if valid < mirror.Count(*mirrorCount)/5 {
			t.Errorf("%s %q: %d of %d structs are valid", name(m.make()), m.form, valid, mirror.Count(*mirrorCount))
		}
	}
}

// A typed Decode refuses every other APDU; what a Parse function of X.410 mode says is what its
// Decoder says.
func TestOtherAPDU(t *testing.T) {
	t.Parallel()
	type decoder interface {
		rtse.APDU
		Decode(b []byte) error
	}
	tags := []int{0xb0, 0xb1, 0xb2, 0xb6, 0x02, 0x04}
	for i, p := range []decoder{
		new(rtse.OpenRequest), new(rtse.OpenAccept), new(rtse.OpenReject), new(rtse.Abort), new(rtse.TokenPlease), new(rtse.Transfer),
	} {
		for _, c := range encodings {
			b := octets(t, c.want)
			if q, ok := c.value.(rtse.APDU); !ok || c.form != "" || q.String() == p.String() {
				continue
			}
			err := p.Decode(b)
			e := osi.AsError(err)
			if e == nil || e.ID != "rtse.apdu" || e.Offset != 0 || e.Got != int(b[0]) || e.Want != tags[i] || e.PDU != p.String() {
				t.Errorf("%v decodes %s: %v", p, c.name, err)
			}
		}
		if err := p.Decode(nil); osi.AsError(err) == nil || osi.AsError(err).ID != "rtse.apdu" {
			t.Errorf("%v decodes nothing: %v", p, err)
		}
	}
	for _, c := range encodings {
		b := octets(t, c.want)
		for form, parse := range map[string]func([]byte) (value, error){
			"connect": func(b []byte) (value, error) { return rtse.ParseConnect(b) },
			"accept":  func(b []byte) (value, error) { return rtse.ParseAccept(b) },
			"refuse":  func(b []byte) (value, error) { return rtse.ParseRefuse(b) },
			"abort":   func(b []byte) (value, error) { return rtse.ParseAbort(b) },
		} {
			got, err := parse(b)
			want, errWant := decode(nil, form, b)
			if !reflect.DeepEqual(err, errWant) || err == nil && !reflect.DeepEqual(got, want) {
				t.Errorf("%s as %s: %+v, %v; want %+v, %v", c.name, form, got, err, want, errWant)
			}
		}
	}
}

// Append has the form of the mode.
func TestAppend(t *testing.T) {
	t.Parallel()
	for _, c := range encodings {
		p, ok := c.value.(rtse.APDU)
		if !ok {
			continue
		}
		for _, m := range []osi.Mode{osi.NormalMode, osi.X410Mode} {
			got, err := rtse.Append([]byte("kept"), p, m)
			want, errWant := p.AppendBinary([]byte("kept"))
			if x, ok := p.(x410); ok && m == osi.X410Mode {
				want, errWant = x.AppendX410([]byte("kept"))
			}
			if _, ok := p.(*rtse.Transfer); ok && m == osi.X410Mode {
				if e := osi.AsError(err); e == nil || e.ID != "rtse.mode" || string(got) != "kept" {
					t.Errorf("%s, %v: %q, %v", c.name, m, got, err)
				}
				continue
			}
			if !bytes.Equal(got, want) || (err == nil) != (errWant == nil) {
				t.Errorf("%s, %v: %x, %v; want %x, %v", c.name, m, got, err, want, errWant)
			}
		}
	}
}

// What is a UTCTime, and what is not.
func TestUTCTime(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"9912312359Z": true, "991231235959Z": true, "9912312359+0100": true, "991231235959-2359": true, "0001010000Z": true,
		"": false, "Z": false, "9912312359": false, "991231235959": false, "99123123Z": false, "9912312359z": false, "9912312359ZZ": false,
		"9913312359Z": false, "9900312359Z": false, "9912322359Z": false, "9912002359Z": false, "9912312459Z": false, "9912312360Z": false,
		"991231235960Z": false, "9912312359+01": false, "9912312359+01000": false, "9912312359+2400": false, "9912312359+0160": false,
		"9912312359 0100": false, "99123123595Z": false, "9912312359+0x00": false, "99123123595959Z": false, "991231235:Z": false, "9912312359+010/": false,
	} {
		p := rtse.OpenRequest{Connection: rtse.ConnectionData{Recover: osi.Some(rtse.SessionConnectionIdentifier{
			T61: true, CallingReference: []byte("x"), CommonReference: []byte(text),
		})}}
		_, err := p.AppendX410(nil)
		if e := osi.AsError(err); (err == nil) != ok || e != nil && (e.ID != "rtse.utc-time" || e.Offset != 9) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
