package main

import (
	"bytes"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A buffer may be written to by the responder while the test goes on.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// listen runs a responder with the flags and returns its address.
func listen(t *testing.T, out *buffer, args ...string) string {
	t.Helper()
	s, err := configure(out, append([]string{"-listen", ":0"}, args...))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed below
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go serve(l, s, out)
	return l.Addr().String()
}

// associate runs an initiator with the flags.
func associate(t *testing.T, address string, args ...string) (text string, code int) {
	t.Helper()
	s, err := configure(os.Stderr, append(args, address))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address) //nolint:noctx // closed by ping
	if err != nil {
		t.Fatal(err)
	}
	s.took = func(time.Duration) string { return "in some ms" }
	var b bytes.Buffer
	code = ping(conn, s, &b)
	return b.String(), code
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%s differs (%v):\n%s", path, err, got)
	}
}

// TestAssociate has an association with an MMS server and with an MTA, of both ends.
func TestAssociate(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"mms.txt":  {"-tsel", "0x0001", "-ssel", "0x0001", "-psel", "0x00000001"},
		"mts.txt":  {"-context", "mts", "-tsel", "MTA", "-mta", "MTA-1", "-password", "secret", "-calling-tsel", "ME"},
		"acse.txt": {"-context", "acse", "-q"},
	} {
		var out buffer
		text, code := associate(t, listen(t, &out, args...), args...)
		if code != exitReleased {
			t.Errorf("%s: exit code %d", name, code)
		}
		for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(out.String(), "released by the peer") && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		_, heard, _ := strings.Cut(out.String(), "\n")
		golden(t, name, text+"\nthe responder:\n"+heard)
		if strings.Contains(text+heard, "secret") {
			t.Error("the password is shown")
		}
	}
}

// TestUnserved has a caller for MMS at a responder for ACSE alone: the context of MMS is refused,
// and its value is not answered.
func TestUnserved(t *testing.T) {
	t.Parallel()
	var out buffer
	text, code := associate(t, listen(t, &out, "-context", "acse"))
	if code != exitReleased || !strings.Contains(text, "Outcome: provider-rejection") || strings.Contains(text, "value") {
		t.Error(code, text)
	}
}

// TestRefusals shows what every layer may refuse or abort by, in words.
func TestRefusals(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, c := range []struct {
		title        string
		server, call []string
		code         int
	}{
		{"DR: the transport selector is unknown", []string{"-tsel", "MTA"}, []string{"-tsel", "OTHER"}, exitTransport},
		{"ER: the connect request is invalid", []string{"-refuse", "er"}, nil, exitTransport},
		{"RF: the session selector is unknown", []string{"-ssel", "0x0001"}, []string{"-ssel", "0x0002"}, exitSession},
		{"CPR: the presentation selector is unknown", []string{"-psel", "0x0001"}, nil, exitPresentation},
		{"AARE: the application context is not supported", []string{"-context", "mms"}, []string{"-application", "1.3.9999.1"}, exitACSE},
		{"AARE: the caller is unknown", []string{"-refuse", "aare"}, nil, exitACSE},
		{"AB: the session layer aborts", []string{"-refuse", "ab"}, nil, exitAborted},
		{"ARP: the presentation layer aborts", []string{"-refuse", "arp"}, nil, exitAborted},
		{"ARU: the user of presentation aborts", []string{"-refuse", "aru"}, nil, exitAborted},
		{"ABRT: the application aborts", []string{"-refuse", "abrt"}, nil, exitAborted},
	} {
		var out buffer
		got, code := associate(t, listen(t, &out, c.server...), c.call...)
		if code != c.code {
			t.Errorf("%s: exit code %d, want %d", c.title, code, c.code)
		}
		fmt.Fprintf(&text, "--- %s: exit code %d\n%s\n", c.title, code, got)
	}
	golden(t, "refusals.txt", text.String())
}

// TestOld has an MTA in X.410-1984 mode call.
func TestOld(t *testing.T) {
	t.Parallel()
	var out buffer
	conn, err := net.Dial("tcp", listen(t, &out, "-context", "mms")) //nolint:noctx // closed by drive
	if err != nil {
		t.Fatal(err)
	}
	a := association.New(osi.FromInitiator, association.Config{})
	if err := a.Open(
		&transport.ConnectionRequest{}, &session.Connect{Requirements: osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions)},
		&presentation.Connect{Mode: osi.X410Mode}, &rtse.OpenRequest{Connection: rtse.ConnectionData{Open: []byte{5, 0}}},
	); err != nil {
		t.Fatal(err)
	}
	heard := ""
	drive(conn, a, time.Second, func(ev association.Event) {
		if heard += fmt.Sprintf("%T ", ev); strings.HasSuffix(heard, "Opened ") {
			if err := a.Release(); err != nil {
				t.Error(err)
			}
		}
	}, func() { t.Error("no answer") })
	if heard != "*association.Connected *association.Opened *association.Released " {
		t.Error(heard, out.String())
	}
}

// TestNoAssociation has peers that are no OSI application.
func TestNoAssociation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		peer func(net.Conn)
		code int
		text string
	}{
		"closes": {func(c net.Conn) { _ = c.Close() }, exitTransport, "closed the network connection instead of answering"},
		"transport alone": {func(c net.Conn) {
			_, _ = c.Write([]byte("\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x01\x00"))
			_, _ = c.Read(make([]byte, 1000))
			_ = c.Close()
		}, exitSession, "or is no OSI application at all"},
		"silent": {func(net.Conn) {}, exitTime, "no answer to the connect request of transport (CR) in"},
		"HTTP":   {func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) }, exitOther, "the peer broke the protocol: tpkt"},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed below
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		go func() {
			if conn, err := l.Accept(); err == nil {
				t.Cleanup(func() { _ = conn.Close() })
				_, _ = conn.Read(make([]byte, 1000))
				c.peer(conn)
			}
		}()
		text, code := associate(t, l.Addr().String(), "-timeout", "300ms")
		if code != c.code || !strings.Contains(text, c.text) {
			t.Errorf("%s: exit code %d, %s", name, code, text)
		}
	}
}

// TestUsage has command lines that are wrong.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{},
		{"a", "b"},
		{"-context", "x", "h"},
		{"-tsel", "0x0", "h"},
		{"-application", "x", "h"},
		{"-refuse", "dr", "h"},
		{"-listen", ":0", "h"},
		{"-tolerate", "x", "h"},
		{"-listen", ":0", "-refuse", "x"},
	} {
		if code := run(&bytes.Buffer{}, &bytes.Buffer{}, args); code != exitUsage {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
	if code := run(&bytes.Buffer{}, &bytes.Buffer{}, []string{"-timeout", "1s", "127.0.0.1:1"}); code != exitNetwork {
		t.Errorf("exit code %d without a network connection", code)
	}
}
