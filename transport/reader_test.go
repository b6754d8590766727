package transport_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

func TestReader(t *testing.T) {
	t.Parallel()
	stream := octets(t, "03 00 00 0B 02 F0 00 41 42 43 44 03 00 00 09 02 F0 80 45 46")
	for name, r := range map[string]io.Reader{
		"whole":      bytes.NewReader(stream),
		"one octet":  iotest.OneByteReader(bytes.NewReader(stream)),
		"with error": iotest.DataErrReader(bytes.NewReader(stream)),
	} {
		f := transport.NewReader(r, osi.Limits{})
		for _, want := range []string{"02 F0 00 41 42 43 44", "02 F0 80 45 46"} {
			frame, err := f.Next()
			if err != nil || !bytes.Equal(frame.TPDU(), octets(t, want)) || frame.Reserved() != 0 {
				t.Errorf("%s: %x, %v; want %s", name, frame, err, want)
			}
		}
		for range 2 {
			if frame, err := f.Next(); frame != nil || err != io.EOF {
				t.Errorf("%s: %x, %v at the end", name, frame, err)
			}
		}
	}
}

func TestReaderErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, c := range []struct {
		name   string
		r      io.Reader
		target error
		offset int // -1: not an *osi.Error
	}{
		{"end in the header", bytes.NewReader([]byte{3, 0}), io.ErrUnexpectedEOF, 2},
		{"end in the TPDU", bytes.NewReader([]byte{3, 0, 0, 8, 2, 0xf0}), io.ErrUnexpectedEOF, 6},
		{"version, from the first octet on", io.MultiReader(bytes.NewReader([]byte{4}), iotest.ErrReader(broken)), osi.ErrValue, 0},
		{"length", bytes.NewReader([]byte{3, 0, 0, 6}), osi.ErrLength, 2},
		{"limit", bytes.NewReader([]byte{3, 0, 0x20, 0}), osi.ErrLimit, 2},
		{"the reader's own", iotest.ErrReader(broken), broken, -1},
		{"no progress", stuck{}, io.ErrNoProgress, -1},
	} {
		f := transport.NewReader(c.r, osi.Limits{TPDU: 8000})
		_, err := f.Next()
		_, again := f.Next()
		if !errors.Is(err, c.target) || err != again {
			t.Errorf("%s: %v, then %v", c.name, err, again)
		}
		if e := osi.AsError(err); c.offset >= 0 && (e == nil || e.Offset != c.offset) {
			t.Errorf("%s: %v, want offset %d", c.name, err, c.offset)
		}
	}
}

type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

// A length that never completes costs no more memory than has arrived, beyond the first buffer.
func TestReaderMemory(t *testing.T) {
	t.Parallel()
	stream := append([]byte{3, 0, 0xff, 0xff}, make([]byte, 20000)...)
	most := 0
	f := transport.NewReader(readerFunc(func(p []byte) (int, error) {
		most = max(most, len(p))
		n := copy(p, stream)
		if stream = stream[n:]; n == 0 {
			return 0, io.EOF
		}
		return n, nil
	}), osi.Limits{})
	if _, err := f.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	if most > 20004 {
		t.Errorf("a read of %d octets after %d had arrived", most, 20004)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A TPKT has at most 65 535 octets, and what does not encode leaves the buffer as it was.
func TestAppendTPKT(t *testing.T) {
	t.Parallel()
	b, err := transport.AppendTPKT([]byte("ab"), &transport.DisconnectRequest{DstRef: 1, Reason: transport.ReasonAddressUnknown})
	if want := "ab\x03\x00\x00\x0b\x06\x80\x00\x01\x00\x00\x03"; err != nil || string(b) != want {
		t.Errorf("%x, %v; want %x", b, err, want)
	}
	if b, err = transport.AppendTPKT([]byte("ab"), &transport.Data{}); string(b) != "ab" || osi.AsError(err) == nil {
		t.Errorf("an empty DT without EOT: %x, %v", b, err)
	}
	if _, err := transport.AppendTPKT(nil, &transport.Data{EOT: true, UserData: make([]byte, 65529)}); !errors.Is(err, osi.ErrLength) {
		t.Errorf("a TPKT of 65536 octets: %v", err)
	}
	largest, err := transport.AppendTPKT(nil, &transport.Data{EOT: true, UserData: make([]byte, 65528)})
	if err != nil || len(largest) != transport.MaxTPKT || !bytes.Equal(largest[:7], octets(t, "03 00 FF FF 02 F0 80")) {
		t.Errorf("the largest TPKT has %d octets, %v", len(largest), err)
	}
}

func TestReassembler(t *testing.T) {
	t.Parallel()
	var r transport.Reassembler
	segments := func(size int) (got []byte) {
		t.Helper()
		for d := range transport.Segments([]byte("ABCDEF"), size) {
			tsdu, done, err := r.Add(&d)
			if err != nil || done != d.EOT || done != (tsdu != nil) || r.Pending() == done {
				t.Fatalf("%v, %v, %v; pending: %v", tsdu, done, err, r.Pending())
			}
			got = tsdu
		}
		return got
	}
	for _, size := range []int{0, 4, 5, 6, 9, 10, 128} {
		if got := segments(size); string(got) != "ABCDEF" {
			t.Errorf("size %d: %q", size, got)
		}
	}
	if r.Pending() {
		t.Error("pending after the last TSDU")
	}
	for d := range transport.Segments(nil, 128) {
		if tsdu, done, err := r.Add(&d); err != nil || !done || len(tsdu) != 0 {
			t.Errorf("the empty TSDU: %v, %v, %v", tsdu, done, err)
		}
	}

	r.Limits.TSDU = 5
	if _, _, err := r.Add(&transport.Data{EOT: true, UserData: make([]byte, 6)}); !errors.Is(err, osi.ErrLimit) {
		t.Errorf("six octets of five: %v", err)
	}
	if _, done, err := r.Add(&transport.Data{EOT: true, UserData: make([]byte, 5)}); err != nil || !done {
		t.Errorf("five octets of five: %v", err)
	}
}

// An error of the stream that wraps io.EOF is not the end of the stream: it is returned, within a
// TPKT, too.
func TestReaderWrappedEOF(t *testing.T) {
	t.Parallel()
	broken := fmt.Errorf("connection lost: %w", io.EOF)
	for _, octets := range []string{"", "\x03\x00", "\x03\x00\x00\x0b\x06"} {
		r := transport.NewReader(io.MultiReader(strings.NewReader(octets), iotest.ErrReader(broken)), osi.Limits{})
		if _, err := r.Next(); !errors.Is(err, broken) || osi.AsError(err) != nil {
			t.Errorf("%x: %v", octets, err)
		}
	}
}
