package stream_test

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"

	"github.com/pkg/errors"

	"github.com/osi-go/osi/internal/stream"
)

var errCut = errors.New("cut")

// split takes units whose first octet is their length, of at least one octet.
func split(b []byte) (n, want int, err error) {
	switch {
	case len(b) == 0:
		return 0, 1, nil
	case b[0] == 0:
		return 0, 0, errors.New("no length")
	case int(b[0]) > len(b):
		return 0, int(b[0]), nil
	}
	return int(b[0]), 0, nil
}

func read(r io.Reader) (units [][]byte, err error) {
	s := stream.Reader{Source: r, Name: "test", First: 4, Most: 255}
	for {
		unit, err := s.Next(split, func(int, int) error { return errCut })
		if err != nil {
			return units, err
		}
		units = append(units, bytes.Clone(unit))
	}
}

// The units of a stream, and its end, are the same however its octets come.
func FuzzReader(f *testing.F) {
	f.Add([]byte{1, 2, 9, 5, 1, 2, 3, 4})
	f.Add([]byte{3, 1})
	f.Add([]byte{1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		want, end := read(bytes.NewReader(b))
		if whole := bytes.Join(want, nil); !bytes.HasPrefix(b, whole) || errors.Is(end, io.EOF) != (len(whole) == len(b)) {
			t.Fatalf("%x: units %x, %v", b, want, end)
		}
		got, err := read(iotest.OneByteReader(bytes.NewReader(b)))
		if !bytes.Equal(bytes.Join(got, nil), bytes.Join(want, nil)) || len(got) != len(want) || err.Error() != end.Error() {
			t.Fatalf("%x: octet by octet %x, %v; in one %x, %v", b, got, err, want, end)
		}
	})
}
