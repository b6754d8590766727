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
	none, _, _ := dissected(t, nil, "-json", "-octets", "none", mmsCapture)
	if got, _, _ := dissected(t, nil, "-json", "-octets=false", mmsCapture); got != none || strings.Contains(got, `"octets"`) {
		t.Error(got)
	}
	all, _, _ := dissected(t, nil, "-json", "-octets", "all", mmsCapture)
	if got, _, _ := dissected(t, nil, "-json", "-octets=true", mmsCapture); got != all || !strings.Contains(got, `"octets"`) {
		t.Error(got)
	}
}

// associationsOf returns the association objects of an input, without where they were.
func associationsOf(t *testing.T, stdin io.Reader, args ...string) (list []association) {
	t.Helper()
	out, errs, status := dissected(t, stdin, append([]string{"-json", "-summary"}, args...)...)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var o struct{ Association *association }
		if err := d.Decode(&o); err != nil || o.Association == nil {
			t.Fatalf("%v in %s", err, out)
		}
		list = append(list, *o.Association)
	}
	return list
}

// Who called whom, with what, and how it ended.
func TestAssociation(t *testing.T) {
	list := associationsOf(t, nil, mmsCapture)
	if len(list) != 1 {
		t.Fatalf("%d associations", len(list))
	}
	ber := &identifier{"2.1.1", "basic-encoding"}
	got, want := list[0], association{
		Begin: list[0].Begin, End: list[0].End, FirstFrame: 4, LastFrame: 11,
		Calling: party{Address: "127.0.0.1:32952", TSelector: "0x0001", SSelector: "0x0001020304", PSelector: "0x12345678", AETitle: "1.2.1200.15.3.1"},
		Called:  party{Address: "127.0.0.1:102", TSelector: "0x000102", SSelector: "0x0001", PSelector: "0x00000001", AETitle: "1.3.9999.13.12"},
		Class:   "class 0", TPDUSize: 8192, SessionVersion: 2, Units: []string{"FD"},
		Contexts: []presentationContext{
			{1, &identifier{"2.2.1.0.1", "acse-as-id"}, ber, "acceptance"},
			{3, &identifier{"1.0.9506.2.1", "mms-abstract-syntax-version1"}, ber, "acceptance"},
		},
		ApplicationContext: &identifier{"1.0.9506.2.3", "mms-application-context-version1"},
		Outcome:            "aborted", By: "initiator", Reason: "ABRT: acse-service-user",
		Counts: map[string]map[string]int{
			"transport": {"CR": 1, "CC": 1, "DT": 3}, "session": {"CN": 1, "AC": 1, "AB": 1}, "presentation": {"CP": 1, "CPA": 1, "ARU": 1},
			"acse": {"AARQ": 1, "AARE": 1, "ABRT": 1},
		},
		Data: bothSides{1, 1}, Tolerated: []string{"class0-tpdu-size"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if d := got.End.Sub(*got.Begin).Round(1e6).String(); d != "1s" {
		t.Errorf("it took %s", d)
	}
}

// Each way an association ends is told, with who ended it and why.
func TestOutcomes(t *testing.T) {
	made := "../testdata/corpus/made/"
	for _, c := range []struct {
		file  string
		which int
		want  string
	}{
		{"../testdata/corpus/kb/q86988.log", 0, "released initiator "},
		{made + "isode_refuse.pcap", 0, "refused responder RF: rejected by called SS-user with data"},
		{made + "isode_refuse.pcap", 2, "refused responder DR: normal disconnect"},
		{made + "isode_refuse.pcap", 3, "refused responder RTORJ: validationFailure"},
		{made + "isode_reject_release.pcap", 0, "aborted initiator AB: release,user abort"},
		{made + "isode_tsap.pcap", 0, "disconnected initiator DR: normal disconnect"},
		{made + "x25/xot/l08_accept_refuse.xot.pcap", 0, "cleared initiator CLEAR: DTE originated"},
		{made + "x25/xot/l08_accept_refuse.xot.pcap", 4, "refused responder CLEAR: local procedure error"},
		{made + "x25/lapb/l21_osi_mms_ps128_nsap.lapb.pcap", 0, "released initiator "}, // two in one call
		{made + "x25/lapb/l21_osi_mms_ps128_nsap.lapb.pcap", 1, "aborted initiator ABRT: acse-service-user"},
	} {
		list := associationsOf(t, nil, c.file)
		if c.which >= len(list) {
			t.Errorf("%s has %d associations", c.file, len(list))
			continue
		}
		a := list[c.which]
		if got := a.Outcome + " " + a.By + " " + a.Reason; got != c.want {
			t.Errorf("%s, %d: got %q, want %q", c.file, c.which, got, c.want)
		}
	}
	for flags, want := range map[string]string{"F": "open", "R": "reset"} {
		in := append(opened(102), segment{seq: 22, flags: flags})
		if list := associationsOf(t, bytes.NewReader(tcpOf(t, in...))); list[0].Outcome != want {
			t.Errorf("%s: %s", flags, list[0].Outcome)
		}
		in = append(in, segment{server: true, seq: 62, flags: "F"})
		if list := associationsOf(t, bytes.NewReader(tcpOf(t, in...))); flags == "F" && list[0].Outcome != "closed" {
			t.Errorf("%s: %s", flags, list[0].Outcome)
		}
	}
}

// MTAs are named as text, and their passwords are not shown: T1.
func TestMTANames(t *testing.T) {
	list := associationsOf(t, nil, "../testdata/corpus/kb/q86988.log")
	a := list[0]
	if len(list) != 1 || a.Calling.MTA != "wgc.microsoft.ca" || a.Called.MTA != "ean.ubc" || a.Calling.X25 != "6710100502" || a.ApplicationContext.Name != "X.410-1984" {
		t.Errorf("%d, %+v", len(list), a)
	}
	out, _, _ := dissected(t, nil, "-json", "-pdu", "MTABind", "../testdata/corpus/kb/q86988.log")
	if o := objectsOf(t, out)[0]; o.Fields["Name"] != "wgc.microsoft.ca" || o.Fields["Password"] != "(masked)" {
		t.Errorf("%v", o.Fields)
	}
}

// The table has a line for each association.
func TestSummary(t *testing.T) {
	out, errs, status := dissected(t, nil, "-summary", mmsCapture, "../testdata/corpus/kb/q86988.log", probes)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != 0 || len(lines) != 15 {
		t.Fatalf("status %d, %s%s", status, errs, out)
	}
	for i, want := range []string{
		"conn begin (UTC)          seconds  initiator              responder              outcome      data > data <  calling > called                  application       why, errors",
		"   1 2026-11-22 19:19:54    1.000  127.0.0.1:32952        127.0.0.1:102          aborted           1      1  1.2.1200.15.3.1 > 1.3.9999.13.12  mms-application-context-version1  ABRT: acse-service-user",
		"   2                                                                             released          0      0  wgc.microsoft.ca > ean.ubc        X.410-1984",
		"   3 2026-11-22 20:22:24    0.709  127.0.0.1:50618        127.0.0.1:102          aborted           1      1   > 0x0080                         (session)         AB: user abort",
	} {
		if lines[i] != want {
			t.Errorf("got  %q\nwant %q", lines[i], want)
		}
	}
	if !strings.HasSuffix(lines[5], "session.si 1") {
		t.Errorf("%q", lines[5])
	}
}

// What decoders need not see to know that it is valid counts as the rest does.
func TestSummaryCounts(t *testing.T) {
	for _, name := range []string{"go_server_c_clients", "libiec61850_files", "libiec61850_reporting", "isode_rtsap_acse"} {
		path := "../testdata/corpus/made/" + name + ".pcap"
		table, _, _ := dissected(t, nil, "-summary", path)
		var want bytes.Buffer
		s := &summary{output: newOutput(&want)}
		for _, a := range associationsOf(t, nil, path) {
			s.association(&place{conn: &connection{number: 1}}, &a)
		}
		if err := s.flush(); err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(table, "\n")
		_, expected, _ := strings.Cut(want.String(), "\n")
		for i, line := range strings.Split(strings.TrimRight(expected, "\n"), "\n") {
			if g := strings.Split(got, "\n")[i]; g[4:] != line[4:] {
				t.Errorf("%s: got  %q\nwant %q", name, g, line)
			}
		}
	}
}

// What the gate would stop is listed where it is, and by rule.
func TestCheck(t *testing.T) {
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
