package main

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A systemdLike is a process that is started as systemd does it, with a socket and a place for
// messages.
type systemdLike struct {
	*program
	messages *net.UnixConn
}

func startLike(t *testing.T, socket *net.TCPListener, args ...string) *systemdLike {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	messages, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { messages.Close() })
	file, err := socket.File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := &systemdLike{&program{log: new(buffer)}, messages}
	// the PID is not known before, and stays with exec
	s.cmd = exec.CommandContext(t.Context(), "sh", append([]string{"-c", `LISTEN_PID=$$ exec "$0" "$@"`, self}, args...)...)
	s.cmd.Env = append(os.Environ(), "GUARD_AS_PROGRAM=1", "LISTEN_FDS=1", "LISTEN_FDNAMES=mta", "NOTIFY_SOCKET="+path, "WATCHDOG_USEC=200000")
	s.cmd.ExtraFiles, s.cmd.Stderr = []*os.File{file}, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.addr = socket.Addr().String()
	return s
}

// expect waits for a message.
func (s *systemdLike) expect(t *testing.T, want string) {
	t.Helper()
	s.messages.SetReadDeadline(time.Now().Add(2 * time.Minute))
	var got []string
	for {
		b := make([]byte, 1000)
		n, err := s.messages.Read(b)
		if err != nil {
			t.Fatalf("%v: want %s, got %q, log %s", err, want, got, s.log)
		}
		if got = append(got, string(b[:n])); strings.HasPrefix(string(b[:n]), want) {
			return
		}
	}
}

// systemd is told of readiness, life, reload and stop. Its socket outlives the process: who
// connects while none runs is served by the next one.
func TestSystemd(t *testing.T) {
	server := listen(t)
	l := listen(t).(*net.TCPListener)
	args := []string{"-listen", "systemd:mta", "-server", server.Addr().String(), "-stats", "0", "-policy", "rfc1006"}
	s := startLike(t, l, args...)
	s.expect(t, "READY=1")
	ends := connected(t, s.addr, server, octets(t, requestTPKT))
	if _, err := io.ReadFull(ends[1], make([]byte, 11)); err != nil {
		t.Error(err)
	}
	s.expect(t, "WATCHDOG=1")
	s.cmd.Process.Signal(syscall.SIGHUP)
	s.expect(t, "RELOADING=1")
	s.expect(t, "READY=1")
	ends[0].Close()
	ends[1].Close()
	s.cmd.Process.Signal(syscall.SIGTERM)
	s.expect(t, "STOPPING=1")
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, s.log)
	}

	var waiting [10]*net.TCPConn
	for i := range waiting {
		waiting[i] = dial(t, s.addr)
		waiting[i].Write(octets(t, requestTPKT))
	}
	s = startLike(t, l, args...)
	for range waiting {
		server.(*net.TCPListener).SetDeadline(time.Now().Add(2 * time.Minute))
		c, err := server.Accept()
		if err != nil {
			t.Fatalf("%v: %s", err, s.log)
		}
		io.ReadFull(c, make([]byte, 11))
		c.Write(octets(t, confirmTPKT))
		c.Close()
	}
	for i, c := range waiting {
		if _, err := io.ReadFull(c, make([]byte, 11)); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		c.Close()
	}
	s.stop(t)
}

// A socket that systemd has not passed is an error that names it.
func TestSystemdSocketMissing(t *testing.T) {
	s := startLike(t, listen(t).(*net.TCPListener), "-listen", "systemd:mta", "-listen", "xot://systemd:gateway")
	err := s.cmd.Wait()
	if s.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(s.log.String(), `no socket named "gateway"`) {
		t.Errorf("%v: %s", err, s.log)
	}
}

// The unit files are well formed, as systemd sees it.
func TestSystemdUnits(t *testing.T) {
	t.Parallel()
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze")
	}
	dir := t.TempDir()
	for _, name := range []string{"guard.service", "guard.socket"} {
		b, err := os.ReadFile("systemd/" + name)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(b), "/usr/local/bin/guard", "/bin/true")
		write(t, filepath.Join(dir, name), text)
	}
	out, err := exec.Command(verify, "verify", "--man=no", filepath.Join(dir, "guard.service"), filepath.Join(dir, "guard.socket")).CombinedOutput()
	if text := strings.TrimSpace(string(out)); err != nil || text != "" {
		t.Errorf("%v: %s", err, text)
	}
	if out, err := exec.Command(verify, "security", "--offline=true", "--threshold=25", filepath.Join(dir, "guard.service")).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
