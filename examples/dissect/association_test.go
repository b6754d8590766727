package main

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"
)

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
	t.Parallel()
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
	t.Parallel()
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

// A name that a peer chose is kept to 256 octets.
func TestClip(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"MTA": "MTA", strings.Repeat("x", 300): strings.Repeat("x", 256) + "…", strings.Repeat("x", 255) + "ö": strings.Repeat("x", 255) + "…",
	} {
		if got := clip(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// MTAs are named as text, and their passwords are not shown: T1.
func TestMTANames(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
	t.Parallel()
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
