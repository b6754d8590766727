package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What passes an interface is printed as it passes, until the program is interrupted.
func TestInterface(t *testing.T) {
	output, out := io.Pipe()
	var errs bytes.Buffer
	status := make(chan int, 1)
	go func() {
		s := dissect([]string{"-i", "lo"}, nil, out, &errs)
		_ = out.Close()
		status <- s
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	to := " > " + listener.Addr().String() + "\n"
	shown := make(chan string, 1)
	go func() {
		for lines := bufio.NewReader(output); ; {
			text, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			if strings.HasSuffix(text, to) {
				shown <- text
				_, _ = io.Copy(io.Discard, output)
				return
			}
		}
	}()
	for tick := time.NewTicker(50 * time.Millisecond); ; <-tick.C { // the capture begins at some time
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(conn, crTPKT)
		_ = conn.Close()
		if err != nil {
			t.Fatal(err)
		}
		select {
		case s := <-status:
			if s == brokenFile && strings.Contains(errs.String(), "no right to capture") {
				t.Skip(errs.String())
			}
			t.Fatalf("status %d, %s", s, errs.String())
		case text := <-shown:
			if !strings.HasPrefix(text, "frame ") {
				t.Errorf("%q", text)
			}
			if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
			if s := <-status; s != allRead {
				t.Errorf("status %d, %s", s, errs.String())
			}
			return
		default:
		}
	}
}
