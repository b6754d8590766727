package presentation_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/presentation"
)

// notOnTheWire are fields that encoders ignore and decoders set.
var notOnTheWire = []string{"Offset", "X410Offset", "joined", "spare", "spareIDs", "spareOutcomes"}

// filler makes PPDUs of which a fair share is valid.
func filler(seed uint64) *mirror.Filler {
	oids := []osi.OID{osi.MustOID("2.1.1"), osi.MustOID("2.1.3.0.0"), osi.MustOID("2.2.1.0.1"), osi.MustOID("1.0.9506.2.1")}
	values := [][]byte{{5, 0}, {5, 0}, {0x60, 0x80, 2, 1, 3, 0, 0}, {0x30, 3, 1, 1, 0xff}, {}, {5}, {5, 0, 5, 0}, {0x1f, 0x1f, 0}}
	elements := [][]byte{nil, nil, {}, {0x8f, 0}, {0xbe, 2, 5, 0}, {0x20, 0}, {0x1f, 0x21, 0}, {5, 0, 5, 0}, {0x80, 1, 4}, {0xa0, 0x80, 0, 0}, {5}, {0, 0}}
	id := func(f *mirror.Filler) int64 {
		return mirror.Pick[int64](f, 1, 1, 3, 3, 5, 7, 2, 4, 127, 128, 65537, 1<<62, 0, -1)
	}
	simple := func(f *mirror.Filler) []byte {
		return mirror.Pick(f, nil, nil, nil, []byte{}, []byte{5, 0}, f.Bytes(3))
	}
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 3)), Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[osi.OID](): func(f *mirror.Filler) any {
			if f.Chance(40) {
				return osi.OID{}
			}
			return mirror.Pick(f, oids...)
		},
		reflect.TypeFor[osi.Mode](): func(f *mirror.Filler) any {
			return mirror.Pick(f, osi.NormalMode, osi.NormalMode, osi.NormalMode, osi.X410Mode, osi.Mode(f.Rand.IntN(20)/9))
		},
		reflect.TypeFor[int64](): func(f *mirror.Filler) any { return id(f) },
		reflect.TypeFor[presentation.Versions](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.Versions](f, 0, 0, 0, 1, 1, 1, 2, 1<<31)
		},
		reflect.TypeFor[presentation.Requirements](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.Requirements](f, 0, 0, 1, 2, 3, 4)
		},
		reflect.TypeFor[presentation.Options](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.Options](f, 0, 1, 1, 1, 3, 7, 8)
		},
		reflect.TypeFor[presentation.SessionRequirements](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.SessionRequirements](f, 0, 1, 0x249, 0x1fff, 0x1000, 0x2000)
		},
		reflect.TypeFor[presentation.DefaultContext](): func(f *mirror.Filler) any {
			if f.Chance(2) {
				return presentation.DefaultContext{}
			}
			return presentation.DefaultContext{AbstractSyntax: oids[2], TransferSyntax: mirror.Pick(f, oids[0], oids[1], osi.OID{})}
		},
		reflect.TypeFor[presentation.Outcome](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.Outcome](f, 0, 0, 0, 1, 1, 1, 2, 3, -1)
		},
		reflect.TypeFor[presentation.ContextReason](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.ContextReason](f, 0, 1, 2, 3, 4)
		},
		reflect.TypeFor[presentation.Result](): func(f *mirror.Filler) any {
			if f.Chance(16) {
				return presentation.Result{
					Outcome: presentation.Outcome(f.Rand.IntN(5) - 1), TransferSyntax: mirror.Pick(f, osi.OID{}, oids[0]),
					Reason: mirror.Pick(f, osi.Opt[presentation.ContextReason]{}, osi.Some(presentation.ContextReason(f.Rand.IntN(5)))),
				}
			}
			return mirror.Pick(f, presentation.Result{TransferSyntax: oids[0]}, presentation.Result{Outcome: presentation.UserRejection},
				presentation.Result{Outcome: presentation.ProviderRejection, Reason: osi.Some(presentation.ContextLocalLimitExceeded)},
				presentation.Result{Outcome: presentation.UserRejection, TransferSyntax: oids[1]})
		},
		reflect.TypeFor[presentation.RejectReason](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.RejectReason](f, 0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 300, -1)
		},
		reflect.TypeFor[presentation.AbortReason](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.AbortReason](f, 0, 1, 2, 3, 4, 5, 6, 7, 300, -1)
		},
		reflect.TypeFor[presentation.Event](): func(f *mirror.Filler) any {
			return mirror.Pick[presentation.Event](f, 0, 1, 7, 32, 33, 300, -1)
		},
		reflect.TypeFor[presentation.Primitive](): func(f *mirror.Filler) any {
			return presentation.Primitive(f.Rand.IntN(int(presentation.SUnitData) + 1))
		},
		reflect.TypeFor[presentation.Context](): func(f *mirror.Filler) any {
			c := presentation.Context{ID: id(f), AbstractSyntax: mirror.Pick(f, oids...), TransferSyntaxes: oids[:1]}
			if f.Chance(4) {
				c.TransferSyntaxes = oids[:f.Rand.IntN(4)]
			}
			return c
		},
		reflect.TypeFor[presentation.PDV](): func(f *mirror.Filler) any {
			p := presentation.PDV{Context: id(f), Form: presentation.Form(f.Rand.IntN(17) / 5), Value: bytes.Clone(mirror.Pick(f, values...))}
			if f.Chance(4) {
				p.TransferSyntax = mirror.Pick(f, oids...)
			}
			if f.Chance(8) {
				p.Unused = uint8(f.Rand.IntN(9))
			}
			return p
		},
		reflect.TypeFor[presentation.UserData](): func(f *mirror.Filler) any {
			u := presentation.UserData{Simple: simple(f)}
			if u.Simple == nil || f.Chance(16) {
				for range f.Rand.IntN(3) {
					var p presentation.PDV
					f.Fill(&p)
					u.PDVs = append(u.PDVs, p)
				}
			}
			return u
		},
		reflect.TypeFor[[]presentation.UserData](): func(f *mirror.Filler) any {
			var list []presentation.UserData
			for range max(0, f.Rand.IntN(5)-3) {
				var u presentation.UserData
				f.Fill(&u)
				list = append(list, u)
			}
			return list
		},
		reflect.TypeFor[[][]byte](): func(f *mirror.Filler) any {
			var list [][]byte
			for range max(0, f.Rand.IntN(6)-4) {
				list = append(list, mirror.Pick(f, elements[2:]...))
			}
			return list
		},
	}}
}

// fix makes a random PPDU more often valid: in one mode, with user data of its own contexts.
func fix(f *mirror.Filler, mode osi.Mode, x410 *[]byte, contexts []presentation.Context, all ...*presentation.UserData) {
	*x410 = nil
	if mode == osi.X410Mode {
		*x410 = mirror.Pick(f, nil, []byte{}, []byte{0x80, 1, 4}, []byte{0x80})
	}
	for _, u := range all {
		switch {
		case f.Chance(8):
		case len(contexts) > 0:
			u.Simple = nil
		default:
			u.PDVs = nil
		}
		for i := range u.PDVs {
			if p := &u.PDVs[i]; len(contexts) > 0 && !f.Chance(8) {
				c := contexts[f.Rand.IntN(len(contexts))]
				p.Context, p.TransferSyntax = c.ID, osi.OID{}
				if len(c.TransferSyntaxes) > 1 {
					p.TransferSyntax = c.TransferSyntaxes[0]
				}
			}
		}
	}
}

// valid makes each value one.
func valid(all []*presentation.UserData) {
	for _, u := range all {
		if u.Simple != nil {
			u.PDVs = nil
		}
		for i := range u.PDVs {
			if p := &u.PDVs[i]; p.Form != presentation.OctetAligned {
				p.Form, p.Unused, p.Value = presentation.SingleASN1Type, 0, []byte{5, 0}
			} else {
				p.Unused = 0
			}
		}
	}
}

// validContexts returns a context list of a CP.
func validContexts(f *mirror.Filler) []presentation.Context {
	var list []presentation.Context
	for i := range f.Rand.IntN(4) {
		var c presentation.Context
		f.Fill(&c)
		c.ID = int64(2*i + 1)
		if len(c.TransferSyntaxes) == 0 {
			c.TransferSyntaxes = []osi.OID{osi.MustOID("2.1.1")}
		}
		list = append(list, c)
	}
	return list
}

func pointers(u *presentation.UserData, list []presentation.UserData) []*presentation.UserData {
	all := []*presentation.UserData{u}
	for i := range list {
		all = append(all, &list[i])
	}
	return all
}

// fillPublic fills the exported fields of what p points to.
func fillPublic[T presentation.PPDU](f *mirror.Filler, p T) T {
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			f.Fill(v.Field(i).Addr().Interface())
		}
	}
	switch s := any(p).(type) { // empty user data is absent
	case *presentation.ShortConnect:
		s.Encoding %= 5
	case *presentation.ShortAccept:
		s.Encoding %= 5
	case *presentation.ShortReject:
		s.Encoding %= 5
		s.Reason %= 9
		if s.Reason != 0 && !f.Chance(4) {
			s.UserData = nil
		}
	case *presentation.ShortUnitData:
		s.Encoding %= 5
	}
	if u := v.FieldByName("UserData"); u.Kind() == reflect.Slice && u.Len() == 0 {
		u.SetZero()
	}
	return p
}
