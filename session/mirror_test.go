package session

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
)

var mirrorCount = flag.Int("mirror", 3000, "structs of each type that TestMirror tries")

// filler makes the values of fields: mostly what the standard allows, and a share that it does not.
func filler(seed uint64) *mirror.Filler {
	text := func(f *mirror.Filler, n ...int) []byte {
		if f.Chance(2) {
			return nil
		}
		return f.Bytes(mirror.Pick(f, n...))
	}
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 225)), Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[[]byte](): func(f *mirror.Filler) any {
			return text(f, 0, 1, 1, 2, 3, 4, 5, 6, 6, 8, 8, 9, 10, 12, 14, 15, 16, 17, 64, 65, 260)
		},
		reflect.TypeFor[osi.Selector](): func(f *mirror.Filler) any { return osi.Selector(text(f, 0, 1, 4, 8, 15, 16, 17)) },
		reflect.TypeFor[SerialNumber](): func(f *mirror.Filler) any {
			n := SerialNumber(text(f, 0, 1, 1, 1, 2, 3, 6, 6, 7))
			for i := range n {
				n[i] = '0' + n[i]%10
			}
			if f.Chance(30) && len(n) > 0 {
				n[0] = ':'
			}
			return n
		},
		reflect.TypeFor[Enclosure](): func(f *mirror.Filler) any {
			return mirror.Pick(f, EnclosureNone, EnclosureNone, EnclosureNone, EnclosureFirst, EnclosureFirst, EnclosureMiddle, EnclosureLast, EnclosureWhole, Enclosure(9))
		},
		reflect.TypeFor[FunctionalUnits](): func(f *mirror.Filler) any {
			return mirror.Pick(f, FUDuplex, FUHalfDuplex, FUDefault, rtse, rtse|FUDuplex, FUDuplex|FUSymmetricSynchronize, FunctionalUnits(f.Rand.Uint32()))
		},
		reflect.TypeFor[Tokens](): func(f *mirror.Filler) any {
			if f.Chance(8) {
				return Tokens(f.Rand.Uint32())
			}
			return Tokens(f.Rand.Uint32()) & allTokens
		},
		reflect.TypeFor[Version](): func(f *mirror.Filler) any { return mirror.Pick(f, 0, Version1, Version2, Version2, 3, 4, 0xff) },
		reflect.TypeFor[ProtocolOptions](): func(f *mirror.Filler) any {
			return mirror.Pick(f, 0, ExtendedConcatenation, 0, ExtendedConcatenation, 2, 0xff)
		},
		reflect.TypeFor[SyncType](): func(f *mirror.Filler) any { return SyncType(mirror.Pick(f, 0, 1, 2, 3, 3, 4, 0xfc)) },
		reflect.TypeFor[TransportDisconnect](): func(f *mirror.Filler) any {
			return mirror.Pick(f, 0, 1, 0, 1, UserAbort, UserAbort|1, ProtocolError|1, NoReason, ImplementationRestriction, 0x1f, 0x20, 0xe1)
		},
		reflect.TypeFor[RefuseReason](): func(f *mirror.Filler) any { return mirror.Pick(f, RefuseReason(2), 2, 2, 0, 1, 129, 134, 3, 128) },
		reflect.TypeFor[ExceptionReason](): func(f *mirror.Filler) any {
			return mirror.Pick(f, ExceptionReason(0), 0, 1, 3, 5, 6, 128, 2, 255)
		},
		reflect.TypeFor[PrepareType](): func(f *mirror.Filler) any { return mirror.Pick(f, PrepareType(2), 2, 1, 2, 3, 4, 0, 5) },
		reflect.TypeFor[ResyncType]():  func(f *mirror.Filler) any { return mirror.Pick(f, ResyncType(0), 0, 1, 2, 3) },
		reflect.TypeFor[[]Unit]():      func(f *mirror.Filler) any { return ignoredUnits(f) },
		reflect.TypeFor[ConnectionSummary](): func(f *mirror.Filler) any {
			s := ConnectionSummary{Parameters: text(f, 0, 1, 5)}
			switch f.Rand.IntN(6) {
			case 0, 1:
				s.Context = []byte{0, 7}
			case 2:
				s.Context = []byte{6, 3, 42, 3, 4}
			case 3:
				s.Context = f.Bytes(f.Rand.IntN(21))
			}
			return s
		},
	}}
}

func ignoredUnits(f *mirror.Filler) []Unit {
	var list []Unit
	if !f.Chance(4) {
		return list
	}
	for _, group := range []UnitCode{0, 1, 5, 33} {
		if group != 0 && !f.Chance(8) {
			continue
		}
		for range f.Rand.IntN(3) {
			u := Unit{Code: UnitCode(mirror.Pick(f, 3, 63, 64, 100, 127, 195, 255)), Group: group, Value: f.Bytes(f.Rand.IntN(3))}
			if f.Chance(6) { // a code with a meaning somewhere
				u.Code = parameters[f.Rand.IntN(len(parameters)-1)].code
				u.Value = u.Value[:f.Rand.IntN(len(u.Value)+1)]
			}
			list = append(list, u)
		}
	}
	return list
}

// tuned makes s more consistent: at random alone, hardly any would be valid.
func tuned(f *mirror.Filler, s SPDU) {
	c := s.common()
	if f.Chance(2) {
		c.Ignored = nil
	}
	if !f.Chance(4) && c.Nested.Present && c.Nested.Value == 0 {
		c.Nested.Value = 1
	}
	if f.Chance(3) {
		return
	}
	if c.Enclosure > EnclosureLast || c.Enclosure != EnclosureNone && (s.Type() == TypeCN || s.Type() >= TypeUD) || c.Enclosure == EnclosureWhole && s.Type() != TypeDT {
		c.Enclosure = EnclosureNone
	}
	if c.Enclosure != EnclosureNone && len(c.UserData) == 0 {
		c.UserData = []byte("12345678")
	}
	if types[s.Type()].top&s8(parEnclosure) == 0 {
		c.Enclosure = EnclosureNone
	}
	switch s := s.(type) {
	case *Connect:
		tunedItem(f, &s.ConnectAcceptItem)
		s.Identifier.Called, s.Parent.Present = nil, s.Nested.Present
		if s.Overflow, s.Parent.Value = false, 0; s.Nested.Present {
			s.CallingSelector, s.CalledSelector = nil, nil
		}
		switch f.Rand.IntN(8) {
		case 0:
			s.UserData, s.Version = f.Bytes(600), Version2
		case 1:
			s.UserData, s.Version, s.Overflow = f.Bytes(MaxExtendedData), Version2, true
		}
	case *Accept:
		tunedItem(f, &s.ConnectAcceptItem)
		s.Requirements = osi.Some(FUDuplex)
		s.Identifier.Calling = nil
		if s.Nested.Present {
			s.CallingSelector, s.RespondingSelector = nil, nil
		}
		if s.Enclosure.continues() {
			*s = Accept{Common: s.Common}
		}
	case *OverflowAccept:
		s.Version, s.UserData = Version2, nil
	case *ConnectDataOverflow:
		s.Enclosure = mirror.Pick(f, EnclosureMiddle, EnclosureLast)
		s.UserData = f.Bytes(5)
	case *Refuse:
		s.Identifier.Calling = nil
		s.Requirements.Present, s.Requirements.Value = false, 0
		if s.Enclosure.continues() {
			*s = Refuse{Common: s.Common}
		} else if len(s.UserData) > 0 {
			s.Reason = osi.Some(RefusedByUser)
		}
	case *Finish:
		if s.Enclosure.continues() {
			s.Disconnect = osi.Opt[TransportDisconnect]{}
		}
	case *Abort:
		if s.Enclosure.continues() {
			*s = Abort{Common: s.Common}
		} else if len(s.UserData) > 0 {
			s.Disconnect |= UserAbort
		}
		if len(s.Reflect) > 0 {
			s.Reflect, s.Disconnect = s.Reflect[:min(9, len(s.Reflect))], s.Disconnect|ProtocolError
		}
		if s.Enclosure != EnclosureNone {
			s.Reflect = nil
		}
	case *GiveTokens:
		s.Tokens = tunedTokens(&s.Common, s.Tokens)
	case *PleaseTokens:
		s.Tokens = tunedTokens(&s.Common, s.Tokens)
	case *AbortAccept:
		s.Nested, s.UserData = osi.Opt[uint8]{}, nil
	case *GiveTokensAck:
		s.UserData = nil
	case *ExpeditedData:
		s.Ignored = nil
		if s.Nested.Present && f.Chance(2) {
			s.Enclosure, s.UserData = EnclosureFirst, f.Bytes(8)
			if f.Chance(2) {
				s.Enclosure, s.UserData = EnclosureLast, f.Bytes(5)
			}
		} else {
			s.Enclosure, s.UserData = EnclosureNone, f.Bytes(11)
		}
	case *MajorSyncAck:
		if len(s.Serial) > 0 {
			s.SecondSerial = nil
		} else {
			s.Serial, s.SecondSerial = nil, SerialNumber("12")
		}
		if s.Enclosure.continues() {
			*s = MajorSyncAck{Common: s.Common}
		}
	case *Prepare:
		s.UserData, s.Ignored = nil, nil
	case *ExceptionReport:
		s.UserData, s.Reflect = nil, f.Bytes(7)
	case *ExceptionData:
		if s.Enclosure.continues() {
			s.Reason = 0
		}
	case *MinorSyncPoint:
		*s = MinorSyncPoint{s.Common, s.SyncType, tunedSerial(&s.Common, s.Serial)}
		if s.Enclosure.continues() {
			s.SyncType = 0
		}
	case *MinorSyncAck:
		s.Serial = tunedSerial(&s.Common, s.Serial)
	case *MajorSyncPoint:
		s.Serial = tunedSerial(&s.Common, s.Serial)
	case *ActivityEnd:
		s.Serial = tunedSerial(&s.Common, s.Serial)
	case *Resynchronize:
		tunedResync(&s.Resync)
	case *ResynchronizeAck:
		tunedResync(&s.Resync)
	case *ActivityStart:
		s.Activity = []byte{7}
		if s.Enclosure.continues() {
			s.Activity = nil
		}
	case *ActivityResume:
		s.Activity, s.OldActivity, s.Serial = []byte{7}, []byte{1, 2}, SerialNumber("12")
		s.Connection = References{Common: []byte{1}}
		if s.Enclosure.continues() {
			*s = ActivityResume{Common: s.Common}
		}
	case *ActivityInterrupt:
		if s.Enclosure.continues() {
			s.Reason = osi.Opt[ExceptionReason]{}
		}
	case *ActivityDiscard:
		if s.Enclosure.continues() {
			s.Reason = osi.Opt[ExceptionReason]{}
		}
	case *UnitData:
		s.Nested = osi.Opt[uint8]{}
	case *ShortConnect:
		tunedShort(&s.Common, len(s.Summary.Context) > 0)
		s.Special &= 3
		if s.Nested = (osi.Opt[uint8]{}); s.UserData != nil {
			s.Summary = ConnectionSummary{}
		}
	case *ShortAccept:
		s.Special &= 3
		tunedShort(&s.Common, s.Incomplete || s.Nested.Present || len(s.Summary.Context) > 0)
	case *ShortConnectContinue:
		tunedShort(&s.Common, len(s.Parameters) > 0)
		s.Nested = osi.Opt[uint8]{}
	case *ShortAcceptContinue:
		tunedShort(&s.Common, len(s.Parameters) > 0)
		s.Nested = osi.Opt[uint8]{}
	case *ShortRefuse:
		s.Recognized = s.Recognized || len(s.Response) > 0
		tunedShort(&s.Common, s.Recognized || s.Nested.Present)
	case *ShortRefuseContinue, *ShortFinish, *ShortDisconnect, *ShortDataTransfer, *Null:
		tunedShort(c, false)
		c.Nested = osi.Opt[uint8]{}
		if c.UserData == nil {
			c.UserData = []byte{1}
		}
		if sdt, ok := s.(*ShortDataTransfer); ok {
			sdt.Special &= 3
		}
	case *ShortAbort:
		tunedShort(c, false)
		c.Nested = osi.Opt[uint8]{}
		s.Reason &^= ReleaseTransport
		if len(c.UserData) > 0 {
			s.Reason, c.UserData = s.Reason|UserAbort, c.UserData[:min(9, len(c.UserData))]
		}
	}
}

func s8(p par) parSet { return 1 << p }

func tunedShort(c *Common, parameters bool) {
	c.Enclosure, c.Ignored = EnclosureNone, nil
	if parameters {
		c.UserData = nil
	}
}

func tunedItem(f *mirror.Filler, i *ConnectAcceptItem) {
	i.Options &= ExtendedConcatenation
	i.Version &= 3
	i.TokenSetting.Value &= 0x55
	i.InitialSerial, i.SecondInitialSerial, i.LargeInitialSerial, i.LargeSecondSerial = nil, nil, nil, nil
	if i.UpperLimit.Present {
		i.UpperLimit.Value %= 7
		i.LargeInitialSerial = SerialNumber("7")
	} else if f.Chance(2) {
		i.InitialSerial = SerialNumber("123")
	}
}

func tunedTokens(c *Common, t osi.Opt[Tokens]) osi.Opt[Tokens] {
	if c.Enclosure.continues() {
		return osi.Opt[Tokens]{}
	}
	if c.UserData != nil && !t.Present {
		return osi.Some(DataToken)
	}
	return t
}

func tunedSerial(c *Common, n SerialNumber) SerialNumber {
	if c.Enclosure.continues() {
		return nil
	}
	if len(n) == 0 {
		return SerialNumber("1")
	}
	return n
}

func tunedResync(s *Resync) {
	if s.Enclosure.continues() {
		*s = Resync{Common: s.Common}
	}
}

// same returns s as a decoder would tell it: a field that no octet stands for when it is empty is
// nil, and a Version Number that the Connect/Accept Item has to have is Version1.
func same(s SPDU) SPDU {
	s = Clone(s)
	c := s.common()
	if len(c.Ignored) == 0 {
		c.Ignored = nil
	}
	for i := range c.Ignored {
		if c.Ignored[i].Value == nil {
			c.Ignored[i].Value = []byte{}
		}
	}
	nothing := func(v *[]byte) {
		if len(*v) == 0 {
			*v = nil
		}
	}
	if t := s.Type(); types[t].user || t == TypeRF {
		nothing(&c.UserData)
	}
	switch s := s.(type) {
	case *Connect:
		defaultVersion(&s.ConnectAcceptItem)
	case *Accept:
		defaultVersion(&s.ConnectAcceptItem)
	case *ShortConnect:
		nothing(&s.Summary.Context)
		nothing(&s.Summary.Parameters)
	case *ShortAccept:
		nothing(&s.Summary.Context)
		nothing(&s.Summary.Parameters)
	case *ShortConnectContinue:
		nothing(&s.Parameters)
	case *ShortAcceptContinue:
		nothing(&s.Parameters)
	case *ShortRefuse:
		nothing(&s.Response)
	}
	return s
}

func defaultVersion(i *ConnectAcceptItem) {
	if bare := *i; i.Version == 0 && !reflect.DeepEqual(bare, ConnectAcceptItem{}) {
		i.Version = Version1
	}
}

// mirrored encodes s: an error that leaves b as it was, or octets that decode strictly to an equal
// value.
func mirrored(t testing.TB, s SPDU) (valid bool) {
	t.Helper()
	prefix := append(make([]byte, 0, 400), "prefix"...)
	b, err := s.AppendBinary(prefix)
	if string(prefix) != "prefix" {
		t.Fatalf("%+v: changed what it appends to: %q", s, prefix)
	}
	if err != nil {
		if e := osi.AsError(err); e == nil || len(b) != len(prefix) || &b[0] != &prefix[0] || e.PDU != s.String() {
			t.Fatalf("%+v: %v, %d octets", s, err, len(b))
		}
		return false
	}
	if !bytes.HasPrefix(b, []byte("prefix")) {
		t.Fatalf("%+v: %x", s, b)
	}
	back := newSPDU(s.Type())
	if err := back.decode(b[len(prefix):], nil); err != nil {
		t.Fatalf("%+v: %x: %v", s, b[len(prefix):], err)
	}
	if d := mirror.Diff(same(s), same(back), "Offset"); d != "" {
		t.Fatalf("%v %x: %s", s, b[len(prefix):], d)
	}
	return true
}

// TestMirror tries random structs of all types; -mirror says how many of each.
func TestMirror(t *testing.T) {
	for i := range types {
		typ := Type(i)
		if typ == TypeNone {
			continue
		}
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			f := filler(uint64(typ))
			valid := 0
			for range mirror.Count(*mirrorCount) {
				s := newSPDU(typ)
				f.Fill(s)
				tuned(f, s)
				if mirrored(t, s) {
					valid++
				}
			}
			if share := valid * 100 / mirror.Count(*mirrorCount); share < 20 || share > 95 {
				t.Errorf("%d %% are valid", share)
			}
			t.Logf("%d of %d valid", valid, mirror.Count(*mirrorCount))
		})
	}
}

// checkMirror checks that b, if it decodes as typ, encodes, and decodes to the same value.
func checkMirror(t *testing.T, b []byte, typ Type, d *Decoder) {
	t.Helper()
	s := newSPDU(typ)
	if s.decode(b, d) != nil {
		return
	}
	again, err := d.Append(nil, s)
	if err != nil {
		t.Fatalf("%x: %+v does not encode: %v", b, s, err)
	}
	back := newSPDU(typ)
	if err := back.decode(again, d); err != nil {
		t.Fatalf("%x: %+v: %x: %v", b, s, again, err)
	}
	if diff := mirror.Diff(same(s), same(back), "Offset"); diff != "" {
		t.Fatalf("%x: %x: %s", b, again, diff)
	}
}
