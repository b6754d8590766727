package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"syscall"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/term"

	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/text"
)

// input dissects one of the inputs.
func (r *run) input(name string) error {
	if r.notes != nil {
		r.notes.source = name
	}
	switch {
	case r.o.live != "":
		return r.live(name)
	case name == "-":
		return r.pipe()
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	s := &source{r: f, run: r}
	if info, err := f.Stat(); err == nil && info.Size() > longFile && r.onTerminal() {
		s.size = info.Size()
	}
	defer s.clear()
	return r.read(s, 0)
}

// pipe dissects standard input. What an interrupt ends is the program that writes to the pipe: what
// came of it is dissected. A second one ends this program, as does the first one at a terminal.
func (r *run) pipe() error {
	if f, ok := r.stdin.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		context.AfterFunc(ctx, stop)
	}
	return r.read(&source{r: r.stdin, run: r}, 0)
}

// maxNested is the number of compressed files inside one another.
const maxNested = 3

// read finds out what in is, by its first octets, and dissects it. It waits for no more of them
// than decide.
func (r *run) read(in io.Reader, nested int) error {
	b := bufio.NewReaderSize(in, 1<<16)
	head, err := b.Peek(capture.Magic)
	switch {
	case len(head) == 0 && err == io.EOF:
		r.nothing = "the input is empty"
		return nil
	case len(head) == 0:
		return err
	case nested > maxNested:
		return errors.New("compressed too often")
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(b)
		if err != nil {
			return err
		}
		return r.read(z, nested+1)
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return err
		}
		defer z.Close()
		return r.read(z, nested+1)
	case capture.IsCapture(head):
		frames, err := capture.NewReader(b)
		if err != nil {
			return err
		}
		return r.capture(frames)
	}
	return r.text(b)
}

// text dissects text.
func (r *run) text(b *bufio.Reader) error {
	r.nothing = "there is no hex in it"
	switch kind, err := textKind(b); {
	case err != nil:
		return err
	case kind == packetList:
		return r.packets(b)
	case kind == traceLog:
		return r.log(b)
	}
	return r.hex(b)
}

// kind is a kind of text.
type kind uint8

const (
	undecided kind = iota
	hexDump
	packetList
	traceLog
)

// textKind tells what text b has, by as many of its lines as are needed.
func textKind(b *bufio.Reader) (kind, error) {
	for n := 1; ; n = b.Buffered() + 1 {
		_, err := b.Peek(min(n, b.Size()))
		head, _ := b.Peek(b.Buffered()) // what has arrived
		if bytes.IndexByte(head, 0) >= 0 {
			return undecided, errors.New("neither a capture nor text")
		}
		last := bytes.LastIndexByte(head, '\n') + 1
		all := err != nil || len(head) == b.Size()
		if all {
			last = len(head)
		}
		k := lineKind(head[:last])
		if all && k == undecided {
			k = hexDump
		}
		if k != undecided {
			return k, nil
		}
	}
}

// hexLine is a line of hex, behind an offset or not.
var hexLine = regexp.MustCompile(`^\s*((0x)?[0-9A-Fa-f]{4,}:?\s+)?([0-9A-Fa-f]{2})+(\s|$)`)

// lineKind tells what text whole lines are from. A log may begin with lines of any kind.
func lineKind(lines []byte) kind {
	if text.IsLog(lines) {
		return traceLog
	}
	var line []byte // the first one that is no comment
	for l := range bytes.Lines(lines) {
		if line = bytes.TrimSpace(l); len(line) > 0 && line[0] != '#' {
			break
		}
	}
	switch {
	case text.IsPackets(line):
		return packetList
	case hexLine.Match(line):
		return hexDump
	}
	return undecided
}

// live dissects what a network interface has, until the program is interrupted.
func (r *run) live(name string) error {
	l, err := capture.NewLive(name)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { _ = l.Close() })
	return r.capture(&flushing{l, r.out})
}

// flushing flushes the output before it waits for a frame.
type flushing struct {
	capture.Source
	out *output
}

func (f *flushing) Next() (capture.Frame, error) {
	if err := f.out.flush(); err != nil {
		return capture.Frame{}, err
	}
	return f.Source.Next()
}

// longFile is the size in octets from which on a terminal is told how much was read.
const longFile = 50_000_000

// A source reads an input, and flushes the output before it waits for more. It tells a terminal how
// much of a long file has been read.
type source struct {
	*run
	r           io.Reader
	taken, size int64 // size is 0 where nobody is told
	shown       int64
}

func (s *source) Read(b []byte) (int, error) {
	const step = 8 << 20
	if err := s.out.flush(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(b)
	s.taken += int64(n)
	if s.size > 0 && s.taken-s.shown >= step {
		s.shown = s.taken
		fmt.Fprintf(s.stderr, "\r%3d %%", 100*s.taken/s.size)
	}
	return n, err
}

func (s *source) clear() {
	if s.shown > 0 {
		fmt.Fprint(s.stderr, "\r     \r")
	}
}

// onTerminal reports whether a terminal reads standard error.
func (r *run) onTerminal() bool {
	e, ok := r.stderr.(*os.File)
	return ok && term.IsTerminal(int(e.Fd()))
}
