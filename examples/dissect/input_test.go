package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/klauspost/compress/zstd"
)

// What has come through a pipe is printed before the pipe ends: a capture frame by frame, a log and
// hex entry by entry.
func TestLive(t *testing.T) {
	capture := tcpOf(t, opened(102)...)
	for _, c := range []struct {
		name        string
		first, rest []byte
		want        string // printed when first has come
	}{
		{"capture", capture[:len(capture)-1], capture[len(capture)-1:], "frame 3, from the initiator, 10.0.0.1:4000 > 10.0.0.2:102"},
		{"hex", []byte("02f080 0d00\n\n"), []byte("02f08041\n"), "line 1"},
		{"log", []byte("10:00 CR TPDU:\nxm[ 7] 06E00000 000100\n10:01 CC TPDU:\n"), []byte("rv[ 7] 06D00001 000200\n"), "line 2, 10:00 CR TPDU"},
		{"packets", []byte("A 1001010b\n"), []byte("B 100101\n"), "line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, input := io.Pipe()
			output, out := io.Pipe()
			status := make(chan int, 1)
			go func() {
				var errs bytes.Buffer
				s := dissect(nil, in, out, &errs)
				_ = out.Close()
				status <- s
			}()
			go func() { _, _ = input.Write(c.first) }()
			lines := bufio.NewReader(output)
			line, err := lines.ReadString('\n')
			if err != nil || !strings.HasPrefix(line, c.want) {
				t.Errorf("%q, %v", line, err)
			}
			go func() {
				_, _ = input.Write(c.rest)
				_ = input.Close()
			}()
			_, _ = io.Copy(io.Discard, lines)
			if s := <-status; s != 0 {
				t.Errorf("status %d", s)
			}
		})
	}
}

// Compressed input prints as what is in it.
func TestCompressed(t *testing.T) {
	t.Parallel()
	plain := tcpOf(t, opened(102)...)
	var gz, gzgz, zst bytes.Buffer
	compress := func(w io.WriteCloser, b []byte) {
		_, err := w.Write(b)
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	compress(gzip.NewWriter(&gz), plain)
	compress(gzip.NewWriter(&gzgz), gz.Bytes())
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	compress(z, plain)
	want, _, _ := dissected(t, bytes.NewReader(plain))
	if !strings.Contains(want, "transport CC") {
		t.Fatal(want)
	}
	for name, b := range map[string][]byte{"gzip": gz.Bytes(), "gzip twice": gzgz.Bytes(), "zstd": zst.Bytes()} {
		if got, errs, status := dissected(t, bytes.NewReader(b)); got != want || status != 0 {
			t.Errorf("%s: status %d, %s%s", name, status, errs, got)
		}
		if _, errs, status := dissected(t, bytes.NewReader(b[:len(b)/2])); status != brokenFile || errs == "" {
			t.Errorf("half of %s: status %d, %s", name, status, errs)
		}
	}
}

// The status is that of the worst, and what was found in no file is said with what was there.
func TestStatus(t *testing.T) {
	t.Parallel()
	good := written(t, "good.pcap", tcpOf(t, opened(102)...))
	other := written(t, "other.pcap", tcpOf(t, segment{port: 8080, seq: 10, flags: "S"}, segment{port: 8080, seq: 11, data: "GET / HTTP/1.1"}))
	cut := written(t, "cut.pcap", tcpOf(t, opened(102)...)[:200])
	wifi := written(t, "wifi.pcap", pcapOf(t, layers.LinkTypeIEEE802_11, []byte{1}))
	empty := written(t, "empty", nil)
	for _, c := range []struct {
		args   []string
		status int
		errs   string
	}{
		{[]string{good}, allRead, ""},
		{[]string{other}, noneFound, "nothing found: 2 frames, TCP connections to port 8080 (1); -port"},
		{[]string{wifi}, noneFound, "1 of them of link type 105 (802.11), which is not read, no TCP"},
		{[]string{empty}, noneFound, "the input is empty"},
		{[]string{other, good}, allRead, "nothing found"},
		{[]string{cut}, brokenFile, "frame 3: unexpected EOF"},
		{[]string{cut, other}, brokenFile, ""},
		{[]string{"-port", "8080", other}, allRead, ""}, // a fault, but read
		{[]string{"-summary", good}, allRead, ""},
		{[]string{"-pdu", "XX", good}, allRead, "-pdu: no XX, but CC, CR"},
		{[]string{"-check", "strict", good}, allRead, ""},
		{[]string{"-check", "strict", other}, noneFound, ""},
		{[]string{"-summary", "-check", "strict", good}, wrongUsage, "exclude"},
		{[]string{"-check", "lax", good}, wrongUsage, "default, strict, rfc1006"},
		{[]string{"-annotate", good, other, good}, wrongUsage, "would overwrite an input"},
		{[]string{"-i", "eth0", good}, wrongUsage, "-i takes no files"},
		{[]string{"-i", "no such interface"}, brokenFile, "no such"},
		{[]string{"-annotate", "/no such folder/x", good}, wrongUsage, "no such"},
	} {
		_, errs, status := dissected(t, nil, c.args...)
		if status != c.status || !strings.Contains(errs, c.errs) {
			t.Errorf("%q: status %d, want %d, %s", c.args, status, c.status, errs)
		}
	}
}

// The help names what the program reads, and every option.
func TestHelp(t *testing.T) {
	t.Parallel()
	out, errs, status := dissected(t, nil, "-h")
	for _, want := range []string{
		"pcapng", "gzip", "zstd", "trace log", "X.25 packets", "hexdump", "standard input", "-summary", "-check", "-annotate",
		"-json", "-layer", "-pdu", "-conn", "-octets", "-port", "-xot", "-passwords", "-as", "-i interface", "3 nothing was found",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing about %s", want)
		}
	}
	if errs != "" || status != 0 {
		t.Errorf("status %d, %s", status, errs)
	}
}

// Connections are found on any port, and one that was not can be forced.
func TestPorts(t *testing.T) {
	t.Parallel()
	if out, _, status := dissected(t, bytes.NewReader(tcpOf(t, opened(17003)...))); status != 0 || !strings.Contains(out, "transport CC, 7 octets") {
		t.Errorf("port 17003: status %d, %s", status, out)
	}
	const bare = "\x00\x00\x00\x03\x10\x01\x01" // an RR of XOT
	in := tcpOf(t, segment{port: 17004, seq: 1, flags: "S"}, segment{port: 17004, seq: 2, data: bare})
	if out, _, status := dissected(t, bytes.NewReader(in)); status != noneFound {
		t.Errorf("an RR: status %d, %s", status, out)
	}
	if out, _, status := dissected(t, bytes.NewReader(in), "-xot", "17004"); status != 0 || !strings.Contains(out, "x25 RR, 3 octets") {
		t.Errorf("-xot: status %d, %s", status, out)
	}
}

// A long file tells a terminal how far it was read; nobody else.
func TestProgress(t *testing.T) {
	var errs bytes.Buffer
	r := &run{out: newOutput(io.Discard), stderr: &errs}
	s := &source{run: r, r: io.LimitReader(zeros{}, 100<<20), size: 100 << 20}
	if _, err := io.Copy(io.Discard, s); err != nil {
		t.Fatal(err)
	}
	s.clear()
	if text := errs.String(); !strings.Contains(text, "\r 48 %") || !strings.HasSuffix(text, "\r") {
		t.Errorf("%q", text)
	}
	errs.Reset()
	s = &source{run: r, r: io.LimitReader(zeros{}, 100<<20)}
	if _, err := io.Copy(io.Discard, s); err != nil || errs.Len() > 0 {
		t.Errorf("%v, %q", err, errs.String())
	}
	if r.onTerminal() {
		t.Error("a buffer is a terminal")
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// Several files go in their order, and the tree names them.
func TestSeveralFiles(t *testing.T) {
	t.Parallel()
	a, b := written(t, "a.pcap", tcpOf(t, opened(102)...)), written(t, "b.txt", []byte("02f08041\n"))
	out, errs, status := dissected(t, nil, b, a)
	if status != 0 || !strings.HasPrefix(out, "file "+b+"\nline 1\n") || strings.Count(out, "file "+a+"\nframe 3") != 1 {
		t.Errorf("status %d, %s%s", status, errs, out)
	}
	out, _, _ = dissected(t, nil, "-json", a, a)
	for i, o := range objectsOf(t, out) {
		if want := []int{3, 4, 3, 4}[i]; o.Frame != want || o.Conn != 1+i/2 {
			t.Errorf("object %d: frame %d, connection %d", i, o.Frame, o.Conn)
		}
	}
}

// Where too many connections are open, that which was silent longest is given up, and it is said.
func TestDropped(t *testing.T) {
	var in []segment
	for i := range uint16(4097) {
		s := opened(102)
		for j := range s {
			s[j].client = 10000 + i
		}
		in = append(in, s...)
	}
	name := written(t, "many.pcap", tcpOf(t, in...))
	out, errs, status := dissected(t, nil, "-conn", "1", name)
	if status != 0 || !strings.Contains(errs, "1 connections were given up") || len(notesOf(out)) != 1 || !strings.Contains(notesOf(out)[0], "silent longest") {
		t.Errorf("status %d, %s%s", status, errs, out)
	}
	out, _, _ = dissected(t, nil, "-summary", name)
	if lines := strings.Split(out, "\n"); !strings.HasPrefix(lines[1], "   1 ") || !strings.Contains(lines[1], " dropped ") || len(lines) != 4099 {
		t.Errorf("%d lines, %s", len(lines), lines[1])
	}
}

// Where writing fails reading ends.
func TestOutputFails(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full: %v", err)
	}
	defer full.Close()
	var errs bytes.Buffer
	name := written(t, "a.pcap", tcpOf(t, opened(102)...))
	if status := dissect([]string{name}, nil, full, &errs); status != brokenFile || !strings.Contains(errs.String(), "no space left") {
		t.Errorf("status %d, %s", status, errs.String())
	}
}

// The kind of a text is told by the lines that have come.
func TestTextKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines string
		want  kind
	}{
		{"03 00 00 07\n", hexDump},
		{"0000000 0003 0700\n", hexDump},
		{"00000000: 0300 0007  ....\n", hexDump},
		{"\t0x0000:  4500 003c\n", hexDump},
		{"# comment\n\n02f080\n", hexDump},
		{"A>B 10010f # comment\n", packetList},
		{"Dec 12 1997\n", undecided},
		{"Added 2 connections\n", undecided},
		{"10:00 Outgoing CN SPDU:\n", undecided},
		{"10:00 Outgoing CN SPDU:\nxm[ 2] 0D00\n", traceLog},
		{"# nothing\n", undecided},
	} {
		if got := lineKind([]byte(c.lines)); got != c.want {
			t.Errorf("%q: %s", c.lines, fmt.Sprint(got))
		}
	}
}

// A TPKT of which hex has only the beginning is one, not an NSDU of no known TPDU.
func TestPartOfTPKT(t *testing.T) {
	const want = "line 1\n  note: 10 octets wait for the rest of their TPKT or TSDU\n"
	if out, errs, status := dissected(t, strings.NewReader("0300001b 16e000000001\n")); out != want || errs != "" || status != 0 {
		t.Errorf("%q, %q, status %d", out, errs, status)
	}
}

// It is said how many frames the capture has only a part of.
func TestCutFrames(t *testing.T) {
	b := tcpOf(t, opened(102)...)
	b[24+12]++ // the octets that the first frame had on the wire
	want := fmt.Sprintf("dissect: -: of 1 of %d frames the capture has only a part: capture without a limit on their length\n", len(opened(102)))
	if out, errs, status := dissected(t, bytes.NewReader(b)); out == "" || errs != want || status != 0 {
		t.Errorf("%q, status %d", errs, status)
	}
}

// Wrong usage says what is wrong on standard error; nothing but the output goes where it is read.
func TestWrongUsage(t *testing.T) {
	const want = "dissect: invalid value \"foo\" for flag -layer: unknown layer \"foo\"; dissect -h helps\n"
	if out, errs, status := dissected(t, strings.NewReader(""), "-layer", "foo"); out != "" || errs != want || status != 2 {
		t.Errorf("%q, %q, status %d", out, errs, status)
	}
	if out, errs, status := dissected(t, strings.NewReader(""), "-h"); !strings.HasPrefix(out, "usage: dissect") || errs != "" || status != 0 {
		t.Errorf("%q, %q, status %d", out, errs, status)
	}
}
