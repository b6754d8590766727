package session

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
)

// tolerant tolerates everything that there is a name for.
const tolerant = osi.LongLengthIndicator | osi.UnitOrder | osi.MisplacedUnit | osi.LongConnectData | osi.ShortExtendedData |
	osi.LoneCategory2 | osi.ConcatenationPair | osi.ConcatenatedTokens | osi.UnexpectedConcatenation | osi.LoneGiveTokens

// FuzzTSDU checks the invariants of [Decoder.TSDU], strict and tolerant, and of the walks.
func FuzzTSDU(f *testing.F) {
	for _, v := range load(f) {
		f.Add(v.Octets, byte(0))
		f.Add(v.Octets, byte(7))
	}
	f.Add([]byte("\x01\x00\x31\x09\x2a\x071111111"), byte(16)) // 7 digits, where there is no limit
	f.Fuzz(func(t *testing.T, b []byte, flags byte) {
		d := Decoder{Extended: flags&1 != 0, Connectionless: flags&8 != 0}
		if flags&2 != 0 {
			d.Version = Version1
		}
		if flags&4 != 0 {
			d.Tolerate = tolerant
		}
		if flags&16 != 0 {
			d.SerialDigits = -1
		}
		checkTSDU(t, &d, b)
		for fr, err := range SPDUs(b) {
			if err == nil {
				checkUnits(t, "fuzz", fr)
			}
		}
		strict := Decoder{Extended: d.Extended, Version: d.Version, Connectionless: d.Connectionless, SerialDigits: d.SerialDigits}
		want, err := strict.TSDU(b)
		if err != nil {
			return
		}
		got, err := d.TSDU(b)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%x: valid, but with tolerances %v, %v", b, got, err)
		}
	})
}

// FuzzSPDU checks that Parse and the Decoder agree, and that what a struct decodes it encodes, and
// decodes to the same value. SerialDigits of its Decoder is digits-128; without one for 0.
func FuzzSPDU(f *testing.F) {
	for _, s := range samples() {
		if b, err := s.AppendBinary(nil); err == nil {
			f.Add(b, byte(0))
		}
	}
	for _, v := range load(f) {
		f.Add(v.Octets, byte(0))
	}
	f.Fuzz(func(t *testing.T, b []byte, digits byte) {
		d := new(Decoder)
		for _, table := range []*[256]Type{&firstTypes, &nextTypes} {
			lent, err := d.decode(b, table)
			parsed, err2 := (*Decoder)(nil).decode(b, table)
			if (err == nil) != (err2 == nil) || err != nil && (err.Error() != err2.Error() || lent != nil || parsed != nil) {
				t.Fatalf("%x: %v, %v", b, err, err2)
			}
			if err == nil && !equal(lent, parsed) {
				t.Fatalf("%x: %+v, %+v", b, lent, parsed)
			}
			if err != nil {
				checkAnswer(t, err, b)
			}
		}
		var own *Decoder
		if digits != 0 {
			own = &Decoder{SerialDigits: int(digits) - 128}
		}
		for i := range types {
			if typ := Type(i); typ != TypeNone {
				checkMirror(t, b, typ, own)
			}
		}
	})
}

// FuzzFast checks that the short ways give what the general way gives, whatever is known of the
// connection.
func FuzzFast(f *testing.F) {
	for _, v := range load(f) {
		f.Add(v.Octets, byte(0))
		f.Add(v.Octets, byte(0x35))
	}
	f.Fuzz(checkFast)
}

// checkFast compares the SPDUs of a TSDU that a Decoder and the structs give with those of the
// general way; flags say what is known of the connection.
func checkFast(t *testing.T, b []byte, flags byte) {
	t.Helper()
	short := Decoder{Flow: Flow(flags & 3 % 3), Extended: flags&4 != 0, Connectionless: flags&0xc0 == 0xc0}
	if flags&8 != 0 {
		short.Version = Version1
	}
	if flags&16 != 0 {
		short.Units = osi.Some(FUDuplex | FUTypedData)
	}
	if flags&32 != 0 {
		short.Tolerate = tolerant
	}
	long := short
	long.general = true
	got, err := short.TSDU(b)
	want, err2 := long.anyTSDU(b)
	if len(got) != len(want) || (err == nil) != (err2 == nil) || err != nil && err.Error() != err2.Error() || short.Tolerated != long.Tolerated {
		t.Fatalf("%x, %x: %+v, %v; general way %+v, %v", b, flags, got, err, want, err2)
	}
	off := 0
	for i, s := range want {
		if !equal(got[i], s) {
			t.Fatalf("%x, %x: %+v; general way %+v", b, flags, got[i], s)
		}
		if f, err := cutSPDU(b, off, []*[256]Type{&firstTypes, &nextTypes}[min(i, 1)]); flags == 0 && err == nil {
			typed := newSPDU(f.Type)
			if err := typed.decode(f.Octets, nil); err != nil || !equal(typed, s) {
				t.Fatalf("%x: struct %+v, %v; general way %+v", b, typed, err, s)
			}
			off += len(f.Octets)
		}
	}
}

// FuzzSSDU cuts user data into segments, has them encoded, decoded and joined.
func FuzzSSDU(f *testing.F) {
	f.Add([]byte("user data"), uint16(3), byte(0))
	f.Add([]byte("user data"), uint16(1), byte(4))
	f.Fuzz(func(t *testing.T, data []byte, size uint16, kind byte) {
		n := max(1, int(size))
		if len(data) <= n || len(data)/n > 1000 {
			return
		}
		first := []func(Common) SPDU{
			func(c Common) SPDU { return &DataTransfer{c} },
			func(c Common) SPDU { return &Disconnect{c} },
			func(c Common) SPDU { return &MinorSyncPoint{Common: c, Serial: SerialNumber("1")} },
			func(c Common) SPDU { return &MinorSyncAck{Common: c, Serial: SerialNumber("1")} },
			func(c Common) SPDU { return &Refuse{Common: c, Reason: osi.Some(RefusedByUser)} },
			func(c Common) SPDU { return &MajorSyncPoint{Common: c, Serial: SerialNumber("1")} },
		}[kind%6]
		r := Reassembler{Limits: osi.Limits{SSDU: len(data)}}
		d := new(Decoder)
		var joined SPDU
		for off := 0; off < len(data); off += n {
			s := first(Common{Enclosure: EnclosureFirst, UserData: data[off:min(off+n, len(data))]})
			if off > 0 {
				s = newSPDU(s.Type())
				*s.common() = Common{Enclosure: EnclosureMiddle, UserData: data[off:min(off+n, len(data))]}
			}
			if off+n >= len(data) {
				s.common().Enclosure = EnclosureLast
			}
			b, err := s.AppendBinary(nil)
			if err != nil {
				if len(b) == 0 && len(s.common().UserData) > 65000 {
					return
				}
				t.Fatal(err)
			}
			table := &firstTypes
			if s.Type().Category() == Category2 {
				table = &nextTypes
			}
			back, err := d.decode(b, table)
			if err != nil {
				t.Fatalf("%x: %v", b, err)
			}
			if joined, _, err = r.Add(back); err != nil {
				t.Fatal(err)
			}
		}
		if joined == nil || !bytes.Equal(joined.common().UserData, data) || joined.Type() != first(Common{}).Type() {
			t.Fatalf("%+v, want %x", joined, data)
		}
	})
}
