package main

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

// A quarantine that begins to fail while it is given up does not count as failing.
func TestQuarantineGivenUp(t *testing.T) {
	t.Parallel()
	bad := &validate.Verdict{Action: validate.Reject, Octets: octets(t, "0300000B07E00000000100"), Err: errors.New("for a test")}
	for range 20 {
		dir := t.TempDir()
		path := filepath.Join(dir, "q", "q.pcapng")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		e := evidence{log: slog.New(slog.DiscardHandler)}
		if err := e.apply(validate.QuarantineConfig{Path: path}); err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(filepath.Dir(path))
		e.put(validate.TPKTs, bad, time.Now(), "a peer")
		e.close()
		if e.failing.Load() {
			t.Fatal("it counts as failing")
		}
	}
}
