package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files, to be compared with tshark by eye")

func dissected(t testing.TB, stdin io.Reader, args ...string) (out, errs string, status int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = dissect(args, stdin, &stdout, &stderr)
	return stdout.String(), stderr.String(), status
}

// goldenInputs are the inputs of which testdata/golden has the trees.
var goldenInputs = []string{
	"../testdata/corpus/made/isode_probes.pcap",
	"../testdata/corpus/made/isode_tsap.pcap",
	"../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap",
	"../testdata/corpus/made/x25/hex/t07_injected.hex",
	"../testdata/corpus/made/x25/xot/l07_address_extension.xot.pcap",
	"../testdata/l22_osi_mms.lapb.pcap", // the first frames of lapb/l22_osi_mms_tpdu1024
	"../testdata/corpus/kb/q123650.log",
	"../testdata/corpus/kb/q86988.log",
}

// The trees of real inputs, which were compared with what tshark shows. Those of .own.txt are what
// the program prints without options.
func TestGolden(t *testing.T) {
	t.Parallel()
	golden := func(in, suffix string, args []string) {
		got, errs, status := dissected(t, nil, append(args, in)...)
		if errs != "" || status != 0 {
			t.Errorf("%s: status %d, %s", in, status, errs)
		}
		golden := filepath.Join("../testdata/golden", filepath.Base(in)+suffix)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s:\n%s", in, golden, firstDifference(got, string(want)))
		}
	}
	for _, in := range goldenInputs {
		golden(in, ".txt", []string{"-octets", "all", "-passwords"})
		golden(in, ".json", []string{"-octets", "all", "-passwords", "-json"})
	}
	golden("../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap", ".own.txt", nil)
	golden("../testdata/corpus/kb/q86988.log", ".own.txt", nil)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}

// An object is what the tests read of the JSON of a PDU.
type object struct {
	File   string
	Frame  int
	Time   string
	Conn   int
	Src    string
	Dst    string
	Line   int
	Title  string
	Dir    string
	Layer  string
	PDU    string
	Octets string
	Fields map[string]any
	Error  *struct{ Rule string }
	Note   string

	Association *json.RawMessage
}

// objectsOf returns the objects of PDUs, faults and notes in JSON output.
func objectsOf(t testing.TB, out string) (list []object) {
	t.Helper()
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var o object
		if err := d.Decode(&o); err != nil {
			t.Fatal(err)
		}
		if o.Association == nil {
			list = append(list, o)
		}
	}
	return list
}

// The JSON of one PDU has the members that its consumers rely on.
func TestJSON(t *testing.T) {
	t.Parallel()
	const log = "10:00:00 Outgoing CR TPDU:\nxm[ 10] 09E00000 000100C0 0106\n10:00:01 Incoming ER TPDU:\nrv[ 9] 08700002 02C10202 A0\n"
	out, errs, status := dissected(t, strings.NewReader(log), "-json", "-octets", "all")
	if errs != "" || status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 3 {
		t.Fatalf("%s", out)
	}
	lines = lines[:2]
	var o struct {
		Frame  *int
		Dir    string
		Layer  string
		PDU    string
		Octets string
		Fields map[string]any
		Error  *struct {
			Rule, Kind, Clause, Text string
			Offset                   int
		}
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &o); err != nil {
		t.Fatal(err)
	}
	if o.Frame != nil || o.Dir != "responder" || o.Layer != "transport" || o.PDU != "ER" || o.Octets != "0870000202c10202a0" ||
		o.Fields["Cause"] != "invalid TPDU type" || o.Fields["Invalid"] != "02a0" || o.Error != nil {
		t.Errorf("%s", lines[len(lines)-1])
	}
	out, _, _ = dissected(t, strings.NewReader("09 E0 00 00 00 01 00 C0 01 06"), "-json", "-pdu", "CR")
	if err := json.Unmarshal([]byte(out), &o); err != nil {
		t.Fatal(err)
	}
	if o.Error == nil || o.Error.Rule != "transport.tpdu-size" || o.Error.Kind != "bad value" || o.Error.Offset != 9 ||
		o.Error.Clause != "X.224 13.3.4 b" || o.Error.Text != "transport: CR TPDU size: bad value: got 0x06 (octet 9, X.224 13.3.4 b)" {
		t.Errorf("%s", out)
	}
}

// Of each connection of a log the sender of the first entry is the initiator, whatever the others
// do.
func TestLogConnections(t *testing.T) {
	t.Parallel()
	const log = `10:00:00 Incoming X.25 call request on connection 2:
rv[  5] 22123400 61
10:00:00 Outgoing CN SPDU on connection 1:
xm[  2] 0D00
10:00:00 Incoming CN SPDU on connection 2:
rv[  2] 0D00
10:00:01 Outgoing X.25 call connected on connection 2:
xm[  0]
10:00:01 Outgoing AC SPDU on connection 2:
xm[  2] 0E00
10:00:01 Incoming X.25 clear indication on connection 2:
rv[  2] 0943
10:00:02 Incoming something on connection 2:
rv[  1] 41
`
	out, errs, status := dissected(t, strings.NewReader(log), "-json", "-octets", "all")
	if errs != "" || status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	want := []string{ // the CP and CPA are faults: CN and AC have none
		"initiator x25 CALL 2212340061", "initiator session CN 0d00", "initiator presentation CP ", "initiator session CN 0d00", "initiator presentation CP ",
		"responder x25 CALL-ACC ", "responder session AC 0e00", "responder presentation CPA ", "initiator x25 CLEAR 0943", "initiator none  41",
	}
	var got []string
	for _, o := range objectsOf(t, out) {
		if o.Note == "" {
			got = append(got, strings.Join([]string{o.Dir, o.Layer, o.PDU, o.Octets}, " "))
		}
		if o.PDU == "CALL" && (!reflect.DeepEqual(o.Fields["UserData"], map[string]any{"length": 1.0, "octets": "61"}) || o.Fields["LCI"] != nil) {
			t.Errorf("the fields of the call: %v", o.Fields)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What is said of hex decides how it is read.
func TestCarriers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ as, in, want string }{
		{"x25", "1000fb0000", "x25 RESTART, 5 octets at 0"},
		{"x25", "200100 02 41", "x25 DATA, 5 octets at 0"},
		{"xot", "00000003 100101", "x25 RR, 3 octets at 4"},
		{"xot", "00000005 1000fb0000", "error: xot: XOT packet type identifier: wrong state: got 0xfb (octet 2, RFC 1613 6.4)"},
		{"lapb", "0100 1000ff", "x25 RESTART-CONF, 3 octets at 0"},
		{"lapb", "01 FF", "error: lapb: control field: unknown code"},
		{"tsdu", "0100 0100 41", "session GT, 2 octets at 0"},
		{"nsdu", "02F080 41", "transport DT, 4 octets at 0"},
		{"tpkt", "03000008 02F080 41 0300", "2 octets wait"},
		{"", "03000008 02F080 41", "transport DT, 4 octets at 4"},
		{"", "02F080 41", "transport DT, 4 octets at 0"},
	} {
		args := []string{"-as", c.as}
		if c.as == "" {
			args = nil
		}
		if out, errs, status := dissected(t, strings.NewReader(c.in), args...); !strings.Contains(out, c.want) || status != 0 {
			t.Errorf("%s %s: %s%s", c.as, c.in, out, errs)
		}
	}
}

func TestErrorInPlace(t *testing.T) {
	t.Parallel()
	out, _, _ := dissected(t, strings.NewReader("0300000E 09E00000000100C00106\n\n0300000B 06800001 000003"))
	const want = `line 1
  transport CR, 10 octets at 4
    error: transport: CR TPDU size: bad value: got 0x06 (octet 9, X.224 13.3.4 b)
      0001: e0 00 00 00 01 00 c0 01 [06]
    rule: transport.tpdu-size
line 3
  transport DR, 7 octets at 18
    DstRef: 1  [2]
    Reason: address unknown  [6]
`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args   []string
		stdin  string
		status int
		errs   string
	}{
		{[]string{"-as", "frame"}, "", 2, "unknown carrier"},
		{[]string{"-octets", "some"}, "", 2, "octets"},
		{[]string{"-port", "x"}, "", 2, "bad port"},
		{[]string{"-port", "70000"}, "", 2, "bad port"},
		{[]string{"-nothing"}, "", 2, "flag provided but not defined"},
		{[]string{"no such file"}, "", 1, "no such file"},
		{nil, "02 F0 8", 1, "line 1: not hex"},
		{nil, "\x00\x01", 1, "neither a capture nor text"},
		{nil, "\xd4\xc3\xb2\xa1", 1, "file header"},
		{nil, "", 3, "the input is empty"},
		{[]string{"-as", "nsdu"}, "02 F0 80 41", 0, ""},
	} {
		_, errs, status := dissected(t, strings.NewReader(c.stdin), c.args...)
		if status != c.status || !strings.Contains(errs, c.errs) || c.errs == "" && errs != "" {
			t.Errorf("%q with %q: status %d, %q", c.args, c.stdin, status, errs)
		}
	}
}

// FuzzDissect asserts that no input makes the program panic, and that its JSON is JSON.
func FuzzDissect(f *testing.F) {
	for _, in := range goldenInputs {
		b, err := os.ReadFile(in)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("0000000 02 f0 80 41\n0000004\n\n00000000  02 f0 80 41  |...A|\n\n00000000: 02f0 8041  ...A\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		out, _, _ := dissected(t, bytes.NewReader(b), "-json")
		objectsOf(t, out)
		for _, args := range [][]string{nil, {"-summary"}, {"-check", "default"}, {"-port", "102,80", "-layer", "session", "-conn", "1"}} {
			dissected(t, bytes.NewReader(b), args...)
		}
	})
}
