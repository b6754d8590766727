package text

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

func units(read func(func(Unit) error) error) (out []string, err error) {
	err = read(func(u Unit) error {
		line := fmt.Sprintf("%d %q %v %x", u.Line, u.Headline, u.Sent, u.Octets)
		if u.Err != nil {
			line += " " + u.Err.Error()
		}
		out = append(out, line)
		return nil
	})
	return out, err
}

func TestLog(t *testing.T) {
	t.Parallel()
	const log = `14:52:49 Outgoing CR TPDU:
xm[ 10] 09E00000 010000C0 0109                        ..........
 14:52:50 Incoming CN SPDU on connection 1:
 rv[ 18] 0D60011C 0A051403 4353490B 13171139           .
        3230
14:52:51 Connected to MTA: ean.ubc
xm[  4] 0102
rv[  2] 616E ab12
`
	want := []string{
		`2 "Outgoing CR TPDU" true 09e00000010000c00109`,
		`4 "Incoming CN SPDU on connection 1" false 0d60011c0a0514034353490b131711393230`,
		`7 "Connected to MTA: ean.ubc" true 0102 line 7: 4 octets announced, 2 found`,
		`8 "Connected to MTA: ean.ubc" false 616e`,
	}
	got, err := units(func(f func(Unit) error) error { return Log(strings.NewReader(log), f) })
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q, %v\nwant %q", got, err, want)
	}
	if !IsLog([]byte(log)) || IsLog([]byte("02 F0 80\n")) {
		t.Error("IsLog")
	}
}

// The numbers of octets that the log of KB Q86988 announces are there.
func TestRealLog(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../testdata/corpus/kb/q86988.log")
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	if err := Log(bytes.NewReader(b), func(u Unit) error {
		sizes = append(sizes, len(u.Octets))
		return u.Err
	}); err != nil || !reflect.DeepEqual(sizes, []int{15, 14, 10, 10, 98, 85, 7, 5, 10, 5, 2}) {
		t.Errorf("%v, %v", sizes, err)
	}
}

func TestDump(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"plain":       "02F080 48454C4C 4F",
		"commented":   "# a DT\n02 F0 80 # header\n48 45 4c 4c 4f\n",
		"od -tx1":     "0000000 02 f0 80 48 45 4c 4c 4f\n0000010\n",
		"od -Ad -tx1": "0000000 02 f0 80 48 45 4c 4c 4f\n0000008\n",
		"od -x":       "0000000 f002 4880 4c45 4f4c\n0000010\n",
		"od -tx4":     "0000000 4880f002 4f4c4c45\n0000010\n",
		"od -tx8":     "0000000 4f4c4c454880f002\n0000010\n",
		"od -tx1z":    "000000 02 f0 80 48 45 4c 4c 4f  >...HELLO<\n000008\n",
		"hexdump":     "0000000 f002 4880 4c45 4f4c\n0000008\n",
		"tcpdump -x":  "\t0x0000:  02f0 8048 454c 4c4f                      ...HELLO\n",
		"od":          "000000 02 f0 80 48 45 4c 4c 4f\n000008\n",
		"od, lines":   "000000 02 f0 80 48\n000004 45 4c 4c 4f\n000008\n",
		"hexdump -C":  "00000000  02 f0 80 48 45 4c 4c 4f                           |...HELLO|\n00000008\n",
		"Wireshark":   "0000   02 f0 80 48 45 4c 4c                              ...HELL\n0007   4f   O\n",
		"xxd":         "00000000: 02f0 8048 454c 4c4f                      ...HELLO\n",
		"xxd, a word": "00000000: 02f0 8048 454c 4c4f                      ...  LO\n",
	} {
		got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) })
		if err != nil || len(got) != 1 || !strings.HasSuffix(got[0], "02f08048454c4c4f") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, in := range map[string]string{
		"hexdump -d":    "0000000   00771   08192\n0000004\n",
		"split octets":  "02 f 0 80\n",
		"without space": "02f\n080\n",
	} {
		if got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) }); err != nil || !strings.Contains(got[0], "not hex") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, in := range map[string]string{ // xxd -e: the text tells
		"words of 4": "00000000: 80f00248 4c4c454f                    H...OELL\n00000008:     4548                            HE\n",
		"words of 2": "00000000: 02f0 4880 4c45 4f4c                      ..\n00000008: 4845   4c                                EHL\n",
		"a gap":      "00000000: f002   80                             ...\n",
		"a comment":  "00000000: 4548234c                             L#HE\n",
	} {
		if got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) }); err != nil || !strings.Contains(got[0], "backwards") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, in := range map[string]string{ // of octets that are all dots there, or the same both ways
		"xxd -e":    "00000000: 80f00203 00000000  ........\n",
		"xxd -g4":   "00000000: 0300000b 06e00000  ........\n",
		"xxd -g8":   "00000000: 0300000b06e00000  ........\n",
		"and zeros": "00000000: 00000000 00000000  ........\n00000008: 80f00203  ....\n",
	} {
		if got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) }); err != nil || !strings.Contains(got[0], "nothing tells") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for name, in := range map[string]string{
		"xxd":             "00000000: 0300 000b 06e0 0000  ........\n",
		"zeros":           "00000000: 00000000 00000000  ........\n",
		"xxd -g4, a line": "00000000: 0300000b 06e00000  ........\n00000008: 41420000  AB..\n",
	} {
		if got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) }); err != nil || len(got) != 1 || strings.Contains(got[0], "tells") {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader("01\n\n\n02\n03\n\nxyz"), f) })
	if want := []string{`1 "" false 01`, `4 "" false 0203`}; err != nil || len(got) != 3 || !reflect.DeepEqual(got[:2], want) || !strings.Contains(got[2], "line 7: not hex") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestPackets(t *testing.T) {
	t.Parallel()
	const list = "# A is the DTE\n0.000000 A>B kernel 1000fb0000 # RESTART\nB 1000ff\n\n0.5 B>A lost 100121 # RR\n"
	want := []string{`2 "kernel RESTART" true 1000fb0000`, `3 "" false 1000ff`, `5 "lost RR" false 100121`}
	got, err := units(func(f func(Unit) error) error { return Packets(strings.NewReader(list), f) })
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q, %v\nwant %q", got, err, want)
	}
	for _, bad := range []string{"A 1000fb000\n", "A>B kernel 1000fb00 00\n"} {
		if err := Packets(strings.NewReader(list+bad), func(Unit) error { return nil }); err == nil || !strings.HasPrefix(err.Error(), "line 6: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if !IsPackets([]byte(list)) || IsPackets([]byte("02 F0 80\n")) || IsPackets([]byte("0000000 02 f0\n")) || IsPackets(nil) {
		t.Error("IsPackets")
	}
}

// Lines that od and hexdump leave out are there, and an odd last octet is not made two.
func TestRepeatedLines(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"od -tx1":    "0000000 02 f0 80 00 00 00 00 00 00 00 00 00 00 00 00 00\n0000020 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n*\n0000060 01\n0000061\n",
		"hexdump":    "0000000 f002 0080 0000 0000 0000 0000 0000 0000\n0000010 0000 0000 0000 0000 0000 0000 0000 0000\n*\n0000030 0001\n0000031\n",
		"hexdump -C": "00000000  02 f0 80 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n*\n00000030  01   |.|\n00000031\n",
	} {
		got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) })
		if want := "02f080" + strings.Repeat("00", 45) + "01"; err != nil || len(got) != 1 || !strings.HasSuffix(got[0], " "+want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, in := range []string{"02 f0\n*\n", "*\n", "0000000 01\n*\nffffffff\n", "0000000 01\n*\n0000000\n"} {
		if got, err := units(func(f func(Unit) error) error { return Dump(strings.NewReader(in), f) }); err == nil && !strings.Contains(got[0], "not hex") {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, name := range []string{"q86988.log", "q123650.log"} {
		b, err := os.ReadFile("../../testdata/corpus/kb/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("A 1000fb0000 # RESTART\n"))
	f.Add([]byte("00000000  02 f0 80 48  |...H|\n00000004\n\n00000000: 02f0  ..\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		total := 0
		count := func(u Unit) error { total += len(u.Octets); return nil }
		if err := Log(bytes.NewReader(b), count); err == nil && total > len(b) {
			t.Fatalf("%d octets from %d of text", total, len(b))
		}
		total = 0
		if err := Dump(bytes.NewReader(b), count); err == nil && total > len(b) && !bytes.ContainsRune(b, '*') {
			t.Fatalf("%d octets from %d of text", total, len(b))
		}
		total = 0
		if err := Packets(bytes.NewReader(b), count); err == nil && 2*total > len(b) {
			t.Fatalf("%d octets from %d of text", total, len(b))
		}
	})
}
