//go:build linux

package validate_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

// When the disk is full the Quarantine says so at once, counts what it loses, and writes again, and
// says so, when there is room. No record before or after is damaged. The disk is the limit on the
// size of files of a process of its own, which ends a write in the middle of a record.
func TestQuarantineFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := exec.Command(os.Args[0], "-test.run=^TestQuarantineFullChild$", "-test.v")
	c.Env = append(os.Environ(), "QUARANTINE_FULL="+dir)
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS: TestQuarantineFullChild") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestQuarantineFullChild(t *testing.T) {
	dir := os.Getenv("QUARANTINE_FULL")
	if dir == "" {
		t.Skip("it is the child of another test")
	}
	signal.Ignore(syscall.SIGXFSZ)
	limit := func(n uint64) {
		t.Helper()
		var r syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
			t.Fatal(err)
		}
		r.Cur = min(n, r.Max)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "q.pcapng")
	reports := make(chan error, 100)
	q := openQuarantine(t, validate.QuarantineConfig{Path: path, Report: func(err error) { reports <- err }})
	v := rejected(t)
	put := func(name string, octets int) {
		v.Octets = make([]byte, octets)
		if !q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), name) {
			t.Fatal("no room in the queue")
		}
	}
	put("before", 100)
	for b, _ := os.Stat(path); b.Size() < 200; b, _ = os.Stat(path) {
		time.Sleep(time.Millisecond)
	}
	limit(4000)
	put("lost", 5000)
	if err := <-reports; err == nil || !strings.Contains(err.Error(), "file too large") {
		t.Errorf("reported %v", err)
	}
	put("lost", 5000) // it is known
	put("fits", 100)
	if err := <-reports; err != nil {
		t.Errorf("reported %v", err)
	}
	if list, torn := comments(t, path); len(list) != 2 || torn {
		t.Errorf("%q, torn %v", list, torn)
	}
	put("lost", 5000)
	if err := <-reports; err == nil {
		t.Error("not reported")
	}
	limit(1 << 60)
	put("after", 5000)
	if err := <-reports; err != nil {
		t.Errorf("reported %v", err)
	}
	if err := q.Close(); err != nil {
		t.Error(err)
	}
	if n := q.Dropped(); n != 3 {
		t.Errorf("%d dropped", n)
	}
	list, torn := comments(t, path)
	for i := range list {
		list[i], _, _ = strings.Cut(list[i], ":")
	}
	if got := fmt.Sprint(list); got != "[before fits after]" || torn {
		t.Errorf("%s, torn %v", got, torn)
	}
}

// A disk that is full while a file is begun is no other case.
func TestQuarantineFullAtRotation(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("needs the right to mount a file system")
	}
	dir := t.TempDir()
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip(err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH) // a process that just begins may hold it
	path := filepath.Join(dir, "q.pcapng")
	reports := make(chan error, 1000)
	q := openQuarantine(t, validate.QuarantineConfig{Path: path, Size: 10000, Files: 100, Report: func(err error) { reports <- err }})
	v := rejected(t)
	v.Octets = make([]byte, 3000)
	for i := range 40 {
		q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), fmt.Sprint(i))
		time.Sleep(time.Millisecond)
	}
	if err := <-reports; err == nil || !strings.Contains(err.Error(), "no space") {
		t.Errorf("reported %v", err)
	}
	os.Remove(path + ".3")
	os.Remove(path + ".4")
	q.Put(validate.TPKTs, &v, time.Unix(1700000000, 0), "after")
	if err := q.Close(); err != nil {
		t.Error(err)
	}
	lost, last := q.Dropped(), ""
	n := uint64(0)
	for i := range 100 {
		name := path
		if i > 0 {
			name = fmt.Sprintf("%s.%d", path, i)
		}
		if _, err := os.Stat(name); err != nil {
			continue
		}
		list, torn := comments(t, name)
		if n += uint64(len(list)); torn {
			t.Errorf("%s is torn", name)
		}
		if i == 0 {
			last = list[len(list)-1]
		}
	}
	if !strings.HasPrefix(last, "after:") || lost == 0 || n+lost > 41 || n+lost < 41-2*3 {
		t.Errorf("%d records, %d lost, the last %s", n, lost, last)
	}
}
