package validate_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
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
	if !q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "192.0.2.1") {
		t.Error("no room")
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
	if !bytes.Contains(b, octets(t, "000C0004 74706B74 00000000 0300000B07E00000000100")) || !bytes.Contains(b, []byte("192.0.2.1: from initiator, transport: CR header")) {
		t.Errorf("%q", b)
	}
	tshark, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("no tshark")
	}
	out, err := exec.Command(tshark, "-n", "-r", path, "-T", "fields", "-e", "frame.protocols", "-e", "frame.comment").Output()
	if err != nil || !strings.Contains(string(out), "tpkt") || !strings.Contains(string(out), "transport.header, disconnect transport") {
		t.Errorf("tshark: %v %s", err, out)
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
	files, _ := os.ReadDir(dir)
	if len(files) != 3 {
		t.Errorf("%d files", len(files))
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Size() > 1000 || info.Size() < 300 {
			t.Errorf("%s: %v", f.Name(), info.Size())
		}
	}
}

// A full queue drops; it does not wait.
func TestQuarantineNeverBlocks(t *testing.T) {
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
