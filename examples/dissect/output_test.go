package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

const (
	mmsCapture = "../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap"
	probes     = "../testdata/corpus/made/isode_probes.pcap"
)

// A line of JSON says where it was: T1.
func TestPlace(t *testing.T) {
	t.Parallel()
	in := append(opened(102), opened(17003)...)
	for i := range in[4:] {
		in[4+i].client = 4001
	}
	name := written(t, "a.pcap", tcpOf(t, in...))
	out, errs, status := dissected(t, nil, "-json", name)
	list := objectsOf(t, out)
	if status != 0 || len(list) != 4 {
		t.Fatalf("status %d, %s%s", status, errs, out)
	}
	got := list[3]
	want := object{
		File: name, Frame: 8, Time: "1997-03-14T15:09:33Z", Conn: 2, Src: "10.0.0.2:17003", Dst: "10.0.0.1:4001",
		Dir: "responder", Layer: "transport", PDU: "CC", Fields: got.Fields,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	out, _, _ = dissected(t, strings.NewReader("10:00:00 Outgoing CR TPDU on connection 7:\nxm[ 7] 06E00000 000100\n"), "-json")
	if o := objectsOf(t, out)[0]; o.File != "-" || o.Line != 2 || o.Title != "Outgoing CR TPDU on connection 7" || o.Conn != 1 || o.Time+o.Src+o.Dst != "" || o.Frame != 0 {
		t.Errorf("%+v", o)
	}
}

// What is shown can be chosen by layer, PDU, and connection.
func TestFilters(t *testing.T) {
	t.Parallel()
	pdus := func(args ...string) string {
		out, errs, status := dissected(t, nil, append(args, mmsCapture, probes)...)
		if status != 0 {
			t.Fatalf("%q: status %d, %s", args, status, errs)
		}
		var names []string
		seen := map[string]bool{}
		for _, o := range objectsOf(t, out) {
			if name := o.Layer + " " + o.PDU; !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
		return strings.Join(names, ",")
	}
	for _, c := range []struct{ args, want string }{
		{"-layer acse", "acse AARQ,acse AARE,acse ABRT"},
		{"-pdu cr,AARE", "transport CR,acse AARE"},
		{"-layer acse,transport -pdu CR,AARQ", "transport CR,acse AARQ"},
		{"-conn 1 -layer session", "session CN,session AC,session AB"},
		{"-conn 12", "transport CR,transport ER"},
		{"-layer none", "none "},
	} {
		if got := pdus(append(strings.Fields(c.args), "-json")...); got != c.want {
			t.Errorf("%s: got %s, want %s", c.args, got, c.want)
		}
	}
	for _, args := range []string{"-layer fun", "-conn x", "-conn 0"} {
		if _, errs, status := dissected(t, nil, append(strings.Fields(args), mmsCapture)...); status != wrongUsage {
			t.Errorf("%s: status %d, %s", args, status, errs)
		}
	}
}

// Without octets there are none; -octets=false is the same as none.
func TestOctets(t *testing.T) {
	t.Parallel()
	none, _, _ := dissected(t, nil, "-json", "-octets", "none", mmsCapture)
	if got, _, _ := dissected(t, nil, "-json", "-octets=false", mmsCapture); got != none || strings.Contains(got, `"octets"`) {
		t.Error(got)
	}
	all, _, _ := dissected(t, nil, "-json", "-octets", "all", mmsCapture)
	if got, _, _ := dissected(t, nil, "-json", "-octets=true", mmsCapture); got != all || !strings.Contains(got, `"octets"`) {
		t.Error(got)
	}
}

// What a log or peer says does not steer a terminal.
func TestPrintable(t *testing.T) {
	t.Parallel()
	out, _, _ := dissected(t, strings.NewReader("10:00 \x1b[31mred CR TPDU:\nxm[ 7] 06E00000 000100\n"))
	if !strings.HasPrefix(out, "line 2, 10:00 \ufffd[31mred CR TPDU\n") {
		t.Errorf("%q", out)
	}
	if got := clip("a\nb"); got != "a\ufffdb" {
		t.Errorf("%q", got)
	}
}

// What the gate would stop is listed where it is, and by rule.
func TestCheck(t *testing.T) {
	t.Parallel()
	out, errs, status := dissected(t, nil, "-check", "default", probes)
	const first = `frame 8, from the initiator, 127.0.0.1:50618 > 127.0.0.1:102
  stop: ber: CP end-of-contents octets: bad encoding: got 0x00 (octet 0, X.690 8.1.5)
    rule: ber.unexpected-eoc
    then: abort session
`
	if status != wouldStop || errs != "" || !strings.HasPrefix(out, first) || !strings.Contains(out, "\n18 units would be stopped, on 12 of 12 connections; 35 would pass\n") ||
		!strings.Contains(out, "\n      1  session.li                            first: conn 9, frame 127\n") {
		t.Errorf("status %d, %s\n%s", status, errs, out)
	}
	out, _, status = dissected(t, nil, "-check", "default", mmsCapture)
	if status != 0 || out != "0 units would be stopped, on 0 of 1 connections; 5 would pass\n" {
		t.Errorf("status %d, %s", status, out)
	}
	out, errs, status = dissected(t, nil, "-check", "default", "../testdata/corpus/made/x25_linux_mod8_cotp.pcap")
	if status != 0 || !strings.Contains(errs, "no direction") || !strings.HasPrefix(out, "0 units would be stopped, on 0 of 0") {
		t.Errorf("status %d, %s%s", status, errs, out)
	}
	out, _, _ = dissected(t, nil, "-check", "default", "../testdata/corpus/kb/q86988.log")
	if !strings.Contains(out, "3 units would be stopped, on 1 of 1 connections; 6 would pass\n      3  session.category2                     first: conn 1, line 25\n") {
		t.Error(out)
	}
	policy := written(t, "policy.json", []byte(`{"Tolerate": "class0-tpdu-size,abort-without-contexts", "CalledTSAPs": ["MTA"]}`))
	out, _, status = dissected(t, nil, "-json", "-check", policy, mmsCapture)
	var o struct {
		Frame int
		Dir   string
		Stop  struct{ Rule, Text, Reaction string }
	}
	if err := json.Unmarshal([]byte(out), &o); err != nil || status != wouldStop || o.Frame != 4 || o.Dir != "initiator" || o.Stop.Rule != "validate.called-tsap" || o.Stop.Reaction != "drop unit" {
		t.Errorf("%v, status %d, %s", err, status, out)
	}
	if _, errs, status := dissected(t, nil, "-check", written(t, "bad.json", []byte(`{"Tolerance": 1}`)), mmsCapture); status != wrongUsage || !strings.Contains(errs, "Tolerance") {
		t.Errorf("status %d, %s", status, errs)
	}
}

// The copy has every frame as it was, with what is wrong as comments.
func TestAnnotate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args     []string
		comments int
		want     map[int]string
	}{
		{nil, 9, map[int]string{101: "ber: CP OBJECT IDENTIFIER: bad encoding: got 0x00 (octet 173, X.690 8.19.2); rule ber.oid, from the initiator"}},
		{[]string{"-check", "default"}, 18, map[int]string{8: "would be stopped: ber: CP end-of-contents octets: bad encoding: got 0x00 (octet 0, X.690 8.1.5); rule ber.unexpected-eoc, from the initiator; then: abort session"}},
	} {
		path := written(t, "copy.pcapng", nil)
		out, errs, _ := dissected(t, nil, append(c.args, "-annotate", path, probes)...)
		if c.args == nil && out != "" {
			t.Error(out)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		copied, err := pcapgo.NewNgReader(f, pcapgo.DefaultNgReaderOptions)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(probes)
		if err != nil {
			t.Fatal(err)
		}
		original, err := pcapgo.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		comments := 0
		for n := 1; ; n++ {
			want, wantInfo, err := original.ReadPacketData()
			got, info, options, ngErr := copied.ReadPacketDataWithOptions()
			if err == io.EOF && ngErr == io.EOF {
				break
			}
			if err != nil || ngErr != nil || !bytes.Equal(got, want) || !info.Timestamp.Equal(wantInfo.Timestamp) || info.Length != wantInfo.Length {
				t.Fatalf("frame %d: %v, %v", n, err, ngErr)
			}
			comments += len(options.Comments)
			if text := c.want[n]; text != "" && (len(options.Comments) != 1 || options.Comments[0] != text) {
				t.Errorf("frame %d: %q", n, options.Comments)
			}
		}
		if comments != c.comments || copied.LinkType() != layers.LinkTypeEthernet || !strings.Contains(errs, "copy.pcapng: ") {
			t.Errorf("%d comments, link type %v, %s", comments, copied.LinkType(), errs)
		}
	}
}

// S7 in hex is data, as it is in a capture; RS has the offset of each field; Got and Want are of
// the field at fault: T4.
func TestHexFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ as, in, want string }{
		{"tpkt", "0300001902f08032010000000000080000f0000001000101e0", "user data, 18 octets at 7"},
		{"tsdu", "0100350F1A01001B01022A0131350102360131", "SecondType: set  [13]"},
		{"tsdu", "0100350F1A01001B01022A0131350102360131", "tr initiator  [4]"},
		{"tsdu", "0D06052013010016", "bad length: got 32, want 4 (octet 3, X.225 8.2.5)"},
		{"tsdu", "0D140506130100160102C10A31880102030405060708", "bad length: got 2147483647, want 0 (octet 1, X.690 8.1.3.4)"},
	} {
		if out, _, _ := dissected(t, strings.NewReader(c.in), "-as", c.as); !strings.Contains(out, c.want) || strings.Contains(c.want, "user data") && strings.Contains(out, "error") {
			t.Errorf("%s: %s", c.in, out)
		}
	}
}
