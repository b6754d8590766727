package session

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
)

// TestTypes holds that the samples have each type, with the SPDU that lend and newSPDU make for it.
// TestBegins verifies which octets may begin a TSDU: X.225 6.3.7 Table 6.
func TestBegins(t *testing.T) {
	t.Parallel()
	for octets, want := range map[string]bool{
		"\x0d": true, "\x01\x00": true, "\x19": true, "\x05": true, "\x40": true, "\xe8": true, "\xef": true, // CN, GT, AB, EX, UD, SCN
		"": false, "\x31\x00": false, "\x29": false, "\x00": false, "\x03\x00\x00\x16": false, "\x60\x80": false, // none, MIP, MAP, ER, a TPKT, a BER value
	} {
		if got := Begins([]byte(octets)); got != want {
			t.Errorf("% X: %v", octets, got)
		}
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	seen := map[Type]bool{}
	d := new(Decoder)
	for _, s := range samples() {
		seen[s.Type()] = true
		if s.Type().String() != s.String() {
			t.Errorf("%v is of type %v", s, s.Type())
		}
		for _, other := range []SPDU{d.lend(s.Type()), newSPDU(s.Type())} {
			if reflect.TypeOf(other) != reflect.TypeOf(s) {
				t.Errorf("%v: lent %T", s, other)
			}
		}
	}
	for i := range types {
		if Type(i) != TypeNone && !seen[Type(i)] {
			t.Errorf("no sample of %v", Type(i))
		}
	}
	if Type(200).Name() != "" || Type(200).Category() != NoCategory {
		t.Error("a number that is no Type has a name")
	}
}

// TestRoundTrip encodes each sample, decodes it by all tiers, and encodes it again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	d := new(Decoder)
	for _, s := range samples() {
		prefix := []byte("prefix")
		b, err := s.AppendBinary(prefix)
		if err != nil || !bytes.HasPrefix(b, prefix) {
			t.Errorf("%v: %v", s, err)
			continue
		}
		b = b[len(prefix):]
		typed := newSPDU(s.Type())
		if err := typed.(interface{ Decode([]byte) error }).Decode(b); err != nil {
			t.Errorf("%v %x: %v", s, b, err)
			continue
		}
		again, err := typed.AppendBinary(nil)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%v: %x, encoded again %x, %v", s, b, again, err)
		}
		if s.Type() == TypeNL {
			continue
		}
		table := &firstTypes
		if s.Type().Category() == Category2 {
			table = &nextTypes
		}
		lent, err := d.decode(b, table)
		if err != nil || !equal(lent, typed) {
			t.Errorf("%v: Decoder %+v, %v\nwant %+v", s, lent, err, typed)
		}
		parsed, err := (*Decoder)(nil).decode(b, table)
		if err != nil || !equal(parsed, typed) {
			t.Errorf("%v: Parse %+v, %v", s, parsed, err)
		}
		if !reflect.DeepEqual(withoutOffsets(Clone(typed)), withoutOffsets(Clone(s))) {
			t.Errorf("%v: decoded %+v\nwant %+v", s, typed, s)
		}
	}
}

func withoutOffsets(s SPDU) SPDU {
	c := s.common()
	if len(c.Ignored) == 0 {
		c.Ignored = nil
	}
	for i := range c.Ignored {
		c.Ignored[i].Offset = 0
	}
	return s
}

// TestClone holds that a clone shares no octet with the buffer.
func TestClone(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		b, err := s.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		typed := newSPDU(s.Type())
		if err := typed.decode(b, nil); err != nil {
			t.Fatal(err)
		}
		c := Clone(typed)
		want, _ := c.AppendBinary(nil)
		for i := range b {
			b[i] = 0xee
		}
		got, err := c.AppendBinary(nil)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: clone changed with the buffer: %x, want %x", s, got, want)
		}
	}
}

// TestReset holds that nothing of an earlier SPDU is left, also behind an error.
func TestReset(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		b, _ := s.AppendBinary(nil)
		typed := newSPDU(s.Type())
		if err := typed.decode(b, nil); err != nil {
			t.Fatal(err)
		}
		_ = typed.decode(nil, nil)
		typed.common().Ignored = nil
		if !reflect.DeepEqual(typed, newSPDU(s.Type())) {
			t.Errorf("%v: left %+v", s, typed)
		}
	}
}

// TestUserDataLengths has round trips at the lengths where encodings change.
func TestUserDataLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 250, 251, 254, 255, 256, 511, 512, 513, 10240, 10241, 65528, 65531, 65535, 65536, 70000} {
		data := bytes.Repeat([]byte{0x41}, n)
		for _, c := range []struct {
			s    SPDU
			most int
		}{
			{&Connect{ConnectAcceptItem: ConnectAcceptItem{Version: Version2}, Common: Common{UserData: data}}, MaxExtendedData},
			{&Accept{Common: Common{UserData: data}, Requirements: osi.Some(FUDuplex)}, 65535 - 4 - 4},
			{&Disconnect{Common{UserData: data}}, 65531},
			{&MinorSyncAck{Serial: SerialNumber("1"), Common: Common{UserData: data}}, 65531 - 3},
			{&ConnectDataOverflow{Common{Enclosure: EnclosureLast, UserData: data}}, MaxOverflowData},
			{&DataTransfer{Common{Enclosure: EnclosureLast, UserData: data}}, 1 << 30},
			{&TypedData{Common{Enclosure: EnclosureLast, UserData: data}}, 1 << 30},
			{&UnitData{Common: Common{UserData: data}}, 1 << 30},
			{&ExpeditedData{Common{UserData: data}}, MaxExpedited},
			{&ShortFinish{Common: Common{UserData: data}}, 1 << 30},
		} {
			if n == 0 && c.s.Type() == TypeEX {
				continue
			}
			prefix := []byte{1, 2, 3}
			b, err := c.s.AppendBinary(prefix)
			if n > c.most {
				if e := osi.AsError(err); e == nil || e.Kind != osi.ErrLength || !bytes.Equal(b, prefix) {
					t.Errorf("%v with %d octets: %v", c.s, n, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%v with %d octets: %v", c.s, n, err)
				continue
			}
			back := newSPDU(c.s.Type())
			if err := back.decode(b[3:], nil); err != nil || !bytes.Equal(back.common().UserData, data) {
				t.Errorf("%v with %d octets: decoded %d, %v", c.s, n, len(back.common().UserData), err)
			}
		}
	}
}

// TestRefuseData has the same for an RF, whose user data follows the reason.
func TestRefuseData(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 253, 254, 255, 512, 65530, 65531} {
		s := Refuse{Reason: osi.Some(RefusedByUser), Common: Common{UserData: bytes.Repeat([]byte{1}, n)}}
		b, err := s.AppendBinary(nil)
		if n > 65530 {
			if !errors.Is(err, osi.ErrLength) || b != nil {
				t.Errorf("%d octets: %v", n, err)
			}
			continue
		}
		var r Refuse
		if err := r.Decode(b); err != nil || len(r.UserData) != n {
			t.Errorf("%d octets: %d, %v", n, len(r.UserData), err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	two := osi.Some(uint8(2))
	for _, c := range []struct {
		s    SPDU
		rule *osi.Rule
	}{
		{&Disconnect{Common{UserData: make([]byte, 65532)}}, ruleSPDULength},
		{&ShortConnect{Special: 4}, ruleShortSpecial},
		{&ShortFinish{Common: Common{Nested: two}}, ruleMisplaced},
		{&ShortConnect{Common: Common{UserData: []byte{1}}, Summary: ConnectionSummary{Context: []byte{0, 1}}}, ruleShortParameter},
		{&ShortAccept{Summary: ConnectionSummary{Context: []byte{1}}}, ruleShortContext},
		{&ShortRefuse{Response: []byte{1}}, ruleShortResponse},
		{&ShortDataTransfer{}, ruleShortData},
		{&ShortAbort{Reason: NoReason, Common: Common{UserData: []byte{1}}}, ruleShortAbort},
		{&AbortAccept{Common{UserData: []byte{1}}}, ruleMisplaced},
		{&Connect{Common: Common{Enclosure: EnclosureFirst, UserData: []byte{1}}}, ruleMisplaced},
		{&Connect{Identifier: References{Called: []byte{1}}}, ruleMisplaced},
		{&Connect{CallingSelector: make([]byte, 17)}, ruleValueLength},
		{&Connect{Common: Common{UserData: make([]byte, 513)}}, ruleExtendedVersion},
		{&Connect{Overflow: true, ConnectAcceptItem: ConnectAcceptItem{Version: Version2}}, ruleOverflowData},
		{&Accept{Requirements: osi.Some(FUDuplex | FUHalfDuplex)}, ruleAcceptUnits},
		{&Refuse{Common: Common{UserData: []byte{1}}}, ruleReasonData},
		{&Refuse{Reason: osi.Some(RefuseReason(7))}, ruleReason},
		{&Abort{Reflect: []byte{1}}, ruleReflect},
		{&Abort{Disconnect: ProtocolError, Reflect: make([]byte, 10)}, ruleValueLength},
		{&DataTransfer{}, ruleUserInformation},
		{&GiveTokens{Tokens: osi.Some(Tokens(0))}, ruleTokenItem},
		{&MinorSyncPoint{}, ruleMissing},
		{&MinorSyncPoint{Serial: SerialNumber("1x")}, ruleSerial},
		{&MajorSyncAck{}, ruleMajorSerial},
		{&Resynchronize{Resync{ResyncType: osi.Some(ResyncType(3))}}, ruleResyncType},
		{&Prepare{}, rulePrepareType},
		{&ExceptionData{Reason: 2}, ruleExceptionReason},
		{&ActivityStart{Activity: make([]byte, 7)}, ruleValueLength},
		{&ActivityResume{Activity: []byte{1}}, ruleMissing},
		{&OverflowAccept{}, ruleVersion},
		{&OverflowAccept{Version: Version1}, ruleOverflowVersion},
		{&Disconnect{Common{Ignored: []Unit{{Code: 11}}}}, ruleMisplaced},
		{&Disconnect{Common{Ignored: []Unit{{Code: 101}, {Code: 100}}}}, ruleOrder},
	} {
		b, err := c.s.AppendBinary([]byte{7})
		if e := osi.AsError(err); e == nil || e.Rule != c.rule || !bytes.Equal(b, []byte{7}) {
			t.Errorf("%v: %v, want %s; octets %x", c.s, err, c.rule.ID, b)
		}
	}
}

// TestOctets encodes SPDUs to the octets that the standard gives them.
func TestOctets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    SPDU
		want string
	}{
		{&Connect{Requirements: osi.Some(FUDuplex)}, "0d0414020002"},
		{&Connect{
			ConnectAcceptItem: ConnectAcceptItem{Version: Version2}, Requirements: osi.Some(FUDuplex), CalledSelector: []byte{0, 1},
			Common: Common{UserData: []byte{0x31, 0}},
		}, "0d14050613010016010214020002340200 01c1023100"},
		{&Abort{Disconnect: ReleaseTransport | ProtocolError}, "1903110105"},
		{&AbortAccept{}, "1a00"},
		{&MajorSyncPoint{Serial: Serial(7)}, "29060f01012a0137"},
		{&ActivityEnd{Serial: Serial(7)}, "29032a0137"},
		{&MinorSyncPoint{SyncType: NoConfirmation, Serial: Serial(10)}, "31070f01012a023130"},
		{&GiveTokens{Tokens: osi.Some(DataToken | MajorToken)}, "0103100111"},
		{&Refuse{Reason: osi.Some(RefusedByUser), Common: Common{UserData: []byte{0x41}}}, "0c0432020241"},
		{&Prepare{PrepareType: PrepareAbort}, "0703180104"},
		{&DataTransfer{Common{Enclosure: EnclosureWhole, UserData: []byte{0x41}}}, "010319010341"},
	} {
		want, err := hex.DecodeString(string(bytes.ReplaceAll([]byte(c.want), []byte(" "), nil)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.s.AppendBinary(nil); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %x, %v, want %x", c.s, got, err, want)
		}
	}
}

// TestReserved holds that reserved bits are ignored, A.4.3.1.1.
func TestReserved(t *testing.T) {
	t.Parallel()
	var cn Connect
	b := []byte{13, 12, 5, 6, 19, 1, 0xfe, 22, 1, 0xfe, 20, 2, 0xc0, 2}
	if err := cn.Decode(b); err != nil || cn.Options != 0 || cn.Version != Version2 || cn.Requirements.Value != FUDuplex {
		t.Errorf("%+v, %v", cn, err)
	}
	var ab Abort
	if err := ab.Decode([]byte{25, 3, 17, 1, 0xe5}); err != nil || ab.Disconnect != ReleaseTransport|ProtocolError {
		t.Errorf("%+v, %v", ab, err)
	}
	var gt GiveTokens
	if err := gt.Decode([]byte{1, 3, 16, 1, 0xab}); err != nil || gt.Tokens.Value != DataToken {
		t.Errorf("%+v, %v", gt, err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte{13, 60, 5})
	if got, want := err.Error(), "session: CN length indicator: bad length: got 60, want 1 (octet 1, X.225 8.2.5)"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if _, err := Parse(nil); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	var dn Disconnect
	if err := dn.Decode([]byte{9, 0}); osi.AsError(err) == nil || osi.AsError(err).Rule != ruleSI {
		t.Error(err)
	}
}

func TestSerialNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"1", "000001", 0},
		{"0", "000000", 0},
		{"2", "10", -1},
		{"999999", "1000000", -1},
		{"10", "9", 1},
		{"", "0", -1},
		{"", "", 0},
		{"18446744073709551616", "18446744073709551615", 1},
	} {
		got := SerialNumber(c.a).Compare(SerialNumber(c.b))
		if (got < 0) != (c.want < 0) || (got > 0) != (c.want > 0) || SerialNumber(c.a).Equal(SerialNumber(c.b)) != (c.want == 0) {
			t.Errorf("%s and %s: %d", c.a, c.b, got)
		}
	}
	for n, want := range map[uint64]string{0: "0", 9: "9", 10: "10", 999999: "999999", 18446744073709551615: "18446744073709551615"} {
		s := Serial(n)
		if v, ok := s.Uint64(); s.String() != want || !ok || v != n {
			t.Errorf("%d: %s, %d, %v", n, s, v, ok)
		}
	}
	for _, bad := range []string{"", "1x", "18446744073709551616", "99999999999999999999"} {
		if v, ok := SerialNumber(bad).Uint64(); ok {
			t.Errorf("%q: %d", bad, v)
		}
	}
	d := Decoder{SerialDigits: -1}
	if _, err := d.DecodeNext([]byte("\x31\x09\x2a\x071234567")); err != nil {
		t.Error(err)
	}
	d.SerialDigits = 2
	if _, err := d.DecodeNext([]byte("\x31\x05\x2a\x03123")); !errors.Is(err, osi.ErrLength) {
		t.Error(err)
	}
}
