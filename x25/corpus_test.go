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

// corpus returns the folder of the shared captures; the test is skipped when there is none.
func corpus(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("OSI_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if try := filepath.Join(dir, "shared", "corpus"); isDir(try) {
			return try
		}
	}
	t.Skip("no shared/corpus above the module; set OSI_CORPUS")
	return ""
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// A line is one packet of a hex list.
type line struct {
	from, origin, kind string
	octets             []byte
}

func lines(t testing.TB, name string) (all []line) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		text, kind, _ := strings.Cut(s.Text(), " # ")
		words := strings.Fields(text)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		l := line{from: words[0], origin: "kernel", kind: kind}
		if len(words) == 4 {
			l.from, l.origin = words[1], words[2]
		}
		if l.octets, err = hex.DecodeString(words[len(words)-1]); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, l)
	}
	return all
}

// describe returns the type as the catalogue writes it.
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

// listed reads "CALL 2, DATA+M 1" behind a word of the catalogue in the section of a file.
func listed(catalogue, section, word string) map[string]int {
	_, text, _ := strings.Cut(catalogue, "### "+section+"\n")
	_, text, _ = strings.Cut(text, "- "+word+": ")
	text, _, _ = strings.Cut(text, "\n")
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

// Every packet that the Linux kernel made decodes to its type, with the counts of the catalogue, and encodes to the same octets.
func TestKernelPackets(t *testing.T) {
	dir := filepath.Join(corpus(t), "made", "x25")
	catalogue, err := os.ReadFile(filepath.Join(dir, "CATALOGUE.md"))
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "hex", "*.hex"))
	if err != nil || len(names) == 0 {
		t.Fatal("no hex lists", err)
	}
	more, err := filepath.Glob(filepath.Join(dir, "..", "x25_linux_*.hex"))
	if err != nil || len(more) != 4 {
		t.Fatal("not the four lists x25_linux", err)
	}
	for _, name := range append(names, more...) {
		section := strings.TrimSuffix(filepath.Base(name), ".hex")
		types, facilities := map[string]int{}, map[string]int{}
		d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo}}
		d.Tolerate = osi.X25LongCallUserData
		for i, l := range lines(t, name) {
			if l.origin == "hand" {
				continue
			}
			p, err := d.Decode(l.octets)
			if err != nil {
				t.Errorf("%s %d: %x: %v", section, i, l.octets, err)
				continue
			}
			if l.kind != "" && describe(p) != l.kind {
				t.Errorf("%s %d: %s, want %s", section, i, describe(p), l.kind)
			}
			types[describe(p)]++
			countFacilities(t, facilities, fieldOf(p))
			out, err := p.AppendBinary(nil)
			if call, ok := p.(*x25.CallRequest); ok && d.Tolerated != 0 && len(call.UserData) > x25.MaxCallUserData {
				if err == nil {
					t.Errorf("%s %d: %d octets of call user data encode", section, i, len(call.UserData))
				}
				d.Tolerated = 0
				continue
			}
			if err != nil || !bytes.Equal(out, l.octets) {
				t.Errorf("%s %d: %x encodes to %x, %v", section, i, l.octets, out, err)
			}
		}
		compare(t, section+" types", types, listed(string(catalogue), section, "types"))
		if !strings.HasPrefix(section, "t07") { // its catalogue counts some of the injected packets
			compare(t, section+" facilities", facilities, listed(string(catalogue), section, "facilities"))
		}
	}
}

func compare(t *testing.T, what string, got, want map[string]int) {
	t.Helper()
	if len(want) == 0 { // not in the catalogue
		return
	}
	for k, n := range want {
		if !strings.HasPrefix(k, "hand:") && got[k] != n {
			t.Errorf("%s: %d of %s, want %d", what, got[k], k, n)
		}
	}
}

// The wrong packets among those injected by hand get the diagnostic of X.25 Annex C from a DCE in data transfer. What the
// state of the call alone makes wrong is right here.
func TestInjectedPackets(t *testing.T) {
	want := map[string]string{ // action, cause and diagnostic by octets
		"10011b0521":           "reset 05 51",
		"10011b09":             "reset 05 51",
		"10011b":               "reset 05 26",
		"10012300010203040506": "reset 05 27",
		"10013b":               "reset 05 21",
		"000101":               "diagnostic 28",
		"20010100":             "diagnostic 28",
		"1001":                 "reset 05 26",
		"10100b112110018002aa031209410401070108000a00": "clear 03 42",
		"10120b11210dc60461626364c4021234c50100":       "ok",
		"10150b11210b000fd2020101d30380aa55":           "clear 03 4d",
		"10170b1121094307":                             "clear 13 26",
		"10180b112103c90902":                           "clear 03 45",
		"10160b112107000fc903821230":                   "clear 03 4d",
		"10010b121200":                                 "clear 13 26",
		"10190b1121":                                   "clear 13 26",
		"101b0b112106420000430000":                     "clear 03 42",
		"901c0b04040012002100":                         "ok",
		"10200b112a00":                                 "clear 13 44",
		"10300b112100aaaaaaaa":                         "clear 13 27",
		"10010f112308c301004302020801":                 "clear 03 45",
		"10010f00054302":                               "clear 13 26",
		"10010f1121":                                   "ok",
		"100113":                                       "clear 13 26",
		"1000fb":                                       "diagnostic 26",
		"1000f703000000":                               "discard",
		"1000f131100113":                               "discard",
		"1000f101":                                     "discard",
		"1001130147":                                   "clear 13 51",
		"1000fb0300":                                   "diagnostic 51",
	}
	d := x25.Decoder{Format: x25.Format{Sender: x25.FromDTE}}
	found := map[string]bool{}
	for i, l := range lines(t, filepath.Join(corpus(t), "made", "x25", "hex", "t07_injected.hex")) {
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
			got = answer(t, err, l.octets)
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

func answer(t *testing.T, err error, packet []byte) string {
	t.Helper()
	r := x25.Receiver{Format: x25.Format{Sender: x25.FromDCE}, Transfer: true}
	action, p := x25.DiagnosticFor(err, packet, r)
	if p == nil {
		return action.String()
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if action == x25.ActionDiagnostic {
		return fmt.Sprintf("%s %02x", action, b[3])
	}
	return fmt.Sprintf("%s %02x %02x", action, b[3], b[4])
}
