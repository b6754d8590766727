package validate_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

func rejected(t testing.TB) (v validate.Verdict) {
	t.Helper()
	v, _ = guard(t, validate.Strict()).Stream(validate.TPKTs).Check(initiator, octets(t, "0300000B 07E00000000100"))
	if v.Action != validate.Reject {
		t.Fatal(outcome(v))
	}
	return v
}

func TestQuarantine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.pcapng")
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	v := rejected(t)
	if !q.Put(validate.TPKTs, &v, time.Unix(1700000000, 123456000), "192.0.2.1") {
		t.Error("no room")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	if q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "") || q.Dropped() != 1 {
		t.Error("written after Close")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, octets(t, "0A0D0D0A 1C000000 4D3C2B1A 01000000 FFFFFFFFFFFFFFFF 1C000000  01000000 14000000 FC000000 00000000 14000000 06000000")) {
		t.Errorf("%x", b)
	}
	// interface, microseconds since 1970 (high, low), lengths, tags, unit
	if !bytes.Contains(b, octets(t, "00000000 240A0600 40222018 17000000 17000000 000C0004 74706B74 00000000 0300000B07E00000000100")) || !bytes.Contains(b, []byte("192.0.2.1: from initiator, transport: CR header")) {
		t.Errorf("%q", b)
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("no tshark")
	}
	out, err := exec.Command(tshark, "-n", "-r", path, "-T", "fields", "-e", "frame.protocols", "-e", "frame.comment").Output()
	if err != nil || !strings.Contains(string(out), "tpkt") || !strings.Contains(string(out), "[rule transport.header; clause X.224 13.2.1; octet 0; drop unit]") {
		t.Errorf("tshark: %v %s", err, out)
	}
}

// Units of each carrier go to the dissector that reads them.
func TestQuarantineCarriers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.pcapng")
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	units := []struct {
		carrier validate.Carrier
		octets  string
		tag     string // Wireshark's name
		shown   string // the protocol in tshark's frame.protocols
	}{
		{validate.TPKTs, "0300000B 06E00000000100", "tpkt", "tpkt:cotp"},
		{validate.NSDUs, "06E00000000100", "ositp", "cotp"},
		{validate.TSDUs, "0D0C0506130100160102 14020002", "ses", "ses"},
		{validate.SSDUs, "3118A003800101A211A40F300D02010106022A03300406025101", "pres", "pres"},
		{validate.XOT, "00000005 10010B0000", "xot", "xot:x25"},
		{validate.Packets, "10010B0000", "x.25", "x25"},
	}
	for _, u := range units {
		v := rejected(t)
		v.Octets = octets(t, u.octets)
		if !q.Put(u.carrier, &v, time.Unix(1700000000, 0), "") {
			t.Error("no room")
		}
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units {
		tag := append([]byte{0, 12, 0, byte(len(u.tag)+3) &^ 3}, u.tag...) // padded to four octets
		if !bytes.Contains(b, tag) {
			t.Errorf("%s: no tag %q", u.carrier, u.tag)
		}
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("no tshark")
	}
	out, err := exec.Command(tshark, "-n", "-r", path, "-T", "fields", "-e", "frame.protocols").Output()
	lines := strings.Fields(string(out))
	if err != nil || len(lines) != len(units) {
		t.Fatalf("tshark: %v %s", err, out)
	}
	for i, u := range units {
		if !strings.Contains(lines[i], u.shown) {
			t.Errorf("%s: %s", u.carrier, lines[i])
		}
	}
}

func TestQuarantineRotates(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "q.pcapng")
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path, Size: 1000, Files: 3, Queue: 1000})
	if err != nil {
		t.Fatal(err)
	}
	v := rejected(t)
	for range 200 {
		if !q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "peer") {
			t.Fatal("no room")
		}
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(path + "*")
	if want := []string{path, path + ".1", path + ".2", path + ".lock"}; !slices.Equal(files, want) {
		t.Errorf("%q", files)
	}
	for _, name := range files[:3] {
		if info, err := os.Stat(name); err != nil || info.Size() > 1000 || info.Size() < 300 {
			t.Errorf("%s: %v", name, info.Size())
		}
	}
}

// A full queue drops; it does not wait.
func TestQuarantineNeverBlocks(t *testing.T) {
	t.Parallel()
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: filepath.Join(t.TempDir(), "q.pcapng"), Queue: 1, Size: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	v := rejected(t)
	written := uint64(0)
	for range 20000 {
		if q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "peer") {
			written++
		}
	}
	if err := q.Close(); err != nil || written+q.Dropped() != 20000 {
		t.Errorf("%v, %d written, %d dropped", err, written, q.Dropped())
	}
}
