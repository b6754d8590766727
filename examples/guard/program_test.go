package main

import (
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test's own executable is the program when it is told so.
func TestMain(m *testing.M) {
	if os.Getenv("GUARD_AS_PROGRAM") != "" {
		main()
	}
	os.Exit(m.Run())
}

// A program is the guard as a process.
type program struct {
	cmd  *exec.Cmd
	addr string
	log  *buffer
}

var listeningAt = regexp.MustCompile(`msg=listening address=(\S+)`)

func execute(t *testing.T, server net.Listener, args ...string) *program {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{log: new(buffer)}
	if !slices.Contains(args, "-listen") && !slices.Contains(args, "-config") {
		args = append(args, "-listen", "127.0.0.1:0")
	}
	p.cmd = exec.CommandContext(t.Context(), path, append([]string{"-server", server.Addr().String(), "-server", "xot://" + server.Addr().String(), "-stats", "0"}, args...)...)
	p.cmd.Env, p.cmd.Stderr = append(os.Environ(), "GUARD_AS_PROGRAM=1"), p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 6000 {
		if found := listeningAt.FindStringSubmatch(p.log.String()); found != nil {
			p.addr = found[1]
			return p
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the guard does not listen: %s", p.log)
	return nil
}

// stop interrupts the guard, which must end in order and tell what it did.
func (p *program) stop(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil || !strings.Contains(p.log.String(), "msg=statistics connections=0") {
		t.Errorf("%v, log %s", err, p.log)
	}
}
