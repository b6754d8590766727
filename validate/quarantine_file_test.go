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

// If somebody removes the file, or renames it as programs that rotate logs do, the next record
// begins another one. On Windows an open file can be neither removed nor renamed.
func TestQuarantineRemoved(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files that are open stay")
	}
	path := filepath.Join(t.TempDir(), "q.pcapng")
	q := openQuarantine(t, validate.QuarantineConfig{Path: path})
	v := rejected(t)
	put := func(name string) { // and waits until it is written
		q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), name)
		for info, err := os.Stat(path); err != nil || info.Size() < 200; info, err = os.Stat(path) {
			time.Sleep(time.Millisecond)
		}
	}
	put("removed")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	put("renamed")
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	put("last")
	if err := q.Close(); err != nil || q.Dropped() > 0 {
		t.Errorf("%v, %d dropped", err, q.Dropped())
	}
	for name, want := range map[string]string{path + ".old": "renamed", path: "last"} {
		if list, torn := comments(t, name); torn || len(list) != 1 || !strings.HasPrefix(list[0], want+":") {
			t.Errorf("%s: %q, torn %v", name, list, torn)
		}
	}
}
