package x25_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25"
)

// outcome returns the rule that err names, without the layer, its offset, and what was found; "ok"
// for none.
func outcome(err error) string {
	e := osi.AsError(err)
	if e == nil {
		return "ok"
	}
	return fmt.Sprintf("%s %d %02x", strings.TrimPrefix(e.ID, "x25."), e.Offset, e.Got)
}

// Every facility at the edges of its values, X.25 7.2 and Annex G. Check finds what the decoder of
// a packet finds.
func TestFacilityFields(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"": "ok", "01 00": "ok", "01 F1": "ok", "01 02": "facility-parameter 1 02", "01 04": "facility-parameter 1 04", "01 08": "facility-parameter 1 08",
		"02 00": "ok", "02 FF": "ok", "02 33 02 33": "facility-duplicate 2 02", "01": "facility-overrun 0 01",
		"03 99": "ok", "03 9A": "facility-parameter 1 9a", "03 A9": "facility-parameter 1 a9", "09 99": "ok", "09 0F": "facility-parameter 1 0f",
		"04 00": "ok", "04 01": "ok", "04 02": "facility-parameter 1 02", "04 80": "facility-parameter 1 80",
		"08 01": "ok", "08 07": "ok", "08 09": "ok", "08 0F": "ok", "08 C0": "ok", "08 FF": "ok", "08 00": "facility-parameter 1 00", "08 BF": "facility-parameter 1 bf", "08 02": "facility-parameter 1 02",
		"41 99 99": "ok", "41 99 9A": "facility-parameter 2 9a", "41 99": "facility-overrun 0 02",
		"42 04 0C": "ok", "42 03 0C": "facility-parameter 1 03", "42 04 0D": "facility-parameter 2 0d", "42 0C": "facility-overrun 0 02",
		"43 01 7F": "ok", "43 00 01": "facility-parameter 1 00", "43 01 80": "facility-parameter 2 80", "43 01": "facility-overrun 0 02",
		"44 31 06": "ok", "44 31 0A": "facility-parameter 2 0a", "47 99 99": "ok", "47 A0 00": "facility-parameter 1 a0", "48 99 99": "ok", "48 00 0B": "facility-parameter 2 0b",
		"49 FF FF": "ok", "49 FF": "facility-overrun 0 02",
		"4C 03 2C": "ok", "4C 02 2C": "facility-parameter 1 02", "4C 03 2D": "facility-parameter 2 2d",
		"80 01 02 03": "ok", "80 01 02": "facility-overrun 0 03", "3F 00": "ok", "7F 00 00": "ok", "FE 00": "ok", "FF 00": "facility-code 0 ff",
		"C1 04 00 01 02 03": "ok", "C1 08 00 01 02 03 00 01 02 03": "ok", "C1 00": "facility-parameter-length 2 00", "C1 03 00 00 00": "facility-parameter-length 2 03", "C1 04 00 01 02 0A": "facility-parameter 5 0a",
		"C2 08 00 00 00 00 00 00 00 99": "ok", "C2 04 00 00 00 00": "facility-parameter-length 2 04", "C2 08 00 00 00 00 00 00 00 9A": "facility-parameter 9 9a", "C2 00": "facility-parameter-length 2 00",
		"C3 02 01 00": "ok", "C3 03 01 01 10": "ok", "C3 03 09 02 12": "ok", "C3 03 0F 02 12": "ok", "C3 03 C0 02 12": "ok", "C3 03 07 02 12": "facility-parameter 2 07", "C3 03 BF 02 12": "facility-parameter 2 bf",
		"C3 01 01": "facility-parameter-length 2 01", "C3 00": "facility-parameter-length 2 00", "C3 02 01 01": "facility-parameter-length 2 02", "C3 03 01 03 12": "facility-parameter-length 2 03", "C3 04 01 02 12 34": "facility-parameter-length 2 04",
		"C3 03 01 01 1F": "ok", "C3 03 01 01 A0": "facility-parameter 3 01", "C3 03 01 02 1A": "ok", "C3 04 01 03 1A A0": "facility-parameter 5 a0", "C3 04 01 04 1A 90": "ok", "C3 04 01 04 5A AB": "ok", "C3 04 01 04 4A AB": "facility-parameter 5 ab",
		"C3 0A 01 0F 12 34 56 78 90 12 34 50": "ok", "C3 0A 01 10 12 34 56 78 90 12 34 56": "ok", "C3 0B 01 11 12 34 56 78 90 12 34 56 70": "ok", "C3 0B 01 12 12 34 56 78 90 12 34 56 78": "facility-parameter 3 12",
		"C3 17 01 2A 51*21": "ok", "C3 18 01 2B 51*22": "facility-parameter-length 2 18",
		"D1 03 C0 02 12": "ok", "D1 03 FF 02 12": "ok", "D1 03 01 02 12": "facility-parameter 2 01", "D1 03 BF 02 12": "facility-parameter 2 bf", "D1 04 C1 04 12 3A": "facility-parameter 5 3a",
		"C4 02 31 06": "ok", "C4 04 31 06 31 07": "ok", "C4 00": "facility-parameter-length 2 00", "C4 03 31 06 31": "facility-parameter-length 2 03", "C4 02 31 0A": "facility-parameter 3 0a",
		"C5 00": "ok", "C6 03 4E 55 49": "ok", "C6 03 4E 55": "facility-overrun 0 04", "C6": "facility-overrun 0 01",
		// Markers.
		"00": "facility-overrun 0 01", "00 00": "ok", "00 FF": "ok", "00 0F": "ok", "00 01": "facility-marker 1 01", "00 0E": "facility-marker 1 0e",
		"00 00 00 00": "facility-duplicate 2 00", "00 FF 00 FF": "facility-duplicate 2 ff", "00 0F 00 0F": "facility-duplicate 2 0f", "00 00 00 FF 00 0F": "ok", "00 0F 00 FF 00 00": "ok",
		"01 00 00 0F 01 04": "ok", "01 00 00 00 01 04": "ok", "00 FF 42 00 00": "ok", "00 00 03 FF 03 FF": "facility-duplicate 4 03", "00 0F FF 00": "facility-code 2 ff", "00 00 FF 00": "facility-code 2 ff",
		// DTE facilities.
		"00 0F 0A 00": "ok", "00 0F 0B 00": "ok", "00 0F 0B 01": "ok", "00 0F 0B 02": "dte-facility 3 02", "00 0F 4D 03 2C": "ok", "00 0F 4D 02 2C": "dte-facility 3 02",
		"00 0F C9 01 00": "ok", "00 0F C9 03 83 12 30": "ok", "00 0F C9 02 41 AF": "ok", "00 0F C9 02 C1 10": "dte-facility 4 c1", "00 0F C9 00": "dte-facility 4 00", "00 0F C9 02 03 12": "dte-facility 4 03", "00 0F C9 03 02 12 34": "dte-facility 4 02",
		"00 0F C9 15 28 12*20": "ok", "00 0F C9 16 29 12*21": "dte-facility 4 29", "00 0F CB 02 02 12": "ok", "00 0F CB 02 E2 12": "dte-facility 4 e2",
		"00 0F CA 02 00 00": "ok", "00 0F CA 04 00 00 00 00": "ok", "00 0F CA 06 00 00 00 00 00 00": "ok", "00 0F CA 00": "dte-facility 4 00", "00 0F CA 03 00 00 00": "dte-facility 4 00", "00 0F CA 08 00*8": "dte-facility 4 00",
		"00 0F D2 01 00": "ok", "00 0F D2 06 00*6": "ok", "00 0F D2 00": "dte-facility 4 00", "00 0F D2 07 00*7": "dte-facility 4 00",
		"00 0F D3 02 40 00": "ok", "00 0F D3 03 80 01 55": "ok", "00 0F D3 04 C0 01 55 00": "ok", "00 0F D3 05 C0 01 55 01 66": "ok", "00 0F D3 02 00 00": "dte-facility 4 00", "00 0F D3 02 41 00": "dte-facility 4 41", "00 0F D3 02 60 00": "dte-facility 4 60",
		"00 0F D3 01 40": "dte-facility 4 40", "00 0F D3 03 40 02 55": "dte-facility 5 02", "00 0F D3 04 40 01 55 01": "dte-facility 5 01", "00 0F D3 05 40 01 55 00 66": "dte-facility 5 01",
	} {
		b := octets(t, field)
		err := x25.FacilityField(b).Check(x25.Modulo128)
		if got := outcome(err); got != want {
			t.Errorf("%s: %s, want %s", field, got, want)
		}
		packet := append([]byte{0x20, 1, 0x0b, 0, byte(len(b))}, b...)
		_, inCall := (&x25.Decoder{Format: x25.Format{Modulo: x25.Modulo128}}).Decode(packet)
		got := outcome(inCall)
		if e := osi.AsError(err); e != nil {
			want = fmt.Sprintf("%s %d %02x", strings.TrimPrefix(e.ID, "x25."), e.Offset+5, e.Got)
		}
		if got != want {
			t.Errorf("%s in a CALL: %s, want %s", field, got, want)
		}
	}
	for n, want := range map[int]string{108: "ok", 109: "facility-overrun 108 01", 110: "facility-length 109 6e"} {
		field := bytes.Repeat([]byte{0xc5, 1, 0}, 40)
		for i := range field[:n] {
			if i%3 == 0 && i > 0 { // other codes, that none is twice
				field[i] = byte(0xd4 + i/3)
			}
		}
		if n > 108 {
			field[108] = 1
		}
		if got := outcome(x25.FacilityField(field[:n]).Check(x25.Modulo8)); got != want {
			t.Errorf("%d octets: %s, want %s", n, got, want)
		}
	}
	if got := outcome(x25.FacilityField{0x43, 7, 8}.Check(x25.Modulo8)); got != "facility-parameter 2 08" {
		t.Error(got)
	}
}

// The short way for the usual facilities agrees with the general one on every value of every octet.
func TestUsualFacilities(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"42 07 07 43 02 02 02 BB 01 81", "01 80 42 0C 04", "43 07 01", "02 33"} {
		field := octets(t, base)
		for i := range field {
			for x := 0; x < 256; x += mirror.Step() {
				b := bytes.Clone(field)
				b[i] = byte(x)
				for _, f := range []x25.Format{{}, {Modulo: x25.Modulo128}} {
					err := x25.FacilityField(b).Check(f.Modulo)
					packet := append([]byte{byte(0x10 << f.Modulo), 1, 0x0b, 0x88, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34, 0x56, 0x78, byte(len(b))}, b...)
					packet = append(packet, 3, 1, 1, 0, 0, 0, 0, 0) // user data: a short CALL is no usual one
					_, inPacket := (&x25.Decoder{Format: f}).Decode(packet)
					got, want := osi.AsError(inPacket), osi.AsError(err)
					if (got == nil) != (want == nil) || got != nil && (got.Rule != want.Rule || got.Offset != want.Offset+13 || got.Got != want.Got) {
						t.Errorf("%x, modulo %s: %v, want %v", b, f.Modulo, got, want)
					}
				}
			}
		}
	}
}

// Which facilities exclude one another, X.25 6.14 and 6.23: the later one is the fault. Only those
// without marker count.
func TestExclusiveFacilities(t *testing.T) {
	t.Parallel()
	elements := map[string]string{"03": "03 01", "09": "09 01", "47": "47 00 01", "48": "48 00 01", "44": "44 31 06", "C4": "C4 02 31 06", "41": "41 00 01"}
	exclusive := map[string]bool{"03 09": true, "03 47": true, "03 48": true, "09 47": true, "09 48": true, "47 48": true, "44 C4": true}
	for a, first := range elements {
		for b, second := range elements {
			if a == b {
				continue
			}
			field := octets(t, "01 00 "+first+second)
			want := "ok"
			if exclusive[a+" "+b] || exclusive[b+" "+a] {
				at := len(octets(t, "01 00 "+first))
				want = fmt.Sprintf("facility-combination %d %02x", at, field[at])
			}
			if got := outcome(x25.FacilityField(field).Check(x25.Modulo8)); got != want {
				t.Errorf("%s with %s: %s, want %s", a, b, got, want)
			}
			if got := outcome(x25.FacilityField(append(field, 0, 0x0f)).Check(x25.Modulo8)); got != want {
				t.Errorf("%s with %s before a marker: %s, want %s", a, b, got, want)
			}
			if got := outcome(x25.FacilityField(octets(t, first+"00 00"+second)).Check(x25.Modulo8)); got != "ok" {
				t.Errorf("%s, and %s behind a marker: %s", a, b, got)
			}
		}
	}
}

// In which packets the facilities of X.25 7.2 and Annex G may stand.
func TestPermitted(t *testing.T) {
	t.Parallel()
	packets := [...]struct {
		t x25.Type
		s osi.Side
	}{
		'R': {x25.TypeCallRequest, osi.DTE}, 'I': {x25.TypeCallRequest, osi.DCE}, 'A': {x25.TypeCallAccepted, osi.DTE}, 'N': {x25.TypeCallAccepted, osi.DCE},
		'Q': {x25.TypeClearRequest, osi.DTE}, 'D': {x25.TypeClearRequest, osi.DCE}, 'K': {x25.TypeClearConfirmation, osi.DCE},
	}
	for field, in := range map[string]string{
		"01 00": "RI", "02 BB": "RIAN", "03 01": "RI", "04 01": "RA", "08 01": "ANQD", "09 01": "RI", "41 00 01": "RI", "42 07 07": "RIAN", "43 02 02": "RIAN",
		"44 31 06": "R", "47 00 01": "RI", "48 00 01": "RI", "49 00 01": "RIN", "4C 0D 0D": "RIAN", "C1 04 00*4": "DK", "C2 08 00*8": "DK", "C3 02 01 00": "I", "C4 02 31 06": "R",
		"C5 00": "DK", "C6 00": "RA", "D1 02 C0 00": "Q", "3F 00": "",
		"00 0F 0A 33": "RI", "00 0F 0B 01": "RIAN", "00 0F 4D 0D 0D": "RI", "00 0F C9 01 00": "RIANQD", "00 0F CA 02 00 00": "RIAN", "00 0F CB 01 00": "RI", "00 0F D2 01 00": "RIAN", "00 0F D3 02 40 00": "RIAN",
		"00 0F 3F 00": "RIANQDK", "00 00 01 00": "RIANQDK", "00 FF D1 00": "RIANQDK", "00 0F": "RIANQDK",
	} {
		f := x25.FacilityField(octets(t, field))
		for letter, p := range packets {
			if p.t == 0 {
				continue
			}
			err := f.Permitted(p.t, p.s)
			if allowed := strings.ContainsRune(in, rune(letter)); (err == nil) != allowed {
				t.Errorf("%s in %s: %v", field, p.t.Name(p.s), err)
			}
			if e := osi.AsError(err); e != nil && (e.ID != "x25.facility-not-allowed" || e.PDU != p.t.String() || f[e.Offset] != byte(e.Got)) {
				t.Errorf("%s in %s: %v", field, p.t.Name(p.s), err)
			}
		}
	}
	if got := outcome(x25.FacilityField{1, 0, 0x42, 7}.Permitted(x25.TypeCallRequest, osi.AnySide)); got != "facility-overrun 2 02" {
		t.Error(got)
	}
	for want, f := range map[string]x25.FacilityField{"facility-not-allowed 2 d1": octets(t, "01 00 D1 02 C0 00"), "ok": octets(t, "C3 02 01 00 44 31 06")} {
		if got := outcome(f.Permitted(x25.TypeCallRequest, osi.AnySide)); got != want {
			t.Errorf("%x: %s", f, got)
		}
	}
	if err := (x25.FacilityField{2, 0xbb}).Permitted(x25.TypeData, osi.AnySide); err == nil {
		t.Error("facilities in DATA")
	}
}

// The accessors read only their own facility, and only what has its length.
func TestFacilityAccessors(t *testing.T) {
	t.Parallel()
	read := func(f x25.Facility) (of string) {
		for name, ok := range map[string]bool{
			"options": second(f.CallOptions()), "throughput": second(f.ThroughputClasses()), "size": second(f.PacketSizes()), "window": second(f.WindowSizes()), "group": second(f.ClosedUserGroup()),
			"roa": second(f.ROA()), "flag": second(f.Flag()), "reason": second(f.RedirectionReason()), "redirection": second(f.Redirection()), "transit": second(f.TransitDelay()),
			"segments": second(f.Segments(0)), "duration": second(f.CallDuration(0)), "extension": second(f.AddressExtension()), "delay": second(f.EndToEndDelay()),
			"priority": second(f.Priority()), "protection": second(f.Protection()),
		} {
			if ok {
				of += name
			}
		}
		return of
	}
	for field, want := range map[string]string{
		"01 00": "options", "02 BB": "throughput", "03 01": "group", "04 01": "flag", "08 01": "reason", "09 01": "group", "41 00 01": "group", "42 07 07": "size", "43 02 02": "window", "44 31 06": "roa",
		"47 00 01": "group", "48 00 01": "group", "49 00 01": "transit", "4C 0D 0D": "throughput", "C1 04 00*4": "duration", "C2 08 00*8": "segments", "C3 02 01 00": "redirection", "C4 02 31 06": "roa",
		"C5 00": "", "C6 00": "", "D1 02 C0 00": "redirection", "3F 00": "",
		"00 0F 0A 33": "throughput", "00 0F 0B 01": "flag", "00 0F 4D 0D 0D": "throughput", "00 0F C9 01 00": "extension", "00 0F CA 02 00 00": "delay", "00 0F CB 01 00": "extension",
		"00 0F D2 01 00": "priority", "00 0F D3 02 40 00": "protection", "00 0F 01 00": "", "00 00 42 07 07": "", "00 FF 43 02 02": "",
		// Of a length or with a value that Check refuses.
		"42 03 07": "", "42 07 0D": "", "43 00 01": "", "43 01 00": "", "C1 03 00*3": "", "C2 07 00*7": "", "C3 01 01": "", "C3 02 01 01": "", "C3 18 01 2B 51*22": "", "C3 17 01 2A 51*21": "redirection",
		"C4 18 31*24": "roa", "C4 19 31*25": "", "00 0F C9 00": "", "00 0F C9 02 03 12": "", "00 0F C9 15 28 12*20": "extension", "00 0F C9 16 29 12*21": "", "00 0F CA 01 00": "", "00 0F D2 00": "", "00 0F D2 06 00*6": "priority", "00 0F D2 07 00*7": "",
		"00 0F D3 01 40": "", "00 0F D3 03 40 02 55": "", "00 0F D3 04 40 01 55 01": "", "00 0F D3 03 40 00 00": "protection", "00 0F D3 04 40 00 00 00": "",
	} {
		var last x25.Facility
		for e, err := range x25.FacilityField(octets(t, field)).All() {
			if last = e; err != nil {
				t.Fatal(field, err)
			}
		}
		if got := read(last); got != want {
			t.Errorf("%s: read as %q, want %q", field, got, want)
		}
	}
	for c, value := range map[x25.FacilityCode][]byte{x25.CodeReverseCharging: {}, x25.CodeThroughput: {1, 2}, x25.CodeThroughputExtended: {1}, x25.CodePacketSize: {7}, x25.CodeWindowSize: {2, 2, 2}, x25.CodeExpedited: {}, x25.CodeCalledModified: {}, x25.CodeTransitDelay: {1}} {
		if got := read(x25.NewFacility(c, value...)); got != "" {
			t.Errorf("%v % x: read as %s", c, value, got)
		}
	}
}

func second[T any](_ T, ok bool) bool { return ok }

// Find takes the first of its section, and nothing of a field that is cut off before.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		code  x25.FacilityCode
		want  string
	}{
		{"42 07 08", x25.CodePacketSize, "0 0708"},
		{"01 80 42 07 08", x25.CodePacketSize, "2 0708"},
		{"C6 02 42 07 42 01 02", x25.CodePacketSize, "4 0102"},
		{"C6 02 42 07", x25.CodeNUI, "0 4207"},
		{"00 0F 42 07 08", x25.CodePacketSize, ""},
		{"00 0F 0B 01", x25.CodeExpedited, "2 01"},
		{"0B 01", x25.CodeExpedited, ""},
		{"00 00 42 07 08 00 FF 42 01 01", 0xff42, "7 0101"},
		{"42 07", x25.CodePacketSize, ""},
		{"C6 05 01", x25.CodeNUI, ""},
		{"C6", x25.CodeNUI, ""},
		{"", x25.CodeNUI, ""},
		{"80 01 02 03 42 07 07", x25.CodePacketSize, "4 0707"},
	} {
		f, ok := x25.FacilityField(octets(t, c.field)).Find(c.code)
		got := ""
		if ok {
			got = fmt.Sprintf("%d %x", f.Offset, f.Value)
		}
		if got != c.want || ok && (f.Code() != c.code || cap(f.Value) != len(f.Value)) || !ok && f.Value != nil {
			t.Errorf("%s, %v: %q, want %q", c.field, c.code, got, c.want)
		}
	}
}

// The values of the facilities, by literal octets.
func TestFacilityReadings(t *testing.T) {
	t.Parallel()
	field := x25.FacilityField(octets(t, "01 B1 02 BA 03 21 08 C1 42 0A 04 43 07 02 44 31 06 49 00 C8 4C 2C 0D C1 08 01 02 05 30 00 00 00 01 C2 10 00 00 00 12 00 00 12 34 99 99 99 99 00 00 00 07 C3 05 09 05 31 10 40"+
		"00 0F 0B 01 CA 04 00 01 00 02 D2 02 05 0E D3 05 C0 01 55 01 66 CB 03 43 12 A0"))
	of := func(c x25.FacilityCode) x25.Facility {
		f, ok := field.Find(c)
		if !ok || f.Code() != c || f.IsMarker() {
			t.Fatal(c)
		}
		return f
	}
	for what, ok := range map[string]bool{
		"options":    first(of(x25.CodeReverseCharging).CallOptions()) == x25.CallOptions{ReverseCharging: true, FastSelect: x25.FastSelect128, ICRD: 3},
		"throughput": first(of(x25.CodeThroughput).ThroughputClasses()) == x25.ThroughputClasses{FromCalled: 11, FromCalling: 10},
		"extended":   first(of(x25.CodeThroughputExtended).ThroughputClasses()) == x25.ThroughputClasses{FromCalled: 44, FromCalling: 13},
		"group":      first(of(x25.CodeCUG).ClosedUserGroup()) == x25.ClosedUserGroup{Index: 21},
		"reason":     first(of(x25.CodeCalledModified).RedirectionReason()) == 0xc1,
		"size":       first(of(x25.CodePacketSize).PacketSizes()) == x25.PacketSizes{FromCalled: 1024, FromCalling: 16},
		"window":     first(of(x25.CodeWindowSize).WindowSizes()) == x25.WindowSizes{FromCalled: 7, FromCalling: 2},
		"roa":        first(of(x25.CodeROA).ROA()).String() == "3106",
		"transit":    first(of(x25.CodeTransitDelay).TransitDelay()) == 200*time.Millisecond,
		"duration":   first(of(x25.CodeCallDuration).CallDuration(0)) == 26*time.Hour+5*time.Minute+30*time.Second && first(of(x25.CodeCallDuration).CallDuration(1)) == time.Second,
		"periods":    !second(of(x25.CodeCallDuration).CallDuration(2)) && !second(of(x25.CodeCallDuration).CallDuration(-1)) && !second(of(x25.CodeSegmentCount).Segments(2)) && !second(of(x25.CodeSegmentCount).Segments(-1)),
		"segments":   first(of(x25.CodeSegmentCount).Segments(0)) == x25.SegmentCounts{ToDTE: 12, FromDTE: 1234} && first(of(x25.CodeSegmentCount).Segments(1)) == x25.SegmentCounts{ToDTE: 99999999, FromDTE: 7},
		"expedited":  first(of(x25.CodeExpedited).Flag()),
		"delay":      first(of(x25.CodeEndToEndDelay).EndToEndDelay()) == x25.EndToEndDelay{Cumulative: time.Millisecond, Requested: osi.Some(2 * time.Millisecond)},
		"priority":   first(of(x25.CodePriority).Priority()) == x25.Priority{Data: 5, Gain: 14, Keep: 255, LowestData: 255, LowestGain: 255, LowestKeep: 255},
	} {
		if !ok {
			t.Errorf("%s is wrong", what)
		}
	}
	if r, _ := of(x25.CodeRedirection).Redirection(); r.Reason != x25.ReasonOutOfOrder || r.Address.String() != "31104" {
		t.Errorf("%+v", r)
	}
	if p, _ := of(x25.CodeProtection).Protection(); p.Format != 3 || string(p.Level) != "\x55" || string(p.Lowest) != "\x66" {
		t.Errorf("%+v", p)
	}
	if a, _ := of(x25.CodeCallingExtension).AddressExtension(); a.Use != x25.PartialNSAP || a.Address.String() != "12a" {
		t.Errorf("%+v", a)
	}
	for b, want := range map[string]x25.ClosedUserGroup{
		"09 42": {Index: 42, Outgoing: true}, "41 12 34": {Index: 1234, Bilateral: true}, "47 99 99": {Index: 9999, Extended: true}, "48 00 10": {Index: 10, Extended: true, Outgoing: true},
	} {
		for e := range x25.FacilityField(octets(t, b)).All() {
			if g, ok := e.ClosedUserGroup(); !ok || g != want {
				t.Errorf("%s: %+v, want %+v", b, g, want)
			}
		}
	}
	for f, want := range map[byte]x25.FastSelect{0: 0, 0x40: 0, 0x80: x25.FastSelect128, 0xc0: x25.FastSelectRestricted} {
		if o, _ := x25.NewFacility(x25.CodeReverseCharging, f).CallOptions(); o.FastSelect != want || o.ReverseCharging {
			t.Errorf("%02x: %+v", f, o)
		}
	}
	reasons := map[x25.RedirectionReason]string{
		1: "originally called DTE busy", 7: "call distribution within a hunt group", 9: "originally called DTE out of order", 15: "systematic call redirection",
		0xc0: "called DTE originated", 0xff: "called DTE originated(255)", 0xbf: "reason(191)", 0: "reason(0)",
	}
	for r, want := range reasons {
		if r.String() != want {
			t.Errorf("%02x: %s", uint8(r), r)
		}
	}
	for c, want := range map[x25.FacilityCode]string{x25.CodePacketSize: "packet size", 0x013f: "X.25 facility 3f", 0x0f42: "DTE facility 42", 0x0000: "calling network marker", 0xff00: "called network marker", 0x2201: "section(34) facility 01"} {
		if c.String() != want || c.Known() != (c == x25.CodePacketSize) {
			t.Errorf("%s, %v", c, c.Known())
		}
	}
}

func first[T any](v T, _ bool) T { return v }

// AppendFacilities puts each facility at the end of its section, with the markers that are missing,
// and moves nothing that was there.
func TestAppendFacilities(t *testing.T) {
	t.Parallel()
	window, size := x25.NewFacility(x25.CodeWindowSize, 7, 7), x25.NewFacility(x25.CodePacketSize, 8, 8)
	expedited, calling, called := x25.NewFacility(x25.CodeExpedited, 1), x25.NewFacility(0x0041, 1, 2), x25.NewFacility(0xffc1, 9)
	marker := x25.Facility{Section: x25.SectionDTE}
	for _, c := range []struct {
		field string
		fs    []x25.Facility
		want  string
	}{
		{"", nil, ""},
		{"", []x25.Facility{expedited, called, calling, window, size}, "43 07 07 42 08 08 00 00 41 01 02 00 FF C1 01 09 00 0F 0B 01"},
		{"01 80", []x25.Facility{window}, "01 80 43 07 07"},
		{"01 80 00 0F 0A 33", []x25.Facility{window}, "01 80 43 07 07 00 0F 0A 33"},
		{"00 0F 0A 33", []x25.Facility{window, expedited}, "43 07 07 00 0F 0A 33 0B 01"},
		{"00 0F C9 01 00 00 00 01 02", []x25.Facility{expedited, window}, "43 07 07 00 0F C9 01 00 0B 01 00 00 01 02"},
		{"00 0F C9 01 00 00 00 C1 01 02", []x25.Facility{calling, called}, "00 0F C9 01 00 00 00 C1 01 02 41 01 02 00 FF C1 01 09"},
		{"00 0F", []x25.Facility{size}, "42 08 08 00 0F"},
		{"01 80", []x25.Facility{marker}, "01 80 00 0F"},
		{"00 0F", []x25.Facility{marker}, "00 0F"},
	} {
		in := x25.FacilityField(octets(t, c.field))
		out, err := x25.AppendFacilities(in, x25.Modulo8, c.fs...)
		if err != nil || !bytes.Equal(out, octets(t, c.want)) {
			t.Errorf("%s: % x, %v; want %s", c.field, out, err, c.want)
		}
		if !bytes.Equal(in, octets(t, c.field)) {
			t.Errorf("%s: the field was changed", c.field)
		}
	}
	for _, c := range []struct {
		field string
		f     x25.Facility
		want  string
	}{
		{"43 02 02", window, "facility-duplicate 3 43"},
		{"01 80", x25.NewFacility(x25.CodeWindowSize, 7), "facility-parameter-length 2 01"},
		{"", x25.NewFacility(x25.CodeReverseCharging), "facility-parameter-length 0 00"},
		{"", x25.NewFacility(x25.CodeWindowSize, 7, 7, 7), "facility-parameter-length 0 03"},
		{"", x25.NewFacility(0x0181, 1, 2, 3, 4), "facility-parameter-length 0 04"},
		{"", x25.NewFacility(x25.CodeNUI, make([]byte, 256)...), "facility-parameter-length 0 100"},
		{"", x25.NewFacility(x25.CodeNUI, make([]byte, 255)...), "facility-length 109 101"},
		{"", x25.NewFacility(0x2241, 1, 2), "facility-marker 0 22"},
		{"", x25.NewFacility(x25.CodeWindowSize, 8, 7), "facility-parameter 1 08"},
		{"01 80", x25.WindowSizes{FromCalled: 256, FromCalling: 2}.Facility(), "facility-parameter 2 43"},
		{"01", window, "facility-overrun 0 01"},
		{"", x25.ThroughputClasses{FromCalled: 16, FromCalling: 3}.Facility(x25.CodeThroughput), "facility-parameter 0 02"},
		{"", x25.ThroughputClasses{FromCalled: 3, FromCalling: 16}.Facility(x25.CodeMinimumThroughput), "facility-parameter 0 0a"},
		{"", x25.ThroughputClasses{FromCalled: 3, FromCalling: 3}.Facility(x25.CodeNUI), "facility-parameter 0 c6"},
		{"", x25.Redirection{Reason: 1}.Facility(x25.CodeNUI), "facility-parameter 0 c6"},
		{"", x25.AddressExtension{}.Facility(x25.CodeNUI), "facility-parameter 0 c6"},
		{"", x25.AddressExtension{Use: 3}.Facility(x25.CodeCalledExtension), "facility-parameter 0 c9"},
		{"", x25.TransitDelayFacility(time.Microsecond), "facility-parameter 0 49"},
		{"", x25.CallOptions{FastSelect: 1}.Facility(), "facility-parameter 0 01"},
		{"", x25.ClosedUserGroup{Bilateral: true, Extended: true}.Facility(), "facility-parameter 0 41"},
	} {
		in := x25.FacilityField(octets(t, c.field))
		out, err := x25.AppendFacilities(in, x25.Modulo8, c.f)
		if got := outcome(err); got != c.want || !bytes.Equal(out, in) {
			t.Errorf("%s and %v: %s, % x; want %s", c.field, c.f.Code(), got, out, c.want)
		}
	}
}
