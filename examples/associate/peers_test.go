package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A dialogue is a recorded conversation: what associate was run with, and who sent what.
type dialogue struct {
	listen bool
	args   []string
	steps  []string // "I> hex", "R> hex", "I end", "R end"
}

// dialogues reads a file of testdata/peers.
func dialogues(t *testing.T, path string) (list []dialogue) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "== ")
		switch {
		case isTitle:
			title, _, _ = strings.Cut(title, "#")
			words := strings.Fields(title)
			list = append(list, dialogue{listen: words[0] == "listen", args: words[1:]})
		case line != "" && line[0] != '#':
			d := &list[len(list)-1]
			d.steps = append(d.steps, line)
		}
	}
	return list
}

// play is the peer in a conversation: it sends what the peer has sent, and demands what the peer
// was sent.
func (d *dialogue) play(conn net.Conn) error {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(2 * time.Minute))
	peer := "R"
	if d.listen {
		peer = "I"
	}
	for i, step := range d.steps {
		who, text, sends := strings.Cut(step, "> ")
		octets, err := hex.DecodeString(text)
		switch {
		case err != nil:
			return fmt.Errorf("step %d: %w", i, err)
		case !sends && strings.HasPrefix(step, peer):
			return nil
		case !sends:
			if n, err := conn.Read(make([]byte, 1)); n > 0 || err == nil {
				return fmt.Errorf("step %d: more than was recorded", i)
			}
			return nil
		case who == peer:
			if _, err := conn.Write(octets); err != nil {
				return fmt.Errorf("step %d: %w", i, err)
			}
		default:
			got := make([]byte, len(octets))
			if _, err := io.ReadFull(conn, got); err != nil || !bytes.Equal(got, octets) {
				return fmt.Errorf("step %d: %w: %x, recorded %s", i, err, got, text)
			}
		}
	}
	return nil
}

// TestPeers replays conversations with servers and clients that others wrote: associate sends today
// what it sent then, octet for octet, and says what it understands of the answers.
func TestPeers(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/peers/*.txt")
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	var text, deviations strings.Builder
	for _, path := range files {
		for _, d := range dialogues(t, path) {
			name := filepath.Base(path)
			tolerated, err := d.check()
			if err != nil {
				t.Errorf("%s, %v: %v", name, d.args, err)
			}
			if tolerated != 0 {
				fmt.Fprintf(&deviations, "%s %s: %v\n", name, strings.Join(d.args, " "), tolerated)
			}
			if !d.listen {
				got, code := d.call(t, name)
				fmt.Fprintf(&text, "--- %s: associate %s: exit code %d\n%s\n", name, strings.Join(d.args, " "), code, got)
				continue
			}
			var out buffer
			conn, err := net.Dial("tcp", listen(t, &out, d.args...)) //nolint:noctx // closed by play
			if err != nil {
				t.Fatal(err)
			}
			if err := d.play(conn); err != nil {
				t.Errorf("%s: listen %v: %v\n%s", name, d.args, err, out.String())
			}
		}
	}
	golden(t, "peers.txt", text.String()+"--- deviations that the default policy tolerates\n"+deviations.String())
}

// check has the conversation pass the gate, and returns the deviations of the peer.
func (d *dialogue) check() (osi.Tolerance, error) {
	guard, err := validate.New(validate.Default())
	if err != nil {
		return 0, err
	}
	stream, tolerated := guard.Stream(validate.TPKTs), osi.Tolerance(0)
	for _, step := range d.steps {
		who, text, _ := strings.Cut(step, "> ")
		octets, err := hex.DecodeString(text)
		if err != nil {
			return 0, err
		}
		if len(octets) == 0 {
			continue
		}
		v, _ := stream.Check(map[string]osi.Direction{"I": osi.FromInitiator, "R": osi.FromResponder}[who], octets)
		if tolerated |= v.Tolerated; v.Action != validate.Pass {
			return 0, v.Err
		}
	}
	return tolerated, nil
}

// call has associate call the peer.
func (d *dialogue) call(t *testing.T, name string) (text string, code int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed below
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	done := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err == nil {
			err = d.play(conn)
		}
		done <- err
	}()
	text, code = associate(t, l.Addr().String(), append([]string{"-q"}, d.args...)...)
	if err := <-done; err != nil {
		t.Errorf("%s: associate %v: %v", name, d.args, err)
	}
	return text, code
}
