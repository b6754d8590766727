package session

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Reserved bits are sent as zero and ignored on receipt, 8.2.7 and A.4.3.1.1: every parameter that
// has some, in every SPDU.
func TestReservedBits(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, r := range readRows(t, "testdata/session-parameters.csv") {
		typ, p := typeNamed(t, r.spdu), parOf(r.code())
		reserved := ^bitsOf(typ, p)
		if parameters[p].max == 1 {
			reserved &= 0xff
		}
		if reserved == 0 {
			continue
		}
		tried++
		at := [2]UnitCode{r.group(), r.code()}
		u := minimal(typ, at)
		u[at] = good(typ, at, int(parameters[p].max))
		b, off := u.octets(typ, at)
		want := newSPDU(typ)
		if err := want.decode(b, nil); err != nil {
			t.Fatalf("%v %x: %v", typ, b, err)
		}
		plain, err := want.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%v %x: %v", typ, b, err)
		}
		with := bytes.Clone(b)
		for i := range int(parameters[p].max) {
			with[off+2+i] |= byte(reserved >> (8 * (int(parameters[p].max) - 1 - i)))
		}
		got := newSPDU(typ)
		if err := got.decode(with, nil); err != nil {
			t.Errorf("%v, %v: reserved bits are not ignored: %v", typ, r.parameter, err)
			continue
		}
		if again, err := got.AppendBinary(nil); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%v, %v: %x, %v, want %x", typ, r.parameter, again, err, plain)
		}
	}
	if tried < 48 {
		t.Errorf("only %d parameters", tried)
	}
}

// What encoders refuse to send: each row says the octets that would have left.
func TestEncodersRefuse(t *testing.T) {
	t.Parallel()
	data := Common{UserData: []byte("A")}
	nested := osi.Some(uint8(0x81))
	seven := SerialNumber("1234567")
	version := ConnectAcceptItem{Version: 4}
	for _, c := range []struct {
		s    SPDU
		rule *osi.Rule
	}{
		{&Finish{Disconnect: osi.Some(UserAbort)}, ruleReserved},              // 09 03 11 01 02
		{&Refuse{Disconnect: osi.Some(TransportDisconnect(3))}, ruleReserved}, // 0C 03 11 01 03
		{&Abort{Disconnect: 0xe1}, ruleReserved},                              // 19 03 11 01 E1
		{&Connect{ConnectAcceptItem: ConnectAcceptItem{Options: 0xff}, Requirements: osi.Some(FUDuplex)}, ruleReserved},
		{&Accept{ConnectAcceptItem: ConnectAcceptItem{Options: 0xff}, Requirements: osi.Some(FUDuplex)}, ruleReserved},
		{&Connect{ConnectAcceptItem: ConnectAcceptItem{Version: 0xff}, Requirements: osi.Some(FUDuplex)}, ruleReserved},
		{&Connect{Requirements: osi.Some(FunctionalUnits(0xc001))}, ruleReserved}, // 14 02 C0 01
		{&Accept{Requirements: osi.Some(FunctionalUnits(0xc001))}, ruleReserved},
		{&Refuse{Reason: osi.Some(RefusedByUser), Requirements: osi.Some(FunctionalUnits(0xc001))}, ruleReserved},
		{&Accept{Tokens: osi.Some(Tokens(0xff)), Requirements: osi.Some(FUDuplex)}, ruleReserved}, // 10 01 FF
		{&GiveTokens{Tokens: osi.Some(Tokens(0xaa))}, ruleReserved},
		{&PleaseTokens{Tokens: osi.Some(Tokens(0xab))}, ruleReserved},
		{&MinorSyncPoint{SyncType: 0xfc, Serial: SerialNumber("1")}, ruleReserved},
		{&Connect{ConnectAcceptItem: version, Requirements: osi.Some(FUDuplex)}, ruleReserved},
		{&Accept{ConnectAcceptItem: version, Requirements: osi.Some(FUDuplex)}, ruleReserved},
		{&Refuse{Version: 4}, ruleReserved},
		{&UnitData{Version: 4, Common: data}, ruleReserved},
		{&OverflowAccept{Version: 6}, ruleReserved},
		{&DataTransfer{Common{Enclosure: 9, UserData: []byte("A")}}, ruleReserved}, // 19 01 08
		{&ShortAbort{Reason: 0xe0}, ruleReserved},
		{&ShortAbort{Reason: ReleaseTransport}, ruleReserved},
		{&Finish{Common: Common{Enclosure: EnclosureWhole, UserData: []byte("A")}}, ruleEnclosure}, // 19 01 03
		{&MinorSyncPoint{Serial: seven}, ruleValueLength},
		{&MinorSyncAck{Serial: seven}, ruleValueLength},
		{&ActivityEnd{Serial: seven}, ruleValueLength},
		{&MajorSyncPoint{Serial: seven}, ruleValueLength},
		{&MajorSyncAck{SecondSerial: seven}, ruleValueLength},
		{&Resynchronize{Resync{Serial: seven}}, ruleValueLength},
		{&ActivityResume{OldActivity: []byte{1}, Activity: []byte{1}, Serial: seven}, ruleValueLength},
		{&Connect{ConnectAcceptItem: ConnectAcceptItem{InitialSerial: SerialNumber{}}, Requirements: osi.Some(FUDuplex)}, ruleValueLength},
		{&Resynchronize{Resync{Tokens: osi.Some(TokenSetting(0)), Serial: SerialNumber{}}}, ruleValueLength},
		// what would be lost, or taken for something else
		{&ShortConnect{Summary: ConnectionSummary{Parameters: []byte("xy")}}, ruleShortSummary},
		{&ShortConnect{Common: Common{Nested: nested}}, ruleShortSummary},
		{&ShortConnect{Common: Common{Nested: nested}, Summary: ConnectionSummary{Parameters: []byte("xy")}}, ruleShortSummary}, // EC 80 05 78 79
		{&ShortAccept{Summary: ConnectionSummary{Parameters: []byte("xy")}}, ruleShortSummary},
		{&ShortConnectContinue{Common: Common{Nested: nested}, Parameters: []byte("xy")}, ruleMisplaced},
		{&ShortAcceptContinue{Common: Common{Nested: nested}, Parameters: []byte("xy")}, ruleMisplaced},
		{&ShortAbort{Common: Common{Nested: nested}, Reason: NoReason}, ruleMisplaced},
		{&ShortAccept{Common: Common{Nested: osi.Some(uint8(0))}}, ruleNested},
		{&ShortFinish{Common: Common{Ignored: []Unit{{Code: 100}}}}, ruleMisplaced},
		{&ShortFinish{Common: Common{Enclosure: EnclosureFirst}}, ruleMisplaced},
		{&Null{}, ruleEmptyTSDU},
		{&Refuse{Common: Common{Enclosure: EnclosureLast, UserData: []byte("A")}, Reason: osi.Some(RefusedByUser)}, ruleContinuation}, // 0C 07 19 01 02 32 02 02 41
		{&Abort{Common: Common{Enclosure: EnclosureLast, UserData: []byte("A")}, Disconnect: UserAbort}, ruleContinuation},
		{&ExceptionData{Common: Common{Enclosure: EnclosureMiddle, UserData: []byte("A")}, Reason: 1}, ruleContinuation},
		{&Finish{Common: Common{Enclosure: EnclosureMiddle, UserData: []byte("A")}, Disconnect: osi.Some(ReleaseTransport)}, ruleContinuation},
		{&MajorSyncPoint{Common: Common{Enclosure: EnclosureMiddle, UserData: []byte("A")}, Serial: SerialNumber("1")}, ruleContinuation},
		{&Abort{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("A")}, Disconnect: UserAbort | ProtocolError, Reflect: []byte{1}}, ruleReflectSegment},
		{&AbortAccept{Common{Nested: nested}}, ruleMisplaced},
		{&UnitData{Common: Common{UserData: []byte("A"), Nested: nested}}, ruleMisplaced},
		{&Finish{Common: Common{Nested: osi.Some(uint8(0))}}, ruleNested},
		{&Finish{Common: Common{Ignored: []Unit{{Code: 193, Value: []byte("x")}}}}, ruleIgnored}, // would be user data
		{&Finish{Common: Common{Ignored: []Unit{{Code: 193}}}}, ruleIgnored},
		{&Finish{Common: Common{Ignored: []Unit{{Code: 17, Value: []byte{0}}}}}, ruleIgnored},
		{&Finish{Common: Common{Ignored: []Unit{{Code: 100, Group: 5}}}}, ruleIgnored}, // a group that FN has not
		{&Connect{Common: Common{Ignored: []Unit{{Code: 100}, {Code: 63, Group: 5}}}, Requirements: osi.Some(FUDuplex)}, ruleIgnored},
		{&Connect{Common: Common{Ignored: []Unit{{Code: 5, Value: []byte{63, 0}}}}}, ruleIgnored},
		{&Finish{Common: Common{Ignored: []Unit{{Code: 200, Value: make([]byte, 65536)}}}}, ruleValueLength},
		{&Connect{Common: data, Parent: osi.Some(uint8(0)), Requirements: osi.Some(FUDuplex)}, ruleNestedParent},
		{&Connect{Common: Common{Nested: nested}, Requirements: osi.Some(FUDuplex)}, ruleNestedParent},
		{&ExpeditedData{Common{UserData: make([]byte, 11), Nested: nested, Ignored: []Unit{{Code: 100}}}}, ruleExpeditedSize},
		{&ExpeditedData{Common{UserData: make([]byte, 8), Nested: nested, Enclosure: EnclosureMiddle}}, ruleExpeditedEnclosure},
	} {
		before := append(make([]byte, 0, 64), 7, 8)
		b, err := c.s.AppendBinary(before)
		if e := osi.AsError(err); e == nil || e.Rule != c.rule || e.PDU != c.s.String() || len(b) != 2 || !bytes.Equal(before, []byte{7, 8}) {
			t.Errorf("%v: %v, want %s", c.s, err, c.rule.ID)
		}
	}
}

// An error says the octet as it stands in the SPDU, reserved bits and all.
func TestGot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		octets    string
		d         Decoder
		rule      *osi.Rule
		off       int
		got, want int
	}{
		{"0A 06 19 01 01 C1 01 41", Decoder{Version: Version1}, ruleVersion1Enclosure, 4, 1, 0},
		{"09 06 19 01 FF C1 01 41", Decoder{}, ruleEnclosure, 4, 0xff, 1},
		{"0F 06 19 01 F1 C1 01 41", Decoder{}, ruleOverflowEnclosure, 4, 0xf1, 0},
		{"0D 04 14 02 C0 00", Decoder{}, ruleRequirements, 4, 0xc000, 0},
		{"0E 04 14 02 80 03", Decoder{}, ruleAcceptUnits, 4, 0x8003, 0},
		{"10 03 16 01 F1", Decoder{}, ruleOverflowVersion, 4, 0xf1, 2},
		{"0D 05 05 03 16 01 FC", Decoder{}, ruleVersion, 6, 0xfc, 0},
		{"01 03 10 01 AA", Decoder{}, ruleTokenItem, 4, 0xaa, 0},
		{"07 03 18 01 05", Decoder{}, rulePrepareType, 4, 5, 0},
		{"0C 03 32 01 80", Decoder{}, ruleReason, 4, 0x80, 0},
		{"0D 03 3C 01 FE", Decoder{}, ruleOverflow, 4, 0xfe, 1},
		{"10 03 16 01 02", Decoder{Version: Version1}, ruleVersion1Overflow, 0, 0x10, 0},
	} {
		_, err := c.d.TSDU(unhex(t, c.octets))
		e := osi.AsError(err)
		if e == nil || e.Rule != c.rule || e.Offset != c.off || e.Got != c.got || e.Want != c.want {
			t.Errorf("%s: %v", c.octets, err)
		}
	}
}

// Every typed Decode refuses the SPDUs of all other types, unless they are told apart by their
// place alone.
func TestDecodeOfOthers(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		b, err := s.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range types {
			typ := Type(i)
			if typ == TypeNone || typ == s.Type() || typ == TypeNL {
				continue
			}
			err := newSPDU(typ).(interface{ Decode([]byte) error }).Decode(b)
			e := osi.AsError(err)
			switch {
			case err == nil:
				if s.Type() != TypeAA || typ != TypeAIA { // an AA is an AIA without parameters, at another place
					t.Errorf("%x, %v, as %v", b, s, typ)
				}
			case err != nil && (e.PDU != typ.String() || e.Offset > len(b)):
				t.Errorf("%v as %v: %v", s, typ, err)
			case err != nil && types[s.Type()].si != types[typ].si && s.Type() != TypeNL && e.Rule != ruleSI:
				t.Errorf("%v as %v: %v", s, typ, err)
			}
		}
	}
}

// The short way of the usual layouts and the general way give the same value or the same error for
// real SPDUs with any octet changed.
func TestDamagedUsual(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, c := range traffic(t) {
		if len(c.tsdu) == 0 || len(c.tsdu) > 400 || !strings.Contains("\x0d\x0e\x09\x0a\x19", string(c.tsdu[:1])) {
			continue
		}
		tried++
		changed := bytes.Clone(c.tsdu)
		for n := range min(len(changed), 40) {
			for x := 0; x < 256; x += mirror.Step() {
				changed[n] = byte(x)
				checkFast(t, changed, 0)
			}
			changed[n] = c.tsdu[n]
			checkFast(t, c.tsdu[:n], 0)
			checkFast(t, append(bytes.Clone(c.tsdu), make([]byte, n)...), 0)
		}
	}
	if tried < 10 {
		t.Errorf("only %d SPDUs", tried)
	}
}

// A nil Decoder is documented as one that decodes into new values, also a whole TSDU.
func TestNilDecoder(t *testing.T) {
	t.Parallel()
	var d *Decoder
	first, err := d.TSDU([]byte("\x01\x00\x01\x00data"))
	if err != nil || len(first) != 2 {
		t.Fatal(first, err)
	}
	second, err := d.TSDU([]byte("\x01\x00\x01\x00other"))
	if err != nil || string(first[1].SSDU()) != "data" || string(second[1].SSDU()) != "other" {
		t.Error(first[1], second[1], err)
	}
	n := 0
	for s, err := range d.All([]byte("\x09\x00")) {
		if n++; err != nil || s.Type() != TypeFN {
			t.Error(s, err)
		}
	}
	if _, err := d.TSDU(nil); osi.AsError(err) == nil || n != 1 {
		t.Error(err)
	}
	if b, err := d.Append(nil, &AbortAccept{}); err != nil || string(b) != "\x1a\x00" {
		t.Error(b, err)
	}
}

// Append encodes for a connection: longer serial numbers, and nothing that the connection has not.
func TestAppendForConnection(t *testing.T) {
	t.Parallel()
	mip := &MinorSyncPoint{Serial: SerialNumber("1234567")}
	for _, c := range []struct {
		d    Decoder
		s    SPDU
		rule *osi.Rule
	}{
		{Decoder{SerialDigits: -1}, mip, nil},
		{Decoder{SerialDigits: 7}, mip, nil},
		{Decoder{}, mip, ruleValueLength},
		{Decoder{SerialDigits: 2}, &ActivityEnd{Serial: SerialNumber("123")}, ruleValueLength},
		{Decoder{SerialDigits: -1}, &Resynchronize{Resync{Serial: SerialNumber("1234567")}}, nil},
		{Decoder{Version: Version1}, &GiveTokensConfirm{Common{UserData: []byte("A")}}, ruleVersion1Data},
		{Decoder{Units: osi.Some(FUDuplex)}, mip, ruleValueLength},
		{Decoder{Units: osi.Some(FUDuplex)}, &MinorSyncPoint{Serial: SerialNumber("1")}, ruleUnit},
		{Decoder{Units: osi.Some(FUDuplex | FUMinorSynchronize)}, &MinorSyncPoint{Serial: SerialNumber("1")}, nil},
		{Decoder{Flow: FlowExpedited}, &Finish{}, ruleFlow},
		{Decoder{Flow: FlowNormal}, &Finish{}, nil},
		{Decoder{Flow: FlowExpedited}, &Abort{Disconnect: UserAbort, Common: Common{UserData: make([]byte, 10)}}, ruleExpeditedAbortData},
		{Decoder{}, &MinorSyncPoint{SyncType: 8, Serial: SerialNumber("1")}, ruleReserved},
	} {
		b, err := c.d.Append([]byte{7}, c.s)
		e := osi.AsError(err)
		if c.rule == nil && (err != nil || len(b) < 3) || c.rule != nil && (e == nil || e.Rule != c.rule || !bytes.Equal(b, []byte{7})) {
			t.Errorf("%v %+v: %x, %v", c.s, c.s, b, err)
		}
	}
}

func TestSerialNext(t *testing.T) {
	t.Parallel()
	for n, want := range map[string]string{"0": "1", "1": "2", "9": "10", "000001": "000002", "099": "100", "999999": "1000000", "": "", "1x": ""} {
		before := []byte(n)
		if got := SerialNumber(before).Next(); string(got) != want || string(before) != n {
			t.Errorf("%q: %q, want %q", n, got, want)
		}
	}
}

// Bits 2 to 8 of Data Overflow are reserved: S-CONNECT data beyond 10 240 octets is announced by
// bit 1 alone, 8.3.1.19.
func TestOverflowReservedBits(t *testing.T) {
	t.Parallel()
	cn := Connect{ConnectAcceptItem: ConnectAcceptItem{Version: Version2}, Overflow: true}
	cn.UserData = make([]byte, MaxExtendedData)
	b, err := cn.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte{60, 1, 1}) + 2
	for _, x := range []byte{0x01, 0x81, 0xff} {
		b[at] = x
		var got Connect
		if err := got.Decode(b); err != nil || !got.Overflow {
			t.Errorf("%#x: %v", x, err)
		}
	}
	for _, x := range []byte{0, 0x80, 0xfe} {
		b[at] = x
		if e := osi.AsError(new(Connect).Decode(b)); e == nil || e.Rule != ruleOverflow || e.Offset != at || e.Got != int(x) {
			t.Errorf("%#x: %v", x, e)
		}
	}
}
