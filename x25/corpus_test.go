package x25_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A line is one packet of a hex list.
type line struct {
	from, origin, kind string
	octets             []byte
}

// A list is a file of testdata/linux: packets, and how many there are of each type and facility.
type list struct {
	name              string
	lines             []line
	types, facilities map[string]int // nil where the file does not say
}

// lists reads testdata/linux.
func lists(t testing.TB) (all []list) {
	t.Helper()
	names, err := filepath.Glob("testdata/linux/*.hex")
	if err != nil || len(names) != 12 {
		t.Fatalf("%d lists, %v", len(names), err)
	}
	for _, name := range names {
		all = append(all, readList(t, name))
	}
	return all
}

func readList(t testing.TB, name string) list {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := list{name: strings.TrimSuffix(filepath.Base(name), ".hex")}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		if counts, ok := strings.CutPrefix(s.Text(), "# types: "); ok {
			l.types = listed(counts)
		}
		if counts, ok := strings.CutPrefix(s.Text(), "# facilities: "); ok {
			l.facilities = listed(counts)
		}
		text, kind, _ := strings.Cut(s.Text(), " # ")
		words := strings.Fields(text)
		if words[0] == "#" {
			continue
		}
		one := line{from: words[0], origin: words[1], kind: kind}
		if one.octets, err = hex.DecodeString(words[2]); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		l.lines = append(l.lines, one)
	}
	return l
}

// listed reads "CALL 2, DATA+M 1"; "none" is no entry.
func listed(text string) map[string]int {
	counts := map[string]int{}
	for item := range strings.SplitSeq(text, ", ") {
		var name string
		var n int
		if _, err := fmt.Sscanf(item, "%s %d", &name, &n); err == nil {
			counts[name] = n
		}
	}
	return counts
}

// describe returns the type as the lists write it.
func describe(p x25.Packet) string {
	name := p.String()
	if d, ok := p.(*x25.Data); ok {
		for _, bit := range []struct {
			set  bool
			name string
		}{{d.Q, "+Q"}, {d.D, "+D"}, {d.M, "+M"}} {
			if bit.set {
				name += bit.name
			}
		}
	}
	return name
}

func fieldOf(p x25.Packet) x25.FacilityField {
	switch p := p.(type) {
	case *x25.CallRequest:
		return p.Facilities
	case *x25.CallAccepted:
		return p.Facilities
	case *x25.ClearRequest:
		return p.Facilities
	case *x25.ClearConfirmation:
		return p.Facilities
	}
	return nil
}

func countFacilities(t *testing.T, counts map[string]int, f x25.FacilityField) {
	t.Helper()
	for e, err := range f.All() {
		if err != nil {
			t.Error(err)
		}
		switch {
		case e.IsMarker():
			counts["00(marker)"]++
		case e.Section == x25.SectionDTE:
			counts[fmt.Sprintf("dte:%02x", e.Octet)]++
		default:
			counts[fmt.Sprintf("%02x", e.Octet)]++
		}
	}
}

// Every packet that the Linux kernel made decodes to the type that was written down when it was
// recorded, and encodes to the same octets.
func TestKernelPackets(t *testing.T) {
	t.Parallel()
	for _, l := range lists(t) {
		types, facilities := map[string]int{}, map[string]int{}
		d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo}}
		d.Tolerate = osi.X25LongCallUserData
		for i, packet := range l.lines {
			if packet.origin == "hand" {
				continue
			}
			d.Tolerated = 0
			p, err := d.Decode(packet.octets)
			if err != nil {
				t.Errorf("%s %d: %x: %v", l.name, i, packet.octets, err)
				continue
			}
			if describe(p) != packet.kind {
				t.Errorf("%s %d: %s, want %s", l.name, i, describe(p), packet.kind)
			}
			types[describe(p)]++
			countFacilities(t, facilities, fieldOf(p))
			out, err := p.AppendBinary(nil)
			if d.Tolerated != 0 {
				if e := osi.AsError(err); e == nil || e.ID != "x25.call-user-data" {
					t.Errorf("%s %d: what is only tolerated encodes: %v", l.name, i, err)
				}
				continue
			}
			if err != nil || !bytes.Equal(out, packet.octets) {
				t.Errorf("%s %d: %x encodes to %x, %v", l.name, i, packet.octets, out, err)
			}
		}
		compare(t, l.name+" types", types, l.types)
		compare(t, l.name+" facilities", facilities, l.facilities)
	}
}

func compare(t *testing.T, what string, got, want map[string]int) {
	t.Helper()
	for k, n := range want {
		if !strings.HasPrefix(k, "hand:") && got[k] != n {
			t.Errorf("%s: %d of %s, want %d", what, got[k], k, n)
		}
	}
}

// The wrong packets among those injected by hand get the answer of X.25 Annex C from a DCE in data
// transfer. What the state of the call alone makes wrong is right here.
func TestInjectedPackets(t *testing.T) {
	t.Parallel()
	want := map[string]string{ // type of the answer, its cause and diagnostic by octets
		"10011b0521":           "RESET 05 51",
		"10011b09":             "RESET 05 51",
		"10011b":               "RESET 05 26",
		"10012300010203040506": "RESET 05 27",
		"10013b":               "RESET 05 21",
		"000101":               "DIAG 28",
		"20010100":             "DIAG 28",
		"1001":                 "RESET 05 26",
		"10100b112110018002aa031209410401070108000a00": "CLEAR 03 42",
		"10120b11210dc60461626364c4021234c50100":       "ok",
		"10150b11210b000fd2020101d30380aa55":           "CLEAR 03 4d",
		"10170b1121094307":                             "CLEAR 13 26",
		"10180b112103c90902":                           "CLEAR 03 45",
		"10160b112107000fc903821230":                   "CLEAR 03 4d",
		"10010b121200":                                 "CLEAR 13 26",
		"10190b1121":                                   "CLEAR 13 26",
		"101b0b112106420000430000":                     "CLEAR 03 42",
		"901c0b04040012002100":                         "ok",
		"10200b112a00":                                 "CLEAR 13 44",
		"10300b112100aaaaaaaa":                         "CLEAR 13 27",
		"10010f112308c301004302020801":                 "CLEAR 03 45",
		"10010f00054302":                               "CLEAR 13 26",
		"10010f1121":                                   "ok",
		"100113":                                       "CLEAR 13 26",
		"1000fb":                                       "DIAG 26",
		"1000f703000000":                               "discard",
		"1000f131100113":                               "discard",
		"1000f101":                                     "discard",
		"1001130147":                                   "CLEAR 13 51",
		"1000fb0300":                                   "DIAG 51",
	}
	d := x25.Decoder{Format: x25.Format{Sender: osi.DTE}}
	found := map[string]bool{}
	for i, l := range readList(t, "testdata/linux/t07_injected.hex").lines {
		if l.origin != "hand" {
			continue
		}
		key := hex.EncodeToString(l.octets[:min(len(l.octets), 10)])
		text, known := want[key]
		if !known {
			key = hex.EncodeToString(l.octets)
			if text, known = want[key]; !known {
				text = "ok"
			}
		}
		found[key] = true
		_, err := d.Decode(l.octets)
		got := "ok"
		if err != nil {
			got = answer(t, err, l.octets, x25.Situation{Format: x25.Format{Sender: osi.DCE}, Channel: x25.ChannelTransfer})
		}
		if got != text {
			t.Errorf("%d: %x: %s, want %s (%v)", i, l.octets, got, text, err)
		}
	}
	for key := range want {
		if !found[key] {
			t.Errorf("%s is not in the list", key)
		}
	}
}

// answer returns the type of the answer and what follows the type in its octets, "discard" for
// none.
func answer(t *testing.T, err error, packet []byte, s x25.Situation) string {
	t.Helper()
	action, p := x25.Answer(err, packet, s)
	if p == nil {
		return action.String()
	}
	b, err := p.AppendBinary(nil)
	if err != nil || action != osi.Send {
		t.Fatal(action, err)
	}
	if p.Type() == x25.TypeDiagnostic {
		return fmt.Sprintf("%s %02x", p, b[3])
	}
	return fmt.Sprintf("%s % x", p, b[3:])
}
