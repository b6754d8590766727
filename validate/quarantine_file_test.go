package validate_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/osi-go/osi/validate"
)

// comments returns those of the records in a pcapng file of a Quarantine, and whether a part of a
// record follows the last. It demands all the rest of the format: draft-ietf-opsawg-pcapng 3.1.
func comments(t *testing.T, path string) (list []string, torn bool) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for ; len(b) > 0; i++ {
		if len(b) < 12 {
			return list, true
		}
		kind, n := binary.LittleEndian.Uint32(b), int(binary.LittleEndian.Uint32(b[4:]))
		if want := []uint32{0x0a0d0d0a, 1, 6}[min(i, 2)]; kind != want || n < 12 || n%4 != 0 {
			t.Fatalf("%s: block %d of type %x, %d octets", path, i, kind, n)
		}
		if n > len(b) {
			if i < 2 {
				t.Fatalf("%s: half a header", path)
			}
			return list, true
		}
		if again := int(binary.LittleEndian.Uint32(b[n-4:])); again != n {
			t.Fatalf("%s: block %d of %d octets ends as one of %d", path, i, n, again)
		}
		if i >= 2 {
			options := b[28+(int(binary.LittleEndian.Uint32(b[20:]))+3)&^3:]
			list = append(list, string(options[4:4+binary.LittleEndian.Uint16(options[2:])]))
		}
		b = b[n:]
	}
	if i < 2 {
		t.Fatalf("%s: no header", path)
	}
	return list, false
}

func openQuarantine(t *testing.T, c validate.QuarantineConfig) *validate.Quarantine {
	t.Helper()
	q, err := validate.NewQuarantine(c)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// A restart loses no record, whatever their number; one without a record leaves no file.
func TestQuarantineRestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	v := rejected(t)
	for i := range 6 {
		q := openQuarantine(t, validate.QuarantineConfig{Path: path})
		if i != 3 {
			q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), fmt.Sprint("start ", i))
		}
		if err := q.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{path: "start 5", path + ".1": "start 4", path + ".2": "start 2", path + ".3": "start 1", path + ".4": "start 0"} {
		if list, torn := comments(t, name); torn || len(list) != 1 || !strings.HasPrefix(list[0], want+":") {
			t.Errorf("%s: %q, torn %v", name, list, torn)
		}
	}
	if _, err := os.Stat(path + ".5"); err == nil {
		t.Error("a file without records was kept")
	}
}

// What is no file of a Quarantine is kept as it is; what is no file is refused.
func TestQuarantineForeign(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	if err := os.WriteFile(path, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	q := openQuarantine(t, validate.QuarantineConfig{Path: path})
	q.Close()
	if b, err := os.ReadFile(path + ".1"); string(b) != "notes" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := validate.NewQuarantine(validate.QuarantineConfig{Path: t.TempDir()}); err == nil {
		t.Error("a directory")
	}
}

// The file that is about to have the path is a new one: what a link under its name leads to stays.
func TestQuarantineLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, other := filepath.Join(dir, "q.pcapng"), filepath.Join(dir, "notes")
	if err := os.WriteFile(other, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, path+".new"); err != nil {
		t.Skip(err) // not allowed to everybody on Windows
	}
	openQuarantine(t, validate.QuarantineConfig{Path: path}).Close()
	if b, err := os.ReadFile(other); string(b) != "notes" {
		t.Errorf("%q, %v", b, err)
	}
	if list, torn := comments(t, path); len(list) > 0 || torn {
		t.Errorf("%q, torn %v", list, torn)
	}
}

// A path has one Quarantine at a time, and is free after its Close.
func TestQuarantineInUse(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	for range 3 {
		q := openQuarantine(t, validate.QuarantineConfig{Path: path})
		if _, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path}); !errors.Is(err, validate.ErrQuarantineInUse) {
			t.Errorf("a second one: %v", err)
		}
		q.Close()
	}
}

// A path is free after Close while another process is being started, which inherits descriptors up
// to then.
func TestQuarantineInUseStarting(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				exec.Command(os.Args[0], "-test.run", "^$").Run() // however it ends
			}
		}
	}()
	for range 300 {
		openQuarantine(t, validate.QuarantineConfig{Path: path}).Close()
	}
	close(stop)
	<-done
}

// Each record says who sent it, which rule it breaks, the clause, and the octet.
func TestQuarantineComment(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	q := openQuarantine(t, validate.QuarantineConfig{Path: path})
	v, _ := guard(t, validate.Strict()).Stream(validate.TPKTs).Check(initiator, octets(t, "0300000B 07E00000000100"))
	q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "192.0.2.1:4711")
	q.Close()
	want := "192.0.2.1:4711: from initiator, transport: CR header: truncated: got 7, want 8 (octet 0, X.224 13.2.1) " +
		"[rule transport.header; clause X.224 13.2.1; octet 0; drop unit]"
	if list, _ := comments(t, path); len(list) != 1 || list[0] != want {
		t.Errorf("%q", list)
	}
}

// Wireshark reads packets of 2^18 octets at most, and comments in UTF-8; the interface has its time
// from 1970 on, draft-ietf-opsawg-pcapng 4.3.
func TestQuarantineBounds(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	q := openQuarantine(t, validate.QuarantineConfig{Path: path, Unit: 1 << 20})
	v := rejected(t)
	v.Octets = make([]byte, 300000)
	for _, c := range []validate.Carrier{validate.TPKTs, validate.NSDUs} {
		q.Put(c, &v, time.Time{}, "\xffpeer "+strings.Repeat("é", 5000))
	}
	q.Close()
	list, torn := comments(t, path)
	if len(list) != 2 || torn || !utf8.ValidString(list[0]) || !strings.HasPrefix(list[0], "\uFFFDpeer éé") || !strings.HasSuffix(list[0], "drop unit]") {
		t.Errorf("%q, torn %v", list, torn)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for b = b[48:]; len(b) > 0; b = b[binary.LittleEndian.Uint32(b[4:]):] {
		if high, low := binary.LittleEndian.Uint32(b[12:]), binary.LittleEndian.Uint32(b[16:]); high != 0 || low != 0 {
			t.Errorf("time %x %x", high, low)
		}
		kept, length := binary.LittleEndian.Uint32(b[20:]), binary.LittleEndian.Uint32(b[24:])
		if tags := length - 300000; kept > 1<<18 || kept != 1<<18-16+tags {
			t.Errorf("%d of %d octets", kept, length)
		}
	}
}

// A child is this test as a process with a Quarantine, which writes records with numbers from first
// on until it is killed.
func child(t *testing.T, path string, first int) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestQuarantineChild$")
	c.Env = append(os.Environ(), "QUARANTINE_CHILD="+path, fmt.Sprint("QUARANTINE_FIRST=", first))
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestQuarantineChild(t *testing.T) {
	path := os.Getenv("QUARANTINE_CHILD")
	if path == "" {
		t.Skip("it is the child of another test")
	}
	var n int
	fmt.Sscan(os.Getenv("QUARANTINE_FIRST"), &n)
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path, Size: 20000, Files: 1000, Queue: 8})
	if err != nil {
		os.Exit(3)
	}
	v := rejected(t)
	for {
		v.Octets = make([]byte, rand.IntN(4000))
		if q.Put(validate.TPKTs, &v, time.Now(), fmt.Sprint(n)) {
			n++
		} else {
			time.Sleep(10 * time.Microsecond)
		}
	}
}

// Killed at any moment, a process leaves files that are read to the last record; only the last
// record of a process may be cut, and none before it is missing.
func TestQuarantineKilled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	written := 0
	for round := range rounds {
		c := child(t, path, written)
		for range 6000 { // every other one is killed while it writes, the others perhaps before
			if info, err := os.Stat(path); round%2 == 0 || err == nil && info.Size() > 1000 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(60)+1) * time.Millisecond)
		c.Process.Kill()
		c.Wait()
		if code := c.ProcessState.ExitCode(); code == 3 {
			t.Fatal("the path of a killed process is in use")
		}
		files, _ := filepath.Glob(path + "*")
		numbered := 0
		for i := len(files); i >= 0; i-- { // the oldest first
			name := path
			if i > 0 {
				name = fmt.Sprintf("%s.%d", path, i)
			}
			if _, err := os.Stat(name); err != nil {
				continue
			}
			list, _ := comments(t, name)
			for _, text := range list {
				var k int
				fmt.Sscanf(text, "%d:", &k)
				if k != numbered {
					t.Fatalf("%s: record %d where %d was to be", name, k, numbered)
				}
				numbered++
			}
		}
		written = numbered
	}
	if written < rounds/2 {
		t.Errorf("%d records in %d rounds", written, rounds)
	}
	t.Logf("%d records, %d processes killed", written, rounds)
	if _, err := os.Stat(path); err != nil { // the last one was killed behind the renaming of its file
		path += ".1"
	}
	if tshark, err := exec.LookPath("tshark"); err == nil {
		if _, err := os.Stat(path); err != nil { // killed when the file had been renamed, and no other begun
			path += ".1"
		}
		out, err := exec.Command(tshark, "-n", "-r", path, "-T", "fields", "-e", "frame.comment").Output()
		list, torn := comments(t, path)
		if n := strings.Count(string(out), "rule transport.header"); n != len(list) || err != nil && !torn {
			t.Errorf("tshark: %d records of %d, %v", n, len(list), err)
		}
	}
}

// If somebody removes the file, renames or truncates it as programs that rotate logs do, or puts
// another in its place, the next record begins another one. On Windows an open file can be neither
// removed nor renamed.
func TestQuarantineChanged(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files that are open stay")
	}
	create := func(path string) error { return os.WriteFile(path, nil, 0o600) }
	for name, c := range map[string]struct {
		change func(path string) error
		kept   string // the end of the name that the first file, or the foreign one, has then
	}{
		"removed": {os.Remove, ""},
		"renamed": {func(path string) error { return os.Rename(path, path+".old") }, ".old"},
		"renamed, and a file created": {func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), create(path))
		}, ".old"},
		"truncated": {func(path string) error { return os.Truncate(path, 0) }, ""},
		"cut":       {func(path string) error { return os.Truncate(path, 60) }, ".1"},
		"replaced": {func(path string) error {
			return errors.Join(os.WriteFile(path+".other", make([]byte, 5000), 0o600), os.Rename(path+".other", path))
		}, ".1"},
	} {
		path := filepath.Join(t.TempDir(), "q.pcapng")
		q := openQuarantine(t, validate.QuarantineConfig{Path: path})
		v := rejected(t)
		q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "first")
		for info, err := os.Stat(path); err != nil || info.Size() < 200; info, err = os.Stat(path) {
			time.Sleep(time.Millisecond)
		}
		if err := c.change(path); err != nil {
			t.Fatal(err)
		}
		q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "last")
		if err := q.Close(); err != nil || q.Dropped() > 0 {
			t.Errorf("%s: %v, %d dropped", name, err, q.Dropped())
		}
		if list, torn := comments(t, path); torn || len(list) != 1 || !strings.HasPrefix(list[0], "last:") {
			t.Errorf("%s: %q, torn %v", name, list, torn)
		}
		if c.kept == "" {
			continue
		}
		if info, err := os.Stat(path + c.kept); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// Nothing is written through a link that has taken the file's place: what is lost is reported.
func TestQuarantineReplacedByLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, other := filepath.Join(dir, "q.pcapng"), filepath.Join(dir, "notes")
	reports := make(chan error, 1)
	q := openQuarantine(t, validate.QuarantineConfig{Path: path, Report: func(err error) { reports <- err }})
	if err := errors.Join(os.WriteFile(other, []byte("notes"), 0o600), os.Remove(path), os.Symlink(other, path)); err != nil {
		q.Close()
		t.Skip(err) // Windows
	}
	v := rejected(t)
	q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "")
	if err := <-reports; err == nil {
		t.Error("no error")
	}
	if err := q.Close(); err == nil || q.Dropped() != 1 {
		t.Errorf("%v, %d dropped", err, q.Dropped())
	}
	if b, err := os.ReadFile(other); string(b) != "notes" {
		t.Errorf("%q, %v", b, err)
	}
}
