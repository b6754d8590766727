package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A capture that begins in the middle of a connection, of a frame, or with a keep-alive has no
// faults: T3.
func TestMidway(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		segments []segment
		want     string // the number of DT TPDUs, and notes
	}{
		{"at a frame", []segment{{seq: 10, data: dtTPKT}, {server: true, seq: 50, data: dtTPKT}}, "2"},
		{"within a frame", []segment{{seq: 10, data: "end of a frame"}, {seq: 24, data: dtTPKT}}, "1 14 octets of a frame whose beginning is not in the capture"},
		{"a keep-alive of an octet", []segment{{seq: 9, data: "\x00"}, {server: true, seq: 50, ack: 10, flags: "A"}, {seq: 10, data: dtTPKT}}, "1"},
		{"a keep-alive without octets", []segment{{seq: 9, flags: "A"}, {server: true, seq: 50, ack: 10, flags: "A"}, {seq: 10, data: dtTPKT}}, "1"},
		{"a keep-alive later", []segment{{seq: 10, data: dtTPKT}, {seq: 17, data: "\x00"}, {seq: 18, data: dtTPKT}}, "2"},
		{"behind a gap within a frame", []segment{{seq: 10, data: dtTPKT[:6]}, {seq: 20, data: "32"}, {seq: 22, data: dtTPKT}}, "1 4 octets of the stream are not in the capture, 2 octets of a frame whose beginning is not in the capture"},
	} {
		for _, port := range []uint16{102, 17003} {
			var in []segment
			for _, s := range c.segments {
				s.port = port
				in = append(in, s)
			}
			if port == 17003 && strings.Contains(c.name, "within") {
				continue // nobody knows that it is one until the DT
			}
			out, errs, status := dissected(t, bytes.NewReader(tcpOf(t, in...)))
			got := string('0' + byte(strings.Count(out, "transport DT")))
			for i, note := range notesOf(out) {
				got += []string{" ", ", "}[min(i, 1)] + note
			}
			if got != c.want || strings.Contains(out, "error:") || status != 0 {
				t.Errorf("%s, port %d: got %s, status %d, %s\n%s", c.name, port, got, status, errs, out)
			}
			if out, _, status := dissected(t, bytes.NewReader(tcpOf(t, in...)), "-check", "rfc1006"); status != 0 {
				t.Errorf("%s, port %d: the gate: %s", c.name, port, out)
			}
		}
	}
}

func notesOf(out string) (notes []string) {
	for line := range strings.Lines(out) {
		if note, ok := strings.CutPrefix(strings.TrimSpace(line), "note: "); ok {
			notes = append(notes, note)
		}
	}
	return notes
}

// Lost framing is found again at a segment that begins like a frame.
func TestResumed(t *testing.T) {
	t.Parallel()
	in := append(opened(102), segment{seq: 22, data: "garbage"}, segment{seq: 29, data: "more"}, segment{seq: 33, data: dtTPKT})
	out, _, _ := dissected(t, bytes.NewReader(tcpOf(t, in...)))
	if strings.Count(out, "error: tpkt:") != 1 || strings.Count(out, "decoding goes on here") != 1 || strings.Count(out, "transport DT") != 1 {
		t.Error(out)
	}
}

// X.25 that SITA's link type carries is that of the same frames with direction: T3.
func TestSITA(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../testdata/l22_osi_mms.lapb.pcap")
	if err != nil {
		t.Fatal(err)
	}
	r, err := pcapgo.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var frames [][]byte
	for {
		data, _, err := r.ReadPacketData()
		if err != nil {
			break
		}
		sita := []byte{1 - data[0], 0, 0, 0, 1} // flags, signals, errors, protocol
		frames = append(frames, append(sita, data[1:]...))
	}
	withDirection, _, _ := dissected(t, bytes.NewReader(b))
	got, errs, status := dissected(t, bytes.NewReader(pcapOf(t, 196, frames...)))
	want := strings.NewReplacer("DTE > DCE", "local > remote", "DCE > DTE", "remote > local").Replace(withDirection)
	if got != want || status != 0 || !strings.Contains(got, "acse AARQ") {
		t.Errorf("status %d, %s: %s", status, errs, firstDifference(got, want))
	}
}

// Of packets without direction, each is taken for that of the side whose numbers it continues: T2.
func TestSides(t *testing.T) {
	t.Parallel()
	const export = "\x00\x0c\x00\x04x.25\x00\x00\x00\x00"
	var frames [][]byte
	for _, packet := range []string{
		"\x10\x01\x0b\x00\x00\x03\x01\x01\x00", // CALL
		"\x10\x01\x0f",
		"\x10\x01\x00\x06\xe0\x00\x00\x00\x01\x00", // DATA P(S) 0 P(R) 0, CR
		"\x10\x01\x20\x06\xd0\x00\x01\x00\x02\x00", // DATA P(S) 0 P(R) 1, CC
		"\x10\x01\x22\x02\xf0\x80\x0d\x00",         // DATA P(S) 1 P(R) 1, DT
		"\x10\x01\x41",                             // RR P(R) 2
		"\x10\x01\x13\x00\x00",
		"\x10\x01\x17",
	} {
		frames = append(frames, []byte(export+packet))
	}
	out, _, _ := dissected(t, bytes.NewReader(pcapOf(t, layers.LinkType(252), frames...)), "-json", "-layer", "x25,transport")
	var got []string
	for _, o := range objectsOf(t, out) {
		got = append(got, o.Dir[:1]+" "+o.PDU)
	}
	const want = "i CALL,r CALL-ACC,i DATA,i CR,r DATA,r CC,i DATA,i DT,r RR,i CLEAR,r CLEAR-CONF"
	if strings.Join(got, ",") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ","), want)
	}
}
